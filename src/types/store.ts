import { Field, ObjectType } from "type-graphql";
import { connectionTypes } from "./connection.js";
import { Entity } from "./entity.js";
import { Node } from "./node.js";

@ObjectType({ simpleResolvers: true, description: "The schema of a store as MLflow's migrations left it." })
export class StoreSchema {
  @Field(() => String, { description: "MLflow's schema head (alembic_version.version_num)." })
  revision!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "MLflow releases with this head, such as `3.10` or `2.18 - 2.22`; null for a head this build does not know.",
  })
  releases!: string | null;

  @Field(() => Boolean, {
    description: "Whether the schema has workspaces (since MLflow 3.10); before, everything is in `default`.",
  })
  hasWorkspaces!: boolean;

  @Field(() => Boolean, {
    description:
      "Whether metrics have an index by run, key and step (since MLflow 3.12), which makes sampled histories cheap.",
  })
  hasMetricStepIndex!: boolean;
}

@Entity("name")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "An MLflow store (a SQL database) of the server's configuration.",
})
export class Store extends Node {
  @Field(() => String, { description: "Its name in the configuration." })
  name!: string;
}

export const StoreConnection = connectionTypes(() => Store, "Store", "stores by name");

@Entity("store { name } name")
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    "A part of a store with names of its own (MLflow's workspace, since 3.10; before, everything is in `default`).",
})
export class Workspace extends Node {
  @Field(() => String, { description: "Unique within the store (workspaces.name)." })
  name!: string;

  @Field(() => String, { nullable: true, description: "What it is for (workspaces.description)." })
  description!: string | null;
}

export const WorkspaceConnection = connectionTypes(() => Workspace, "Workspace", "workspaces by name");
