import { Directive } from "type-graphql";

/**
 * Makes a type an entity of Apollo Federation: other subgraphs may refer to it by its id, and by the fields that name it
 * outside of this graph, for whoever knows those and no id.
 *
 * @param naturalKey a selection of the type's own fields that no two objects share, such as `store { name } mlflowId`
 */
export function Entity(naturalKey: string): ClassDecorator {
  return (target) => {
    // What is declared last comes first, as with decorators above a class.
    for (const fields of [naturalKey, "id"]) Directive(`@key(fields: "${fields}")`)(target);
  };
}
