import type { DatasetRow } from "../loaders/dataset.js";
import type { NodeRow } from "../loaders/lineage.js";
import type { LoggedModelRow } from "../loaders/logged-model.js";
import type { ModelVersionRow } from "../loaders/model-version.js";
import type { RunRow } from "../loaders/run.js";
import type { LineageKind, LineageRef } from "../rules/lineage.js";
import type { LineageNode } from "../types/lineage.js";
import { datasetId, loggedModelId, modelVersionId, runId } from "./row-ids.js";

interface NodeFacts {
  readonly store: string;
  readonly ref: LineageRef;
  readonly depth: number;
  /** Null for an alias, and for what is missing. */
  readonly row: NodeRow | null;
  /** Whether it is a model version that is missing since MLflow deleted it. */
  readonly isDeleted: boolean;
}

/** A node in the shape of types/lineage.ts: what is not asked for, of thousands of nodes, is not made. */
export class ShownNode implements LineageNode {
  readonly #facts: NodeFacts;

  constructor(facts: NodeFacts) {
    this.#facts = facts;
  }

  get kind() {
    return this.#facts.ref.kind;
  }

  get depth() {
    return this.#facts.depth;
  }

  get isMissing() {
    return this.#facts.row === null && this.kind !== "ALIAS";
  }

  get id() {
    const { row } = this.#facts;
    return row && idOf(this.kind, row);
  }

  get lifecycleStage() {
    const { row, isDeleted } = this.#facts;
    if (row !== null && "lifecycleStage" in row) return row.lifecycleStage;
    return isDeleted ? "DELETED" : null;
  }

  get mlflowId() {
    return this.#isOfRegistry ? null : this.#word(0);
  }

  get workspace() {
    return this.#isOfRegistry ? this.#word(0) : null;
  }

  get name() {
    return this.#isOfRegistry ? this.#word(1) : (this.#facts.row?.name ?? null);
  }

  get version() {
    return this.#isOfRegistry ? Number(this.#word(this.kind === "ALIAS" ? 3 : 2)) : null;
  }

  get alias() {
    return this.kind === "ALIAS" ? this.#word(2) : null;
  }

  get node() {
    const { store, row } = this.#facts;
    const { kind, workspace, name, version, alias } = this;
    const shown = kind === "ALIAS" ? { store, workspace, name, alias, version } : row;
    return shown && ({ ...shown, __typename: typeNames[kind] } as object as LineageNode["node"]);
  }

  get #isOfRegistry(): boolean {
    return this.kind === "MODEL_VERSION" || this.kind === "ALIAS";
  }

  #word(at: number): string {
    return this.#facts.ref.key[at] ?? "";
  }
}

const typeNames: Readonly<Record<LineageKind, string>> = {
  DATASET: "Dataset",
  RUN: "Run",
  LOGGED_MODEL: "LoggedModel",
  MODEL_VERSION: "ModelVersion",
  ALIAS: "ModelAlias",
};

/** A row's id, by the kind of its node; an alias has none. */
function idOf(kind: LineageKind, row: NodeRow): string | null {
  switch (kind) {
    case "DATASET":
      return datasetId(row as DatasetRow);
    case "RUN":
      return runId(row as RunRow);
    case "LOGGED_MODEL":
      return loggedModelId(row as LoggedModelRow);
    case "MODEL_VERSION":
      return modelVersionId(row as ModelVersionRow);
    case "ALIAS":
      return null;
  }
}
