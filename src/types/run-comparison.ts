import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { type ComparedAttribute, comparedAttributes } from "../rules/run-attributes.js";
import { connectionTypes } from "./connection.js";
import { Metric } from "./key-value.js";

const ComparedAttributeEnum = Object.fromEntries(comparedAttributes.map((name) => [name, name]));
const descriptions: Readonly<Record<ComparedAttribute, string>> = {
  NAME: "The run's name (runs.name).",
  EXPERIMENT: "MLflow's id of its experiment (runs.experiment_id).",
  STATUS: "What it is doing, as RunStatus says it (runs.status).",
  LIFECYCLE_STAGE: "Whether it is deleted, as LifecycleStage says it (runs.lifecycle_stage).",
  START_TIME: "When it started, as DateTime says it (runs.start_time).",
  END_TIME: "When it ended, as DateTime says it (runs.end_time).",
  USER: "Who ran it, as the client claims (tag mlflow.user, else runs.user_id).",
  SOURCE_NAME: "The file, notebook or project (tag mlflow.source.name).",
  SOURCE_TYPE: "The kind of source (tag mlflow.source.type).",
  GIT_COMMIT: "Commit hash (tag mlflow.source.git.commit).",
  GIT_BRANCH: "Branch (tag mlflow.source.git.branch).",
  GIT_REPOSITORY_URL: "Repository (tag mlflow.source.git.repoURL).",
  GIT_IS_DIRTY: "`true` where the work tree had changes that were not committed (tag mlflow.source.git.dirty).",
};
registerEnumType(ComparedAttributeEnum, {
  name: "ComparedAttribute",
  description: "What runs are compared by beside their params, tags and metrics.",
  valuesConfig: Object.fromEntries(comparedAttributes.map((name) => [name, { description: descriptions[name] }])),
});

@ArgsType()
export class RunComparisonArgs {
  @Field(() => [ID], {
    description: "Ids of runs, of one store or several, none twice; at most 100 unless configured.",
  })
  runs!: string[];

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: "Leave out the rows in which the runs do not differ.",
  })
  onlyDifferences!: boolean | null;
}

@ArgsType()
export class ComparedKeysArgs {
  @Field(() => [String], { nullable: true, description: "Only these keys, compared exactly; all when left out." })
  keys?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "How many keys to compare: at least 1; at most, and by default, the server's page size for key-value rows (1,000 unless configured).",
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Go on with the keys after this cursor, an endCursor of the same list.",
  })
  after?: string | null;
}

@ArgsType()
export class ComparedTagsArgs extends ComparedKeysArgs {
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: "Whether to compare MLflow's own tags too, whose keys begin with `mlflow.`.",
  })
  mlflowTags!: boolean | null;
}

const order = { description: "The values in the order of the runs; null where a run has none or could not be read." };
const differs = {
  description:
    "Whether the runs differ here: two values are unlike, or one run lacks what another has. Runs that could not be read do not count.",
};
const keyOf = (what: string) => ({ description: `The ${what}'s key.` });

@ObjectType({ simpleResolvers: true, description: "One attribute of several runs side by side." })
export class ComparedAttributeRow {
  @Field(() => ComparedAttributeEnum, { description: "Which attribute." })
  attribute!: string;

  @Field(() => [String], { nullable: "items", ...order })
  values!: readonly (string | null)[];

  @Field(() => Boolean, differs)
  differs!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "One param of several runs side by side." })
export class ComparedParam {
  @Field(() => String, keyOf("param"))
  key!: string;

  @Field(() => [String], { nullable: "items", ...order })
  values!: readonly (string | null)[];

  @Field(() => Boolean, differs)
  differs!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "One tag of several runs side by side." })
export class ComparedTag {
  @Field(() => String, keyOf("tag"))
  key!: string;

  @Field(() => [String], { nullable: "items", ...order })
  values!: readonly (string | null)[];

  @Field(() => Boolean, differs)
  differs!: boolean;
}

@ObjectType({ simpleResolvers: true, description: "The latest values of one metric of several runs side by side." })
export class ComparedMetric {
  @Field(() => String, keyOf("metric"))
  key!: string;

  @Field(() => [Metric], { nullable: "items", ...order })
  values!: readonly (Metric | null)[];

  @Field(() => Boolean, {
    description: `${differs.description} Only the value counts, not its step and time; NaN is the same as NaN, and "-0" is not 0.`,
  })
  differs!: boolean;
}

export const ComparedParamConnection = connectionTypes(() => ComparedParam, "ComparedParam", "compared params by key");
export const ComparedTagConnection = connectionTypes(() => ComparedTag, "ComparedTag", "compared tags by key");
export const ComparedMetricConnection = connectionTypes(
  () => ComparedMetric,
  "ComparedMetric",
  "compared latest metrics by key",
);

@ObjectType({
  description:
    "Runs side by side: what they have, and in what they differ. A page of params, tags or metrics is of the keys that were compared; with `onlyDifferences` it may hold fewer rows, even none, although more follow.",
})
export class RunComparison {}
