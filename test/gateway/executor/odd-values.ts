import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { Failure } from "../../../src/rules/failure.js";
import { type Dice, diceOf, seedBelow } from "./dice.js";

/**
 * How values come. Below a list whose elements must not be null all come now or all later: when one of its elements fails at once,
 * graphql-js leaves the rejection of another to nobody, which ends a process.
 */
type Timing = "any" | "now" | "later";

/** What values of one execution are made by, and what happened in it. */
export interface World {
  readonly schema: GraphQLSchema;
  /** The share of values that are null, and of those that fail. */
  readonly oddShare: number;
  readonly log: string[];
  /** Aborts while values are waited for. */
  readonly signal?: AbortSignal | undefined;
}

/** An object of a schema's type, each of whose properties is a value for the field: the same for the same seed. */
export interface OddObject {
  readonly madeAs: string;
  readonly toldAs: string | undefined;
  readonly seed: string;
  readonly timing: Timing;
}

export function oddObject(type: GraphQLObjectType, seed: string, timing: Timing, world: World): OddObject {
  const fields = type.getFields();
  const made: OddObject = { madeAs: type.name, toldAs: undefined, seed, timing };
  const get = (target: object, name: string | symbol): unknown => {
    if (typeof name === "symbol" || Object.hasOwn(target, name)) return Reflect.get(target, name);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) return undefined;
    world.log.push(`read ${seed} ${name}`);
    const fieldSeed = seedBelow(seed, name);
    if (!diceOf("method", fieldSeed).chance(0.1)) return valueFor(field.type, fieldSeed, timing, world);
    return (args: unknown) => valueFor(field.type, seedBelow(fieldSeed, textOf(args)), timing, world);
  };
  return new Proxy<OddObject>(made, { get });
}

/** Mostly a good value, else null, a failure of any kind, or one of another type. */
export function valueFor(type: GraphQLOutputType, seed: string, timing: Timing, world: World): unknown {
  const dice = diceOf(seed);
  const isLate = timing === "later" || (timing === "any" && dice.chance(0.3));
  if (!isLate) return valueNow(type, seed, timing, dice, world);
  if (world.signal && dice.chance(0.2)) return untilAborted(world.signal);
  return later(dice.below(3), () => valueNow(type, seed, timing, dice, world));
}

async function later(ticks: number, make: () => unknown): Promise<unknown> {
  for (let tick = 0; tick < ticks; tick += 1) await undefined;
  return make();
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new Failure("LIMIT", "DEADLINE", "The request took too long."));
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

function valueNow(type: GraphQLOutputType, seed: string, timing: Timing, dice: Dice, world: World): unknown {
  if (dice.chance(world.oddShare)) return failure(dice, seed);
  if (dice.chance(world.oddShare)) return dice.pick([null, undefined]);
  return goodValue(getNullableType(type), seed, timing, dice, world);
}

/** Thrown, or returned as a value, which is an error as well. */
function failure(dice: Dice, seed: string): unknown {
  const located = new GraphQLError("located elsewhere", { path: ["else", 0] });
  const errors = [
    new Error(`failed: ${seed}`),
    new Failure("INVALID", "ODD", `refused: ${seed}`),
    new GraphQLError("with extensions", { extensions: { code: "ODD", seed } }),
    located,
  ];
  const error = dice.pick(errors);
  if (dice.chance(0.4)) return error;
  if (dice.chance(0.2)) throwAny(dice.pick<unknown>(["a text", 7, null, undefined, { message: "like an error" }]));
  throw error;
}

/** What a library may throw that is no error. */
export function throwAny(value: unknown): never {
  throw value;
}

function goodValue(type: GraphQLOutputType, seed: string, timing: Timing, dice: Dice, world: World): unknown {
  if (isListType(type)) return listFor(type.ofType, seed, timing, dice, world);
  if (isObjectType(type)) return objectFor(type, seed, timing, dice, world);
  if (isAbstractType(type)) return abstractFor(type, seed, timing, dice, world);
  if (isEnumType(type)) return dice.chance(0.9) ? dice.pick(type.getValues()).value : "PURPLE";
  return dice.pick(leaves[getNullableTypeName(type)] ?? anyLeaf);
}

