import { Field, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { LifecycleStageEnum, RunStatusEnum } from "./enums.js";
import { Node } from "./node.js";
import { DateTime } from "./scalars.js";

@Entity("store { name } mlflowId")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "One execution that logs params, metrics and artifacts (MLflow's run).",
})
export class Run extends Node {
  @Field(() => String, { description: "MLflow's own id, 32 hexadecimal digits (runs.run_uuid)." })
  mlflowId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The run's name, not unique (runs.name, equal to the tag mlflow.runName).",
  })
  name!: string | null;

  @Field(() => RunStatusEnum, { description: "What the run is doing (runs.status)." })
  status!: string;

  @Field(() => DateTime, { nullable: true, description: "When it started, by the client's clock (runs.start_time)." })
  startTime!: bigint | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it ended, by the client's clock; a resumed run may keep an old one (runs.end_time).",
  })
  endTime!: bigint | null;

  @Field(() => LifecycleStageEnum, { description: "Whether it is deleted (runs.lifecycle_stage)." })
  lifecycleStage!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was deleted; null unless it is (runs.deleted_time)." })
  deletedAt!: bigint | null;

  @Field(() => String, { nullable: true, description: "Where its artifacts lie, a URI (runs.artifact_uri)." })
  artifactUri!: string | null;
}

export const RunConnection = connectionTypes(() => Run, "Run", "runs, latest start first unless ordered", {
  counted: true,
});

@ObjectType({ simpleResolvers: true, description: "What program the run executed, as its client says." })
export class RunSource {
  @Field(() => String, { nullable: true, description: "File, notebook or project (tag mlflow.source.name)." })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "NOTEBOOK, JOB, PROJECT, LOCAL or another word (tag mlflow.source.type).",
  })
  type!: string | null;
}

@ObjectType({ simpleResolvers: true, description: "What code the run executed, as its client says." })
export class GitSource {
  @Field(() => String, { nullable: true, description: "Commit hash (tag mlflow.source.git.commit)." })
  commit!: string | null;

  @Field(() => String, { nullable: true, description: "Branch (tag mlflow.source.git.branch)." })
  branch!: string | null;

  @Field(() => String, { nullable: true, description: "Repository (tag mlflow.source.git.repoURL)." })
  repositoryUrl!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether the work tree had changes that were not committed (tag mlflow.source.git.dirty).",
  })
  isDirty!: boolean | null;
}
