import { Field, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { Node } from "./node.js";

@Entity("experiment { store { name } mlflowId } name digest")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A dataset that runs of an experiment read (MLflow's datasets): name and digest within the experiment.",
})
export class Dataset extends Node {
  @Field(() => String, { description: "MLflow's own id (datasets.dataset_uuid); unique by habit, not by constraint." })
  mlflowId!: string;

  @Field(() => String, { description: "Name given by its user (datasets.name)." })
  name!: string;

  @Field(() => String, { description: "Fingerprint of the content, made by the client (datasets.digest)." })
  digest!: string;

  @Field(() => String, {
    description: "Kind of source, such as `s3`, `local` or `code` (datasets.dataset_source_type).",
  })
  sourceType!: string;

  @Field(() => String, {
    description: "Where it came from: JSON text whose shape depends on the source type (datasets.dataset_source).",
  })
  source!: string;

  @Field(() => String, { nullable: true, description: "Its columns: JSON text (datasets.dataset_schema)." })
  schema!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Facts about its content, such as the number of rows: JSON text (datasets.dataset_profile).",
  })
  profile!: string | null;
}

export const DatasetConnection = connectionTypes(
  () => Dataset,
  "Dataset",
  "datasets, by name and digest unless ordered",
  {
    counted: true,
  },
);

@ObjectType({ simpleResolvers: true, description: "One use of a dataset by a run (MLflow's DatasetInput)." })
export class DatasetInput {
  @Field(() => Dataset, { description: "What was read." })
  dataset!: Dataset;

  @Field(() => String, {
    nullable: true,
    description: "What it was used for, such as `training` (input tag mlflow.data.context).",
  })
  context!: string | null;
}

export const DatasetInputConnection = connectionTypes(
  () => DatasetInput,
  "DatasetInput",
  "dataset inputs by name and digest",
);
