import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
} from "graphql";
import { type Entity, entitiesOf, type Representation, readRepresentation } from "./entity-keys.js";
import { printSubgraph } from "./subgraph-sdl.js";

/** Loads one entity by its representation; null for one that is absent or hidden. Called for all of them in the same moment. */
export type LoadEntity<Ctx> = (representation: Representation, context: Ctx) => Promise<object | null> | object | null;

export interface SubgraphOptions<Ctx> {
  /** By the entity's name. */
  readonly load: Readonly<Record<string, LoadEntity<Ctx>>>;
  /** Throws when there are too many. */
  readonly check?: (representations: readonly unknown[], context: Ctx) => void;
  /** Further directives of the schema itself, such as `@link` and `@composeDirective`. */
  readonly schemaDirectives?: string;
}

/**
 * Makes a schema a subgraph of Apollo Federation 2: adds `_service` and `_entities` for the types with a `@key`. Everything
 * else stays the very same object, extensions included.
 */
export function asSubgraph<Ctx>(schema: GraphQLSchema, options: SubgraphOptions<Ctx>): GraphQLSchema {
  const config = schema.toConfig();
  const entities = entitiesOf(schema);
  const sdl = printSubgraph(schema, options.schemaDirectives);
  const service = serviceType();
  const any = anyType();
  const entity = entityType(entities);
  const query = config.query?.toConfig() ?? { name: "Query", fields: {} };
  const Query = new GraphQLObjectType<unknown, Ctx>({
    ...query,
    fields: {
      ...query.fields,
      _service: {
        description: "What a gateway composes this subgraph from (Apollo Federation).",
        type: new GraphQLNonNull(service),
        resolve: () => ({ sdl }),
      },
      _entities: {
        description:
          "Objects that other subgraphs refer to, in the same order (Apollo Federation); null for each that does not exist or is not visible.",
        type: new GraphQLNonNull(new GraphQLList(entity)),
        args: {
          representations: {
            description: "At most 1,000 unless configured.",
            type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(any))),
          },
        },
        resolve: (_, { representations }: { representations: readonly unknown[] }, context) =>
          loadEntities(entities, options, representations, context),
      },
    },
  });
  const types = config.types.filter((type) => type !== config.query);
  return new GraphQLSchema({ ...config, query: Query, types: [...types, service, any, entity] });
}

/** Each answers for itself: a representation that fails costs its own place. */
async function loadEntities<Ctx>(
  entities: ReadonlyMap<string, Entity>,
  { load, check }: SubgraphOptions<Ctx>,
  representations: readonly unknown[],
  context: Ctx,
): Promise<readonly unknown[]> {
  check?.(representations, context);
  const answers = await Promise.allSettled(
    representations.map(async (value) => {
      const representation = readRepresentation(entities, value);
      const { __typename } = representation;
      const row = await load[__typename]?.(representation, context);
      return row ? { ...row, __typename } : null;
    }),
  );
  // An Error in a list becomes null and an error of its own.
  return answers.map((answer) => (answer.status === "fulfilled" ? answer.value : answer.reason));
}

function serviceType(): GraphQLObjectType {
  return new GraphQLObjectType({
    name: "_Service",
    description: "This subgraph as a gateway sees it (Apollo Federation).",
    fields: { sdl: { description: "Its schema with Federation's directives.", type: GraphQLString } },
  });
}

/** Takes anything, so that one value that is no representation does not refuse the whole operation. */
function anyType(): GraphQLScalarType {
  return new GraphQLScalarType({
    name: "_Any",
    description:
      "A representation of an entity: an object with `__typename` and the fields of one of its keys (Apollo Federation).",
  });
}

function entityType(entities: ReadonlyMap<string, Entity>): GraphQLUnionType {
  return new GraphQLUnionType({
    name: "_Entity",
    description: "Every type that other subgraphs may refer to (Apollo Federation).",
    types: [...entities.values()].map(({ type }) => type),
    resolveType: (value: { __typename: string }) => value.__typename,
  });
}
