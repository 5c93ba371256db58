import { type ClassType, Field, InputType, registerEnumType } from "type-graphql";
import { invalid } from "../rules/failure.js";
import type { OrderTerm } from "../rules/list-order.js";
import type { Direction } from "../rules/merged-list.js";

const DirectionEnum = { ASCENDING: "ascending", DESCENDING: "descending" } as const;
registerEnumType(DirectionEnum, {
  name: "OrderDirection",
  description: "Which end comes first. What has no value comes last either way.",
  valuesConfig: {
    ASCENDING: { description: "Lowest, earliest or first in the alphabet first." },
    DESCENDING: { description: "Highest, latest or last in the alphabet first." },
  },
});

/** What is written in any of the inputs of `orderType`. */
export interface ListOrderInput {
  readonly attribute?: string | null;
  readonly param?: string | null;
  readonly tag?: string | null;
  readonly metric?: string | null;
  readonly direction?: Direction | null;
}

/**
 * The input that orders a list.
 *
 * @param things what is ordered, in the plural
 * @param attributes the name in the graph, and what rules/ordered-lists.ts calls the attribute
 * @param keyed the kinds of keys that it can be ordered by
 */
function orderType(
  name: string,
  things: string,
  attributes: Readonly<Record<string, readonly [attribute: string, description: string]>>,
  keyed: readonly ("param" | "tag" | "metric")[],
): ClassType<ListOrderInput> {
  const names = Object.entries(attributes);
  const attributeEnum = Object.fromEntries(names.map(([word, [attribute]]) => [word, attribute]));
  registerEnumType(attributeEnum, {
    name: `${name}Attribute`,
    description: `What ${things} can be ordered by beside keys. Texts are ordered byte by byte.`,
    valuesConfig: Object.fromEntries(names.map(([word, [, description]]) => [word, { description }])),
  });
  @InputType(name, { description: `What to order ${things} by: exactly one of these, and its direction.` })
  class Order implements ListOrderInput {
    @Field(() => attributeEnum, { nullable: true, description: "By this." })
    attribute?: string | null;

    @Field(() => DirectionEnum, { nullable: true, defaultValue: "ascending", description: "Which end comes first." })
    direction?: Direction | null;
  }
  for (const kind of keyed)
    Field(() => String, { nullable: true, description: keyDescriptions[kind] })(Order.prototype, kind);
  return Order;
}

const keyDescriptions = {
  param: "By the value of the param with this key, as text; long values by their beginning.",
  tag: "By the value of the tag with this key, as text; long values by their beginning.",
  metric: "By the latest value of the metric with this key; NaN comes after all numbers.",
};

/** @throws Failure INVALID unless each entry names exactly one thing */
export function orderTerms(orderBy: readonly ListOrderInput[] | null | undefined): OrderTerm[] {
  return (orderBy ?? []).map((order) => {
    const { attribute, direction } = order;
    const keyed = (["param", "tag", "metric"] as const).flatMap((kind) => {
      const key = order[kind];
      return key === null || key === undefined ? [] : [{ kind, key }];
    });
    const named =
      attribute === null || attribute === undefined ? [] : [{ kind: "attribute" as const, name: attribute }];
    const [by, ...more] = [...named, ...keyed];
    if (!by || more.length > 0) {
      throw invalid("ORDER_BY", "Each entry of orderBy names exactly one thing to order by, beside its direction.");
    }
    return { by, direction: direction ?? "ascending" };
  });
}

export const RunOrder = orderType(
  "RunOrder",
  "runs",
  {
    MLFLOW_ID: ["run_id", "MLflow's id (runs.run_uuid)."],
    NAME: ["name", "The run's name (runs.name)."],
    STATUS: ["status", "What it is doing, by the status's name (runs.status)."],
    USER_ID: ["user_id", "The user, as the client says (runs.user_id)."],
    ARTIFACT_URI: ["artifact_uri", "Where its artifacts lie (runs.artifact_uri)."],
    START_TIME: ["start_time", "When it started (runs.start_time)."],
    END_TIME: ["end_time", "When it ended (runs.end_time)."],
  },
  ["param", "tag", "metric"],
);

export const ExperimentOrder = orderType(
  "ExperimentOrder",
  "experiments",
  {
    MLFLOW_ID: ["experiment_id", "MLflow's id, as a number (experiments.experiment_id)."],
    NAME: ["name", "Its name (experiments.name)."],
    ARTIFACT_LOCATION: ["artifact_location", "Where new runs put their artifacts (experiments.artifact_location)."],
    CREATED_AT: ["creation_time", "When it was created (experiments.creation_time)."],
    LAST_UPDATED_AT: ["last_update_time", "When it last changed (experiments.last_update_time)."],
  },
  ["tag"],
);

/** Of registered models and of prompts, which share their tables. */
const registryAttributes = {
  NAME: ["name", "Its name (registered_models.name)."],
  CREATED_AT: ["creation_time", "When it was created (registered_models.creation_time)."],
  LAST_UPDATED_AT: ["last_updated_time", "When it last changed (registered_models.last_updated_time)."],
} as const;

export const RegisteredModelOrder = orderType("RegisteredModelOrder", "registered models", registryAttributes, ["tag"]);

export const PromptOrder = orderType("PromptOrder", "prompts", registryAttributes, ["tag"]);

export const ModelVersionOrder = orderType(
  "ModelVersionOrder",
  "model versions",
  {
    NAME: ["name", "Its model's name (model_versions.name)."],
    VERSION: ["version_number", "Its number (model_versions.version)."],
    STAGE: ["current_stage", "Its stage, by the stage's name (model_versions.current_stage)."],
    STATUS: ["status", "Whether its registration is complete, by the status's name (model_versions.status)."],
    CREATED_AT: ["creation_time", "When it was registered (model_versions.creation_time)."],
    LAST_UPDATED_AT: ["last_updated_time", "When it last changed (model_versions.last_updated_time)."],
  },
  ["tag"],
);

export const DatasetOrder = orderType(
  "DatasetOrder",
  "datasets",
  {
    NAME: ["name", "Its name (datasets.name)."],
    DIGEST: ["digest", "Its digest (datasets.digest)."],
    SOURCE_TYPE: ["source_type", "Kind of source (datasets.dataset_source_type)."],
    EXPERIMENT: ["experiment_id", "MLflow's id of its experiment, as a number (datasets.experiment_id)."],
  },
  [],
);
