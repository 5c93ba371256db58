import { expect } from "@jest/globals";
import type { Beside } from "./describe-beside-mlflow.js";
import { promptsDocument } from "./graph-documents.js";
import { allPages } from "./read-graph.js";
import { type MlflowPrompt, mapOf, type Page, type Pairs, told } from "./traces-and-prompts-told.js";

interface GraphPrompt {
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly tags: Pairs;
  readonly latest: { readonly version: number } | null;
  readonly aliases: { readonly nodes: readonly { readonly alias: string; readonly version: number }[] };
  readonly versions: { readonly nodes: readonly GraphPromptVersion[] };
}

interface GraphPromptVersion {
  readonly version: number;
  readonly type: string;
  readonly template: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[] | null;
  readonly commitMessage: string | null;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly tags: Pairs;
  readonly aliases: { readonly nodes: readonly { readonly alias: string }[] };
  readonly responseFormat: string | null;
  readonly modelConfig: string | null;
}

/** Compares every prompt with all its versions. */
export async function expectPrompts(beside: Beside): Promise<void> {
  const { prompts } = await told(beside);
  const found = await allPages(async (after) => {
    const { page } = await beside.gatehouse.data<{ page: Page<GraphPrompt> }>(promptsDocument, { after });
    return page;
  });
  // MLflow orders by name in the way of the database, the graph byte by byte.
  const inOrder = prompts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  expect(found.map(graphPrompt)).toEqual(inOrder.map(mlflowPrompt));
}

function graphPrompt(prompt: GraphPrompt) {
  const versions = prompt.versions.nodes;
  const ofVersions = versions.flatMap(({ version, aliases }) => aliases.nodes.map(({ alias }) => ({ alias, version })));
  expect(new Set(prompt.aliases.nodes.map(({ alias, version }) => ({ alias, version })))).toEqual(new Set(ofVersions));
  expect(prompt.latest?.version).toBe(versions[0]?.version);
  return {
    name: prompt.name,
    description: prompt.description,
    createdAt: Date.parse(prompt.createdAt),
    tags: mapOf(prompt.tags),
    versions: versions.map((version) => ({
      version: version.version,
      template: version.type === "CHAT" ? version.messages : version.template,
      commitMessage: version.commitMessage,
      createdAt: Date.parse(version.createdAt),
      lastUpdatedAt: Date.parse(version.lastUpdatedAt),
      tags: mapOf(version.tags),
      aliases: version.aliases.nodes.map(({ alias }) => alias),
      responseFormat: version.responseFormat === null ? null : JSON.parse(version.responseFormat),
      modelConfig: version.modelConfig,
    })),
  };
}

function mlflowPrompt(prompt: MlflowPrompt) {
  return {
    name: prompt.name,
    description: prompt.description,
    createdAt: prompt.creation_timestamp,
    tags: prompt.tags,
    versions: prompt.versions.map((version) => ({
      version: version.version,
      template: version.template,
      commitMessage: version.commit_message,
      createdAt: version.creation_timestamp,
      lastUpdatedAt: version.last_updated_timestamp,
      tags: version.tags,
      aliases: version.aliases,
      responseFormat: version.response_format,
      modelConfig: version.model_config,
    })),
  };
}