function getNullableTypeName(type: GraphQLOutputType): string {
  return String(getNullableType(type));
}

const hostile = { toString: "not a method", valueOf: () => Number.NaN };
const anyLeaf: readonly unknown[] = [0, 1, 2, 3, 4, 5, "text", 12n, true, { a: [1, null] }, ["x"], Symbol("odd")];
const leaves: Readonly<Record<string, readonly unknown[]>> = {
  String: [
    "text",
    "",
    "\u0000\ud800",
    5,
    1.5,
    true,
    hostile,
    { valueOf: () => "valued" },
    { toJSON: () => "json" },
    [],
  ],
  ID: ["id", 7, 2 ** 53, 1.5, hostile, ""],
  Int: [0, -1, 5, "7", "", 1.5, 2 ** 40, true, Number.NaN, hostile],
  Float: [0, -0, 1.5, "2.5", Number.NaN, Number.POSITIVE_INFINITY, false, 9n],
  Boolean: [true, false, 1, 0, Number.NaN, "true"],
};

function listFor(itemType: GraphQLOutputType, seed: string, timing: Timing, dice: Dice, world: World): unknown {
  if (dice.chance(world.oddShare)) return dice.pick<unknown>(["a text", 5, {}, { length: 1, 0: "x" }, noList()]);
  const below = timing === "any" && isNonNullType(itemType) ? dice.pick(["now", "later"] as const) : timing;
  const length = dice.below(4);
  const items = Array.from({ length }, (_, index) => itemFor(itemType, seedBelow(seed, String(index)), below, world));
  const breaks = below !== "later" && (below === "now" || !isNonNullType(itemType)) && dice.chance(world.oddShare);
  if (breaks && below === "now") return breaking(items);
  return dice.pick<() => unknown>([() => items, () => items, () => new Set(items), () => items.values()])();
}

async function* noList(): AsyncGenerator<number> {
  yield 1;
}

function* breaking(items: readonly unknown[]): Generator<unknown> {
  yield* items;
  throw new Error("no more elements");
}

/** An element cannot be thrown, so it is the error. */
function itemFor(type: GraphQLOutputType, seed: string, timing: Timing, world: World): unknown {
  try {
    return valueFor(type, seed, timing, world);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function objectFor(type: GraphQLObjectType, seed: string, timing: Timing, dice: Dice, world: World): unknown {
  if (type.name === "Plain") return plainRow(dice, seed);
  if (dice.chance(world.oddShare / 2)) return dice.pick<unknown>(["no object", 5, () => "a function", []]);
  return oddObject(type, seed, timing, world);
}

/** A row as stores make them, with what objects inherit. */
function plainRow(dice: Dice, seed: string): object {
  const row = { madeAs: "Plain", __typename: "Plain", id: seed, values: dice.pick([[1, 2.5], [], [1, null], null]) };
  return dice.chance(0.5) ? row : { ...row, name: "plain", constructor: dice.below(9) };
}

function abstractFor(type: GraphQLAbstractType, seed: string, timing: Timing, dice: Dice, world: World): unknown {
  const types = world.schema.getPossibleTypes(type).filter(({ name }) => timing !== "now" || name !== "Circle");
  const made = objectFor(dice.pick(types), seed, timing, dice, world);
  if (typeof made !== "object" || made === null || Array.isArray(made)) return made;
  const telling = timing === "now" ? waysNow : waysAnyTime;
  const toldAs = dice.chance(world.oddShare * 2) ? dice.pick(telling) : undefined;
  const { madeAs } = made as OddObject;
  const told = timing === "now" || !type.name.startsWith("Shape") ? { __typename: madeAs } : {};
  return overlaid(made, { toldAs, ...told });
}

const waysNow = ["lost", "unknown", "scalar", "stranger", "number", "fails"];
const waysAnyTime = [...waysNow, "late", "late", "late", "lateLost", "failsLate"];

function overlaid(object: object, over: object): object {
  return new Proxy(object, {
    get: (target, name, receiver) => (name in over ? Reflect.get(over, name) : Reflect.get(target, name, receiver)),
  });
}

export function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (typeof part === "bigint" || typeof part === "symbol") return String(part);
      return typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
    }) ?? "undefined"
  );
}
