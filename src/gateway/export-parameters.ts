import {
  coerceInputValue,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isListType,
} from "graphql";
import { invalid } from "../rules/failure.js";

/** The parameters of an address: arguments of a field of the graph, and some of the export's own. */
export class ExportParameters {
  readonly #given: URLSearchParams;

  /**
   * @param names of all the parameters there are
   * @throws Failure INVALID for any other
   */
  constructor(url: string, names: readonly string[]) {
    this.#given = new URL(url, "http://export").searchParams;
    for (const name of this.#given.keys()) {
      if (!names.includes(name))
        throw invalid("UNKNOWN_PARAMETER", `There is no such parameter; there are: ${names.join(", ")}.`);
    }
  }

  /**
   * Arguments of a field under their own names, understood as the graph understands them: a list by giving the name again
   * for each entry, an input object as JSON.
   */
  arguments(args: readonly GraphQLArgument[]): Readonly<Record<string, unknown>> {
    const given = args.flatMap((argument) => {
      const value = this.#read(argument.name, argument.type) ?? argument.defaultValue;
      return value === undefined ? [] : [[argument.name, value] as const];
    });
    const missing = args.find(
      ({ name, type }) => type !== getNullableType(type) && !given.some(([one]) => one === name),
    );
    if (missing) throw invalid("PARAMETER_MISSING", `${missing.name} is required.`);
    return Object.fromEntries(given);
  }

  /** Texts, one for each time the parameter is given; null where it is not. A lone empty one stands for none. */
  texts(name: string): readonly string[] | null {
    if (!this.#given.has(name)) return null;
    const texts = this.#given.getAll(name);
    return texts.length === 1 && texts[0] === "" ? [] : [...new Set(texts)];
  }

  text(name: string): string | null {
    return this.#lone(name) ?? null;
  }

  flag(name: string, otherwise: boolean): boolean {
    const text = this.text(name);
    if (text === null) return otherwise;
    if (text !== "true" && text !== "false") throw invalid("BAD_PARAMETER", `${name} must be true or false.`);
    return text === "true";
  }

  #read(name: string, type: GraphQLInputType): unknown {
    const nullable = getNullableType(type);
    const texts = isListType(nullable) ? this.#given.getAll(name) : [this.#lone(name)];
    const values = texts.filter((text) => text !== undefined).map((text) => readValue(name, text, nullable));
    if (values.length === 0) return undefined;
    return coerceInputValue(isListType(nullable) ? values : values[0], type, (_path, _value, { message }) => {
      throw invalid("BAD_PARAMETER", `${name}: ${message.replace(/ ?Did you mean .+\?$/s, "")}`);
    });
  }

  #lone(name: string): string | undefined {
    const [text, ...more] = this.#given.getAll(name);
    if (more.length > 0) throw invalid("PARAMETER_REPEATED", `${name} may be given once.`);
    return text;
  }
}

/** Texts stand for themselves, for words of enums and for 64-bit integers; only an input object needs JSON. */
function readValue(name: string, text: string, type: GraphQLInputType): unknown {
  const itemType = isListType(type) ? getNullableType(type.ofType as GraphQLInputType) : type;
  if (!isInputObjectType(itemType)) return text;
  const json = parseJson(text);
  if (json !== undefined) return json;
  throw invalid("BAD_PARAMETER", `${name} must be JSON, as ${itemType.name} of the graph's schema has it.`);
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The arguments of a field that an export takes. */
export function argumentsOf(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
  without: readonly string[],
): readonly GraphQLArgument[] {
  const type = schema.getType(typeName);
  const field = type && "getFields" in type ? type.getFields()[fieldName] : undefined;
  if (!field || !("args" in field)) throw new TypeError(`the graph has no ${typeName}.${fieldName}`);
  return field.args.filter(({ name }) => !without.includes(name));
}
