import type { FieldNode, GraphQLObjectType } from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { getFieldDef } from "graphql/execution/execute.js";
import type { Call } from "./call.js";
import { completeAs, type PlanObject } from "./complete.js";
import { type Field, planField } from "./field.js";
import { runFields } from "./run-fields.js";

/** Told of each selection that was planned, so that what is kept can be bounded. */
export type OnPlanned = (fieldCount: number) => void;

/**
 * The plan of an operation's own selection. What lies below is planned when the first object comes there: only then is its type
 * known, and that a directive's argument fails is told in its place.
 */
export function planOperation(type: GraphQLObjectType, call: Call, onPlanned: OnPlanned): readonly Field[] {
  const { schema, fragments, definition } = call.operation;
  const selected = collectFields(schema, fragments, call.variableValues, type, definition.selectionSet);
  return planSelection(type, selected, call, onPlanned);
}

function planSelection(
  parentType: GraphQLObjectType,
  selected: ReadonlyMap<string, readonly FieldNode[]>,
  { operation: { schema } }: Call,
  onPlanned: OnPlanned,
): readonly Field[] {
  const planObject: PlanObject = ({ nodes }, type, call) => {
    const { fragments } = call.operation;
    const below = collectSubfields(schema, fragments, call.variableValues, type, nodes);
    const fields = planSelection(type, below, call, onPlanned);
    return (value, runningCall, path) => runFields(fields, value, runningCall, path);
  };
  const fields: Field[] = [];
  for (const [key, nodes] of selected) {
    const field = nodes[0] && getFieldDef(schema, parentType, nodes[0]);
    if (!field) continue;
    const place = { parentType, field, nodes };
    fields.push(planField(key, place, completeAs(field.type, place, planObject)));
  }
  onPlanned(fields.length);
  return fields;
}
