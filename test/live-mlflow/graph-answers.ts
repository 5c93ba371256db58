/** Everything that the graph says of its one store, as its own fields have it. */
export interface GraphAnswers {
  readonly experiments: readonly GraphExperiment[];
  /** Latest start first within an experiment. */
  readonly runs: readonly GraphRun[];
  /** By run id and metric key. */
  readonly histories: ReadonlyMap<string, ReadonlyMap<string, GraphHistory>>;
  readonly registeredModels: readonly GraphModel[];
}

export interface Nodes<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

export interface Named {
  readonly name: string;
}

export interface InMlflow {
  readonly mlflowId: string;
}

export interface GraphDataset extends InMlflow, Named {
  readonly id: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | null;
  readonly profile: string | null;
  readonly experiment: InMlflow;
}

export interface GraphExperiment extends InMlflow, Named {
  readonly id: string;
  readonly description: string | null;
  readonly lifecycleStage: string;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly artifactLocation: string;
  readonly store: Named;
  readonly workspace: Named;
  readonly tags: Nodes<KeyValue>;
  readonly runs: { readonly totalCount: number };
  readonly datasets: Nodes<GraphDataset & { readonly usedBy: Nodes<InMlflow> }>;
}

export interface GraphRun extends InMlflow, Named {
  readonly id: string;
  readonly user: string | null;
  readonly description: string | null;
  readonly status: string;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly lifecycleStage: string;
  readonly deletedAt: string | null;
  readonly artifactUri: string;
  readonly store: Named;
  readonly experiment: InMlflow;
  readonly source: { readonly name: string | null; readonly type: string | null } | null;
  readonly git: {
    readonly commit: string | null;
    readonly branch: string | null;
    readonly repositoryUrl: string | null;
    readonly isDirty: boolean | null;
  } | null;
  readonly parent: InMlflow | null;
  readonly children: Nodes<InMlflow>;
  readonly params: Nodes<KeyValue>;
  readonly tags: Nodes<KeyValue>;
  readonly metrics: Nodes<GraphPoint & { readonly key: string }>;
  readonly datasets: Nodes<{
    readonly context: string | null;
    readonly dataset: GraphDataset;
    readonly tags: Nodes<KeyValue>;
  }>;
  readonly modelVersions: Nodes<{ readonly name: string; readonly version: number }>;
}

export interface GraphPoint {
  readonly step: number | string;
  readonly timestamp: string;
  readonly value: number | string;
}

export interface GraphHistory {
  /** Of all pages. */
  readonly points: readonly GraphPoint[];
  /** As counted with the first page. */
  readonly totalPoints: number;
}

export interface GraphModel extends Named {
  readonly id: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly store: Named;
  readonly workspace: Named;
  readonly tags: Nodes<KeyValue>;
  readonly aliases: Nodes<{
    readonly alias: string;
    readonly version: number;
    readonly modelVersion: { readonly version: number } | null;
  }>;
  readonly versions: Nodes<GraphVersion>;
}

export interface GraphVersion extends Named {
  readonly id: string;
  readonly version: number;
  readonly description: string | null;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  readonly stage: string;
  readonly status: string;
  readonly statusMessage: string | null;
  readonly source: string;
  readonly storageLocation: string | null;
  readonly runLink: string | null;
  readonly runMlflowId: string | null;
  readonly store: Named;
  readonly registeredModel: { readonly id: string; readonly name: string; readonly workspace: Named };
  readonly run: InMlflow | null;
  readonly tags: Nodes<KeyValue>;
  readonly aliases: Nodes<{ readonly alias: string }>;
}

export interface GraphSeries {
  readonly key: string;
  readonly totalPoints: number;
  readonly isSampled: boolean;
  readonly points: readonly GraphPoint[];
  readonly columns: {
    readonly steps: readonly (number | string)[];
    readonly timestamps: readonly number[];
    readonly values: readonly (number | string)[];
  };
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}
