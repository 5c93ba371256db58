import {
  buildSchema,
  type GraphQLAbstractType,
  GraphQLEnumType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLScalarType,
  type GraphQLSchema,
} from "graphql";
import { told } from "./odd-resolvers.js";
import { type OddObject, throwAny, type World } from "./odd-values.js";

const sdl = `
  scalar Odd
  scalar Json
  enum Colour { RED GREEN BLUE }
  input In { a: Int = 3, b: [Odd!], c: In, colour: Colour = GREEN, needed: Boolean! }
  interface Thing { id: ID! name(upper: Boolean = true): String other: Thing }
  interface Shape { id: ID! }
  type Query {
    a: Int
    b: String!
    one: Everything
    needed: Everything!
    many: [Everything]
    manyNeeded: [Everything!]!
    thing: Thing
    any: Any
    shape: Shape
    shapes: [Shape!]
    rows: [Plain!]!
    args(int: Int, needed: Int! = 5, list: [Int!], lists: [[Int]], in: In, ins: [In!], odd: Odd = "x", colour: Colour = RED, flag: Boolean, id: ID): String
  }
  type Mutation { add(by: Int! = 1): Int addLater(by: Int): Int! one: Everything needed: Everything! any: Any }
  type Everything implements Thing {
    id: ID!
    name(upper: Boolean = true): String
    other: Thing
    int: Int
    intNeeded: Int!
    float: Float
    flag: Boolean!
    odd: Odd
    oddNeeded: Odd!
    json: Json
    colour: Colour
    colours: [Colour!]
    texts: [String]
    textsNeeded: [String!]!
    grid: [[Int]]
    gridNeeded: [[Int!]!]!
    things: [Thing]
    anys: [Any!]
    shape: Shape
    self: Everything
    selfNeeded: Everything!
    plain: Plain
    info: String
    args(int: Int, needed: Int! = 5, in: In): String
    toString: String
    valueOf: Int
  }
  type Plain implements Thing & Shape { id: ID! name(upper: Boolean = true): String other: Thing toString: String constructor: Int values: [Float!] }
  type Square implements Shape { id: ID! side: Int! }
  type Circle implements Shape { id: ID! radius: Float within: Square! }
  union Any = Everything | Plain | Square
`;

/** A schema of every kind of type, with scalars that fail, an enum with values of its own, and objects whose type is told in odd ways. */
export function oddSchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  const Odd = schema.getType("Odd") as GraphQLScalarType;
  Odd.serialize = serializeOdd;
  Odd.parseValue = (value) => {
    if (value === "bad") throw new Error("a bad Odd");
    return { odd: value };
  };
  const Colour = schema.getType("Colour") as GraphQLEnumType;
  const inside = new GraphQLEnumType({
    name: "Colour",
    values: { RED: { value: 0 }, GREEN: { value: "green" }, BLUE: { value: null } },
  });
  Object.assign(Colour, { serialize: inside.serialize.bind(inside), getValues: () => inside.getValues() });
  Object.assign(Colour, { parseValue: inside.parseValue.bind(inside), parseLiteral: inside.parseLiteral.bind(inside) });
  (schema.getType("Thing") as GraphQLAbstractType).resolveType = resolveOddly;
  (schema.getType("Any") as GraphQLAbstractType).resolveType = resolveOddly;
  // Shape has no resolveType: each possible type is asked, and one answers late.
  const [square, circle] = [isTypeOf("Square"), isTypeOf("Circle")];
  (schema.getType("Square") as GraphQLObjectType).isTypeOf = square;
  (schema.getType("Circle") as GraphQLObjectType).isTypeOf = async (...told) => circle(...told);
  return schema;
}

/** Some objects are not what they were made as. */
function isTypeOf(name: string): (value: unknown, context: unknown, info: GraphQLResolveInfo) => boolean {
  return (value, context, info) => {
    const { madeAs, seed } = value as Partial<OddObject>;
    (context as World).log.push(`is ${name}? ${seed} ${told(null, info)}`);
    return madeAs === name && !seed?.endsWith("a");
  };
}

/** An object's type as the maker of the values said it. */
function typeOf(value: unknown): unknown {
  return (value as { readonly madeAs?: unknown } | null)?.madeAs;
}

function serializeOdd(value: unknown): unknown {
  if (value === 0) return null;
  if (value === 1) return undefined;
  if (value === 2) throw new Error("two cannot be serialized");
  if (value === 3) return throwAny("three is no error");
  if (value === 4) return Promise.resolve("late");
  if (value === 5) return JSON.parse('{ "then": "not a method" }');
  return value;
}

function resolveOddly(value: unknown, context: unknown, info: GraphQLResolveInfo): never {
  (context as World).log.push(`type? ${told(null, info)}`);
  const name = typeOf(value);
  const how = (value as { readonly toldAs?: string }).toldAs;
  const answers: Record<string, () => unknown> = {
    late: () => Promise.resolve(name),
    lost: () => undefined,
    lateLost: () => Promise.resolve(null),
    unknown: () => "Nothing",
    scalar: () => "Odd",
    stranger: () => "Circle",
    number: () => 7,
    fails: () => {
      throw new Error(`no type for ${info.fieldName}`);
    },
    failsLate: () => Promise.reject(new Error("no type, told late")),
  };
  return (answers[how ?? ""]?.() ?? (how === "lost" ? undefined : name)) as never;
}
