import { Field, ID, InterfaceType } from "type-graphql";

@InterfaceType({
  description: "An object with an id of its own in the whole graph (Relay's Global Object Identification).",
})
export abstract class Node {
  @Field(() => ID, { description: "Opaque id, the same for this object for ever. Give it to `node(id:)`." })
  id!: string;
}
