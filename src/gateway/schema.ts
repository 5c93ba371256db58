import "reflect-metadata";
import { type GraphQLSchema, isAbstractType, lexicographicSortSchema, printSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import type { Context } from "../context.js";
import { loadEntity } from "../resolvers/entities.js";
import { AccessResolver } from "../resolvers/governance/access.js";
import { ApiTokenResolver, StoreApiTokensResolver } from "../resolvers/governance/api-token.js";
import { BindingResolver, StoreBindingsResolver } from "../resolvers/governance/binding.js";
import { ViewerResolver } from "../resolvers/governance/viewer.js";
import {
  DatasetLineageResolver,
  LineageResolver,
  LoggedModelLineageResolver,
  ModelVersionLineageResolver,
  RunLineageResolver,
} from "../resolvers/lineage.js";
import { NodeResolver } from "../resolvers/node.js";
import { LinkedPromptsOfRunResolver, LinkedPromptsOfTraceResolver } from "../resolvers/registry/linked-prompts.js";
import { ModelVersionResolver } from "../resolvers/registry/model-version.js";
import { PromptAliasResolver, PromptResolver } from "../resolvers/registry/prompt.js";
import { PromptVersionResolver } from "../resolvers/registry/prompt-version.js";
import { ModelAliasResolver, RegisteredModelResolver } from "../resolvers/registry/registered-model.js";
import { DatasetInputResolver, DatasetResolver } from "../resolvers/tracking/dataset.js";
import { ExperimentResolver } from "../resolvers/tracking/experiment.js";
import {
  ExperimentLoggedModelsResolver,
  LoggedModelMetricResolver,
  LoggedModelResolver,
  ModelVersionLoggedModelResolver,
  RunLoggedModelsResolver,
} from "../resolvers/tracking/logged-model.js";
import { MetricSeriesResolver, RunMetricHistoryResolver } from "../resolvers/tracking/metric-history.js";
import { RunResolver } from "../resolvers/tracking/run.js";
import { RunComparisonResolver } from "../resolvers/tracking/run-comparison.js";
import { RunFactsResolver } from "../resolvers/tracking/run-facts.js";
import { StoreResolver } from "../resolvers/tracking/store.js";
import { ExperimentTracesResolver, RunTracesResolver, TraceResolver } from "../resolvers/tracking/trace.js";
import { TraceFactsResolver } from "../resolvers/tracking/trace-facts.js";
import { WorkspaceResolver } from "../resolvers/tracking/workspace.js";
import { checkListLength } from "../rules/page.js";
import { asSubgraph } from "./subgraph.js";
import { printSubgraph } from "./subgraph-sdl.js";

/** The one local schema, made from the decorated classes. It knows no store: data comes by the request's context. */
export function buildGraph(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      NodeResolver,
      ViewerResolver,
      AccessResolver,
      StoreResolver,
      WorkspaceResolver,
      ExperimentResolver,
      ExperimentLoggedModelsResolver,
      RunResolver,
      RunFactsResolver,
      RunComparisonResolver,
      RunLoggedModelsResolver,
      RunMetricHistoryResolver,
      MetricSeriesResolver,
      DatasetResolver,
      DatasetInputResolver,
      RegisteredModelResolver,
      ModelAliasResolver,
      ModelVersionResolver,
      ModelVersionLoggedModelResolver,
      LoggedModelResolver,
      LoggedModelMetricResolver,
      LineageResolver,
      DatasetLineageResolver,
      RunLineageResolver,
      LoggedModelLineageResolver,
      ModelVersionLineageResolver,
      TraceResolver,
      TraceFactsResolver,
      ExperimentTracesResolver,
      RunTracesResolver,
      PromptResolver,
      PromptAliasResolver,
      PromptVersionResolver,
      LinkedPromptsOfRunResolver,
      LinkedPromptsOfTraceResolver,
      BindingResolver,
      StoreBindingsResolver,
      ApiTokenResolver,
      StoreApiTokensResolver,
    ],
    // Checks belong in rules, where they give the graph's own errors.
    validate: false,
  });
  // type-graphql wraps resolveType in an async function; a promise for every node would be paid on every list.
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    type.resolveType = (value: { __typename: string }) => value.__typename;
  }
  describeRoots(schema);
  return schema;
}

function describeRoots(schema: GraphQLSchema): void {
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  if (query)
    query.description =
      "Where every read begins. Whatever crosses a store is nullable: a store that is down costs its own fields.";
  if (mutation)
    mutation.description =
      "What a person can do, in the order it is asked for. What they can act on comes in the payload's `errors`.";
}

/** The graph as it is served: also a subgraph of Apollo Federation, for gateways that have it among others. */
export function buildServedGraph(): GraphQLSchema {
  return asSubgraph<Context>(buildGraph(), {
    load: loadEntity,
    check: (representations, { limits }) => checkListLength("representations", representations, limits.entitiesMax),
  });
}

/** The SDL, sorted, so that a change shows as a small difference. */
export function printGraph(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** The SDL that `_service` answers: the same with the keys of its entities, for a supergraph to be composed from. */
export function printGraphAsSubgraph(schema: GraphQLSchema): string {
  return printSubgraph(schema);
}
