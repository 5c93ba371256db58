import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";
import type { Dice } from "./dice.js";

export interface RandomRequest {
  readonly text: string;
  /** For each time that it is asked. */
  readonly variables: readonly Record<string, unknown>[];
  readonly operationName: string | undefined;
}

const oddKeys = [
  "__proto__",
  "constructor",
  "toString",
  "then",
  "hasOwnProperty",
  "length",
  "a",
  "b",
  "c",
  "data",
  "x1",
];

/** A request of a schema, by the dice: mostly one that is valid. */
export function randomRequest(schema: GraphQLSchema, dice: Dice, times: number): RandomRequest {
  return new Writer(schema, dice).request(times);
}

class Writer {
  readonly #variables = new Map<string, { type: string; default: string; values: readonly unknown[] }>();
  readonly #fragments = new Map<string, { on: GraphQLCompositeType; text: string }>();
  #fieldsLeft = 40;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly dice: Dice,
  ) {}

  request(times: number): RandomRequest {
    const { dice, schema } = this;
    const isMutation = schema.getMutationType() !== null && dice.chance(0.2);
    const root = (isMutation ? schema.getMutationType() : schema.getQueryType()) as GraphQLObjectType;
    const selection = this.#selection(root, 4);
    const variables = [...this.#variables].map(([name, { type, default: value }]) => `$${name}: ${type}${value}`);
    const parameters = variables.length > 0 ? `(${variables.join(", ")})` : "";
    const texts = [
      `${isMutation ? "mutation" : "query"} Main${parameters} ${selection}`,
      ...[...this.#fragments.values()].map(({ text }) => text),
    ];
    const isNamed = dice.chance(0.3);
    if (isNamed) texts.push("query Other { __typename }");
    return {
      text: texts.join("\n"),
      variables: Array.from({ length: times }, () => this.#values()),
      operationName: isNamed ? dice.pick(["Main", "Main", "Main", "Other", "Nobody", "", undefined]) : undefined,
    };
  }

  #values(): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [name, variable] of this.#variables) {
      if (this.dice.chance(0.15)) continue;
      values[name] = this.dice.pick(variable.values);
    }
    return values;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.dice.below(4);
    return `{ ${Array.from({ length: count }, () => this.#selected(type, depth)).join(" ")} }`;
  }

  #selected(type: GraphQLCompositeType, depth: number): string {
    const { dice } = this;
    if (dice.chance(0.15) && depth > 0) return this.#inline(type, depth);
    if (dice.chance(0.15) && depth > 0) return this.#spread(type, depth);
    if (dice.chance(0.1) || !("getFields" in type)) return `${this.#alias()}__typename${this.#directives()}`;
    const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
    if (fields.length === 0 || this.#fieldsLeft <= 0) return "__typename";
    this.#fieldsLeft -= 1;
    const field = dice.pick(fields);
    const below = getNamedType(field.type);
    const selection = isCompositeType(below) ? ` ${this.#selection(below, depth - 1)}` : "";
    return `${this.#alias()}${field.name}${this.#arguments(field.args)}${this.#directives()}${selection}`;
  }

  #alias(): string {
    return this.dice.chance(0.3) ? `${this.dice.pick(oddKeys)}: ` : "";
  }

  #inline(type: GraphQLCompositeType, depth: number): string {
    const on = this.#narrowed(type);
    const condition = on !== type || this.dice.chance(0.5) ? ` on ${on.name}` : "";
    return `...${condition}${this.#directives()} ${this.#selection(on, depth - 1)}`;
  }

  /** A fragment is in the map when it is whole, so that none holds itself. */
  #spread(type: GraphQLCompositeType, depth: number): string {
    const fitting = [...this.#fragments].filter(([, fragment]) => fragment.on === type);
    if (fitting.length > 0 && this.dice.chance(0.5)) return `...${this.dice.pick(fitting)[0]}${this.#directives()}`;
    const on = this.#narrowed(type);
    const selection = this.#selection(on, depth - 1);
    const name = `F${this.#fragments.size}`;
    this.#fragments.set(name, { on, text: `fragment ${name} on ${on.name} ${selection}` });
    return `...${name}${this.#directives()}`;
  }

  #narrowed(type: GraphQLCompositeType): GraphQLCompositeType {
    if (!isAbstractType(type)) return type;
    return this.dice.pick<GraphQLCompositeType>([type, ...this.schema.getPossibleTypes(type)]);
  }

  #directives(): string {
    const { dice } = this;
    if (!dice.chance(0.15)) return "";
    const condition = dice.chance(0.3) ? String(dice.chance(0.5)) : this.#guard();
    return ` @${dice.pick(["skip", "include"])}(if: ${condition})`;
  }

  /** One whose default is true may be given null, which fails where the directive stands. */
  #guard(): string {
    const [name, type, value] = this.dice.pick([
      ["g0", "Boolean!", ""],
      ["g1", "Boolean!", ""],
      ["g2", "Boolean", " = true"],
    ] as const);
    this.#variables.set(name, {
      type,
      default: value,
      values: type === "Boolean" ? [true, false, null] : [true, false],
    });
    return `$${name}`;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const given = args.filter(
      (arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined) || this.dice.chance(0.3),
    );
    const texts = given.map((arg) => `${arg.name}: ${this.#input(arg.type, arg.defaultValue !== undefined, 2)}`);
    return texts.length > 0 ? `(${texts.join(", ")})` : "";
  }

  #input(type: GraphQLInputType, hasDefault: boolean, depth: number): string {
    return this.dice.chance(0.4) ? this.#variable(type, hasDefault) : literalOf(type, this.dice, depth);
  }

  /** Where an argument has a default, a variable may be null although the argument must not. */
  #variable(type: GraphQLInputType, hasDefault: boolean): string {
    const { dice } = this;
    const mayBeNull = hasDefault && isNonNullType(type) && dice.chance(0.7);
    const written = String(mayBeNull ? getNullableType(type) : type);
    const name = `v${this.#variables.size}`;
    const value = dice.chance(0.3) ? ` = ${literalOf(type, dice, 1)}` : "";
    const values = Array.from({ length: 3 }, () => jsonOf(type, dice, 2));
    this.#variables.set(name, {
      type: written,
      default: value,
      values: dice.chance(0.1) ? [...values, null, "bad", {}] : values,
    });
    return `$${name}`;
  }
}

