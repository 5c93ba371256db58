import { registerEnumType } from "type-graphql";
import {
  lifecycleStages,
  loggedModelStatuses,
  metricSamples,
  modelStages,
  promptTypes,
  runStatuses,
  traceStates,
  versionStatuses,
  viewTypes,
} from "../rules/enums.js";
import { edgeKinds, lineageCuts, lineageDirections, lineageKinds } from "../rules/lineage.js";

const unknownWord = { description: "The store holds a word that this build does not know." };

export const RunStatusEnum = enumOf(runStatuses);
registerEnumType(RunStatusEnum, {
  name: "RunStatus",
  description: "What a run is doing (MLflow's RunStatus, runs.status). A finished run may still grow.",
  valuesConfig: {
    RUNNING: { description: "Started and not ended." },
    SCHEDULED: { description: "Waiting to run at a later time." },
    FINISHED: { description: "Ended well." },
    FAILED: { description: "Ended with an error." },
    KILLED: { description: "Ended by its user." },
    UNKNOWN: unknownWord,
  },
});

export const LifecycleStageEnum = enumOf(lifecycleStages);
registerEnumType(LifecycleStageEnum, {
  name: "LifecycleStage",
  description:
    "Whether an experiment or run is deleted (MLflow's lifecycle_stage): deletion marks, it does not remove.",
  valuesConfig: {
    ACTIVE: { description: "Not deleted." },
    DELETED: { description: "Marked as deleted; can be restored." },
    UNKNOWN: unknownWord,
  },
});

export const ModelStageEnum = enumOf(modelStages);
registerEnumType(ModelStageEnum, {
  name: "ModelStage",
  description: "A model version's stage (MLflow's model_versions.current_stage).",
  valuesConfig: {
    NONE: { description: "No stage." },
    STAGING: { description: "Staging." },
    PRODUCTION: { description: "Production." },
    ARCHIVED: { description: "Archived." },
    UNKNOWN: unknownWord,
  },
});

export const VersionStatusEnum = enumOf(versionStatuses);
registerEnumType(VersionStatusEnum, {
  name: "ModelVersionStatus",
  description: "Whether a model version's registration is complete (MLflow's ModelVersionStatus).",
  valuesConfig: {
    PENDING_REGISTRATION: { description: "Being registered." },
    FAILED_REGISTRATION: { description: "Registration failed; see statusMessage." },
    READY: { description: "Registered." },
    UNKNOWN: unknownWord,
  },
});

export const LoggedModelStatusEnum = enumOf(loggedModelStatuses);
registerEnumType(LoggedModelStatusEnum, {
  name: "LoggedModelStatus",
  description: "Whether a logged model is complete (MLflow's LoggedModelStatus).",
  valuesConfig: {
    UNSPECIFIED: { description: "Its client said nothing of it." },
    PENDING: { description: "Being logged." },
    READY: { description: "Complete." },
    FAILED: { description: "Logging failed; see statusMessage." },
    UNKNOWN: unknownWord,
  },
});

export const TraceStateEnum = enumOf(traceStates);
registerEnumType(TraceStateEnum, {
  name: "TraceState",
  description: "How a trace ended (MLflow's TraceState, trace_info.status).",
  valuesConfig: {
    UNSPECIFIED: { description: "Its client said nothing of it." },
    IN_PROGRESS: { description: "It goes on, or its client never said that it ended." },
    OK: { description: "It ended well." },
    ERROR: { description: "It ended with an error." },
    UNKNOWN: unknownWord,
  },
});

export const PromptTypeEnum = enumOf(promptTypes);
registerEnumType(PromptTypeEnum, {
  name: "PromptType",
  description: "How a prompt version's template is built (model version tag _mlflow_prompt_type).",
  valuesConfig: {
    TEXT: { description: "One text; so is every version without that tag." },
    CHAT: { description: "A list of messages." },
  },
});

export const ViewTypeEnum = enumOf(viewTypes);
registerEnumType(ViewTypeEnum, {
  name: "ViewType",
  description: "Which lifecycle stages a list shows (MLflow's ViewType).",
  valuesConfig: {
    ACTIVE_ONLY: { description: "Only what is not deleted." },
    DELETED_ONLY: { description: "Only what is deleted." },
    ALL: { description: "Both." },
  },
});

export const MetricSampleEnum = enumOf(metricSamples);
registerEnumType(MetricSampleEnum, {
  name: "MetricSample",
  description: "Which points of a series stand for it where there are more than `maxPoints`.",
  valuesConfig: {
    GRID: {
      description:
        "Points on an even grid of steps where the store has the step index, every n-th point elsewhere and where steps are too uneven. Keeps the first and the last point; a spike between may be missed. With the index its cost does not grow with the series.",
    },
    EXTREMES: {
      description:
        "The lowest and the highest point of each of `maxPoints` / 2 equal ranges of steps (of times where all steps are equal), so that no spike is missed. Of equal values it keeps the first; it need not keep the first and the last point of the series. NaN is neither lowest nor highest: a series of nothing else is sampled as by GRID. Reads the whole series in the database, in one bounded statement for all series.",
    },
  },
});

export const LineageKindEnum = enumOf(lineageKinds);
registerEnumType(LineageKindEnum, {
  name: "LineageKind",
  description: "What lineage connects.",
  valuesConfig: {
    DATASET: { description: "A dataset." },
    RUN: { description: "A run." },
    LOGGED_MODEL: { description: "A logged model." },
    MODEL_VERSION: { description: "A model version." },
    ALIAS: { description: "An alias of a model version." },
  },
});

export const LineageEdgeKindEnum = enumOf(edgeKinds);
registerEnumType(LineageEdgeKindEnum, {
  name: "LineageEdgeKind",
  description: "How one thing came from another. Edges follow the data.",
  valuesConfig: {
    READ_BY: { description: "The run read the dataset (inputs DATASET)." },
    PRODUCED: { description: "The run made the logged model (inputs RUN_OUTPUT, or logged_models.source_run_id)." },
    USED_BY: {
      description: "The run used the logged model (inputs RUN_INPUT, which MLflow stores the other way round).",
    },
    REGISTERED_AS: {
      description:
        "The version was registered from the run (model_versions.run_id), or from the logged model or version that it is a copy of (model_versions.source).",
    },
    KNOWN_AS: { description: "The alias points at the version (registered_model_aliases)." },
  },
});

export const LineageDirectionEnum = enumOf(lineageDirections);
registerEnumType(LineageDirectionEnum, {
  name: "LineageDirection",
  description: "Which way lineage goes from its start.",
  valuesConfig: {
    UPSTREAM: { description: "To what it came from." },
    DOWNSTREAM: { description: "To what came of it." },
    BOTH: { description: "To what it came from and to what came of it; not to what else came of its sources." },
  },
});

export const LineageCutEnum = enumOf(lineageCuts);
registerEnumType(LineageCutEnum, {
  name: "LineageCut",
  description: "What kept a lineage from being complete.",
  valuesConfig: {
    DEPTH: { description: "More lies further away than `depth`." },
    FANOUT: {
      description: "A node has more edges than `fanOut` one way, or the answer more than ten for each of `nodes`.",
    },
    NODES: { description: "There are more nodes than `nodes`." },
    TIME: { description: "Its time was over (2 seconds unless configured)." },
  },
});

function enumOf<Word extends string>(words: readonly Word[]): { readonly [Key in Word]: Key } {
  return Object.fromEntries(words.map((word) => [word, word])) as { readonly [Key in Word]: Key };
}
