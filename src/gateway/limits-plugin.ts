import type { ApolloServerPlugin } from "@apollo/server";
import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind } from "graphql";
import { Failure } from "../rules/failure.js";
import type { Limits } from "./limits.js";
import { type Measure, measureOperation } from "./measure.js";
import type { RequestContext } from "./request-context.js";

/** Refuses an operation that asks for too much before anything of it is executed. */
export function limitsPlugin(limits: Limits): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (!operation) return; // Apollo has refused the request already.
          const measure = measureOperation({
            schema,
            operation,
            fragments: fragmentsOf(document),
            variables: request.variables ?? {},
            historyPointsMax: limits.historyPointsMax,
          });
          const refusal = refuse(measure, limits);
          if (refusal === null) return;
          throw new GraphQLError(refusal.message, { originalError: refusal, extensions: { http: { status: 400 } } });
        },
      };
    },
  };
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function refuse(measure: Measure, limits: Limits): Failure | null {
  const bounds = [
    ["TOO_DEEP", measure.depth, limits.depthMax, "levels"],
    ["TOO_MANY_ALIASES", measure.aliases, limits.aliasesMax, "aliases"],
    ["TOO_MANY_DIRECTIVES", measure.directives, limits.directivesMax, "directives"],
    ["TOO_COSTLY", Math.ceil(measure.cost), limits.costMax, "objects by estimate"],
  ] as const;
  for (const [reason, asked, max, unit] of bounds) {
    if (asked > max)
      return new Failure("LIMIT", reason, `This operation asks for ${asked} ${unit}; the limit is ${max}.`);
  }
  return null;
}