function literalOf(type: GraphQLInputType, dice: Dice, depth: number): string {
  if (isNonNullType(type)) return literalOf(type.ofType, dice, depth);
  if (dice.chance(0.1)) return "null";
  if (isListType(type))
    return dice.chance(0.3) ? literalOf(type.ofType, dice, depth) : listText(type.ofType, dice, depth);
  if (isInputObjectType(type)) {
    const fields = givenFields(type, dice, depth).map(
      (field) => `${field.name}: ${literalOf(field.type, dice, depth - 1)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }
  if (isEnumType(type)) return dice.pick(type.getValues()).name;
  return JSON.stringify(dice.pick(scalars[type.name] ?? ["text", 1]));
}

function listText(type: GraphQLInputType, dice: Dice, depth: number): string {
  return `[${Array.from({ length: dice.below(3) }, () => literalOf(type, dice, depth)).join(", ")}]`;
}

function jsonOf(type: GraphQLInputType, dice: Dice, depth: number): unknown {
  if (isNonNullType(type)) return jsonOf(type.ofType, dice, depth);
  if (isListType(type)) return Array.from({ length: dice.below(3) }, () => jsonOf(type.ofType, dice, depth));
  if (isInputObjectType(type))
    return Object.fromEntries(
      givenFields(type, dice, depth).map(({ name, type: of }) => [name, jsonOf(of, dice, depth - 1)]),
    );
  if (isEnumType(type)) return dice.pick(type.getValues()).name;
  return dice.pick(scalars[type.name] ?? ["text", 1, "bad"]);
}

function givenFields(type: GraphQLInputObjectType, dice: Dice, depth: number) {
  return Object.values(type.getFields()).filter((field) => {
    if (isNonNullType(field.type) && field.defaultValue === undefined) return !dice.chance(0.05);
    return depth > 0 && dice.chance(0.4);
  });
}

const scalars: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, 5, -3],
  Float: [0.5, 1],
  String: ["text", "", 'quote" and \\'],
  Boolean: [true, false],
  ID: ["id", "7"],
  DateTime: ["2026-01-31T12:00:00.000Z", "no time"],
};
