import type { ApolloServerPlugin } from "@apollo/server";
import { type DocumentNode, type FragmentDefinitionNode, GraphQLError, Kind, type OperationTypeNode } from "graphql";
import { Failure, invalid } from "../rules/failure.js";
import type { Limits } from "./limits.js";
import { type Measure, measureOperation } from "./measure.js";
import type { RequestContext } from "./request-context.js";

/** Refuses an operation that cannot be executed, or asks for too much, before anything of it is executed. */
export function limitsPlugin(limits: Limits): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (!operation) throw refused(noSuchOperation(request.operationName));
          if (!schema.getRootType(operation.operation)) throw refused(notServed(operation.operation));
          const measure = measureOperation({
            schema,
            operation,
            fragments: fragmentsOf(document),
            variables: request.variables ?? {},
            historyPointsMax: limits.historyPointsMax,
            keyValuePageSizeMax: limits.keyValuePageSizeMax,
          });
          const refusal = refuse(measure, limits);
          if (refusal !== null) throw refused(refusal);
        },
      };
    },
  };
}

function refused(failure: Failure): GraphQLError {
  return new GraphQLError(failure.message, { originalError: failure, extensions: { http: { status: 400 } } });
}

function noSuchOperation(name: string | undefined): Failure {
  return name === undefined
    ? invalid(
        "OPERATION_NAME_MISSING",
        "The document has several operations: say in operationName which one to execute.",
      )
    : invalid("UNKNOWN_OPERATION", `The document has no operation named "${name}".`);
}

function notServed(kind: OperationTypeNode): Failure {
  return invalid("OPERATION_NOT_SERVED", `This graph serves no operation of the kind ${kind}.`);
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
    if (!(asked <= max))
      return new Failure("LIMIT", reason, `This operation asks for ${asked} ${unit}; the limit is ${max}.`);
  }
  return null;
}
