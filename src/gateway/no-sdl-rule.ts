import { GraphQLError, type ValidationRule } from "graphql";

/** Where clients may not ask for the schema, `_service` does not give it away either: refused as `__schema` is. */
export const noSdlRule: ValidationRule = (context) => ({
  Field(node) {
    if (node.name.value !== "_service" || context.getParentType() !== context.getSchema().getQueryType()) return;
    context.reportError(
      new GraphQLError("The schema is not shown here, as a subgraph's SDL neither.", { nodes: node }),
    );
  },
});
