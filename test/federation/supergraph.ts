import type { GatewayInterface } from "@apollo/server-gateway-interface";
import { normalizedExecutor } from "@graphql-tools/executor";
import { getStitchedSchemaFromSupergraphSdl } from "@graphql-tools/federation";
import { composeServices } from "@theguild/federation-composition";
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, parse } from "graphql";

export interface Subgraph {
  readonly name: string;
  readonly url: string;
  /** As its `_service` answers. */
  readonly sdl: string;
}

/** @throws Error with everything that keeps the subgraphs from being one graph */
export function compose(subgraphs: readonly Subgraph[]): string {
  const result = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
  if (result.supergraphSdl === undefined)
    throw new Error((result.errors ?? []).map(({ message }) => message).join("\n"));
  return result.supergraphSdl;
}

/** The supergraph as one schema, each part of it asked over HTTP. */
export function stitch(supergraphSdl: string, headers: Readonly<Record<string, string>> = {}): GraphQLSchema {
  return getStitchedSchemaFromSupergraphSdl({ supergraphSdl, httpExecutorOpts: { headers: { ...headers } } });
}

export async function executeOn(
  schema: GraphQLSchema,
  document: DocumentNode,
  variableValues: Readonly<Record<string, unknown>> = {},
): Promise<ExecutionResult> {
  return (await normalizedExecutor({ schema, document, variableValues })) as ExecutionResult;
}

/** For Apollo Server, which then serves the supergraph as a router does. */
export function supergraphGateway(supergraphSdl: string): GatewayInterface {
  const apiSchema = stitch(supergraphSdl);
  let announce: Parameters<GatewayInterface["onSchemaLoadOrUpdate"]>[0] = () => undefined;
  return {
    async load() {
      announce({ apiSchema, coreSupergraphSdl: supergraphSdl });
      return {
        executor: ({ document, request }) => executeOn(apiSchema, document, request.variables) as never,
      };
    },
    onSchemaLoadOrUpdate(callback) {
      announce = callback;
      return () => undefined;
    },
    async stop() {},
  };
}
