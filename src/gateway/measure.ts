import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";

/** How much an operation asks for, fragments counted wherever they are spread. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** One for each object that may be returned: `first` times what is asked of each. */
  readonly cost: number;
}

export interface MeasureInput {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What a metric history without `first` and `maxPoints` may return. */
  readonly historyPointsMax: number;
}

const nothing: Measure = { depth: 0, aliases: 0, directives: 0, cost: 0 };
/** A point is cheap beside an object with relations. */
const pointsPerCost = 10;

/**
 * Measures a valid operation in one walk. Each fragment is measured once, so that fragments spread in fragments cannot
 * make the measuring itself expensive.
 */
export function measureOperation(input: MeasureInput): Measure {
  const measured = new Map<string, Measure>();
  const defaults = new Map(input.operation.variableDefinitions?.map((definition) => [definition.variable.name.value, definition.defaultValue]));
  const root = input.schema.getRootType(input.operation.operation) ?? undefined;
  const whole = measureSelections(input.operation.selectionSet, root);
  return { ...whole, directives: whole.directives + (input.operation.directives?.length ?? 0) };

  function measureSelections({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): Measure {
    let total = nothing;
    for (const selection of selections) {
      const own = { ...nothing, directives: selection.directives?.length ?? 0 };
      if (selection.kind === Kind.FIELD) total = add(total, add(own, measureField(selection, type)));
      else if (selection.kind === Kind.FRAGMENT_SPREAD) total = add(total, add(own, measureFragment(selection.name.value)));
      else {
        const condition = selection.typeCondition;
        const inner = condition ? input.schema.getType(condition.name.value) : type;
        total = add(total, add(own, measureSelections(selection.selectionSet, inner)));
      }
    }
    return total;
  }

  function measureFragment(name: string): Measure {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, nothing); // Validation has refused cycles; this only keeps a walk of one finite.
    const fragment = input.fragments.get(name);
    const measure = fragment ? measureSelections(fragment.selectionSet, input.schema.getType(fragment.typeCondition.name.value)) : nothing;
    measured.set(name, measure);
    return measure;
  }

  function measureField(node: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
    const type = field ? getNamedType(field.type) : introspectionType(node);
    const inner = node.selectionSet ? measureSelections(node.selectionSet, type) : nothing;
    const isObject = type === undefined ? node.selectionSet !== undefined : isCompositeType(type);
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (node.alias ? 1 : 0),
      directives: inner.directives,
      cost: isObject ? 1 + howMany(node, field) * Math.max(1, inner.cost) : 0,
    };
  }

  function introspectionType(node: FieldNode): GraphQLNamedType | undefined {
    if (node.name.value === "__schema") return input.schema.getType("__Schema");
    return node.name.value === "__type" ? input.schema.getType("__Type") : undefined;
  }

  function howMany(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined): number {
    const takes = (name: string) => field?.args.find((argument) => argument.name === name);
    if (takes("maxPoints")) {
      const points = numberOf(node, field, "maxPoints") ?? numberOf(node, field, "first") ?? input.historyPointsMax;
      return listLength(node, "keys", 1) * Math.max(1, points / pointsPerCost);
    }
    if (takes("first")) {
      const first = Math.max(0, numberOf(node, field, "first") ?? 0);
      return takes("keys") ? Math.min(first, listLength(node, "keys", first)) : first;
    }
    return takes("ids") ? listLength(node, "ids", 1) : 1;
  }

  function numberOf(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined, name: string): number | undefined {
    const given = valueOf(argumentOf(node, name));
    const value = given ?? field?.args.find((argument) => argument.name === name)?.defaultValue;
    return typeof value === "number" || typeof value === "string" ? Number(value) : undefined;
  }

  function listLength(node: FieldNode, name: string, otherwise: number): number {
    const value = argumentOf(node, name);
    if (value?.kind === Kind.LIST) return value.values.length;
    const given = valueOf(value);
    return Array.isArray(given) ? given.length : given === undefined || given === null ? otherwise : 1;
  }

  function valueOf(value: ValueNode | undefined): unknown {
    if (value?.kind === Kind.VARIABLE) {
      const given = input.variables[value.name.value];
      return given === undefined ? valueOf(defaults.get(value.name.value)) : given;
    }
    if (value?.kind === Kind.LIST) return value.values;
    return value?.kind === Kind.INT || value?.kind === Kind.STRING ? value.value : undefined;
  }
}

function argumentOf(node: FieldNode, name: string): ValueNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name)?.value;
}

function add(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    cost: a.cost + b.cost,
  };
}
