import { Field, ID, InterfaceType } from "type-graphql";

/** Options of the field `id`, the same on every type that implements Node. */
export const idField = { description: "Opaque id, the same for this object for ever. Give it to `node(id:)`." };

@InterfaceType({
  description: "An object with an id of its own in the whole graph (Relay's Global Object Identification).",
})
export abstract class Node {
  @Field(() => ID, idField)
  id!: string;
}
