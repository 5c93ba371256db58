import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { lineageNodesEstimate } from "../rules/lineage-bounds.js";
import { FieldArguments } from "./field-arguments.js";

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
  /** How many keys a comparison without `first` may return. */
  readonly keyValuePageSizeMax: number;
}

/** Measures a valid operation in one walk. */
export function measureOperation(input: MeasureInput): Measure {
  const root = input.schema.getRootType(input.operation.operation) ?? undefined;
  const whole = new Measuring(input).selections(input.operation.selectionSet, root);
  return { ...whole, directives: whole.directives + (input.operation.directives?.length ?? 0) };
}

const nothing: Measure = { depth: 0, aliases: 0, directives: 0, cost: 0 };
/** A point, or a cell of a comparison, is cheap beside an object with relations. */
const pointsPerCost = 10;

class Measuring {
  readonly #input: MeasureInput;
  readonly #arguments: FieldArguments;
  /** Each fragment is measured once: fragments that spread fragments must not make the measuring itself expensive. */
  readonly #fragments = new Map<string, Measure>();

  constructor(input: MeasureInput) {
    this.#input = input;
    this.#arguments = new FieldArguments(input.operation, input.variables);
  }

  selections({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): Measure {
    return selections.reduce((total, selection) => add(total, this.#selection(selection, type)), nothing);
  }

  #selection(selection: SelectionNode, type: GraphQLNamedType | undefined): Measure {
    const own = { ...nothing, directives: selection.directives?.length ?? 0 };
    if (selection.kind === Kind.FIELD) return add(own, this.#field(selection, type));
    if (selection.kind === Kind.FRAGMENT_SPREAD) return add(own, this.#fragment(selection.name.value));
    const condition = selection.typeCondition;
    const inner = condition ? this.#input.schema.getType(condition.name.value) : type;
    return add(own, this.selections(selection.selectionSet, inner));
  }

  #fragment(name: string): Measure {
    const known = this.#fragments.get(name);
    if (known) return known;
    this.#fragments.set(name, nothing); // Validation refuses cycles; this only keeps a walk of one finite.
    const fragment = this.#input.fragments.get(name);
    const type = fragment && this.#input.schema.getType(fragment.typeCondition.name.value);
    const measure = fragment ? this.selections(fragment.selectionSet, type) : nothing;
    this.#fragments.set(name, measure);
    return measure;
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined): Measure {
    const field = this.#definitionOf(node, parent);
    const aliases = node.alias ? 1 : 0;
    if (!node.selectionSet) return { depth: 1, aliases, directives: 0, cost: 0 };
    const inner = this.selections(node.selectionSet, field && getNamedType(field.type));
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + aliases,
      directives: inner.directives,
      // Never 0 times: an endless cost below it would come out as no number, which no limit is under.
      cost: 1 + Math.max(1, field ? this.#howMany(node, field, parent) : 1) * Math.max(1, inner.cost),
    };
  }

  /** Undefined for introspection's own fields, whose nesting the validation bounds. */
  #definitionOf(node: FieldNode, parent: GraphQLNamedType | undefined): GraphQLField<unknown, unknown> | undefined {
    return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  }

  #howMany(node: FieldNode, field: GraphQLField<unknown, unknown>, parent: GraphQLNamedType | undefined): number {
    const read = this.#arguments;
    const takes = (name: string) => field.args.some((argument) => argument.name === name);
    if (parent?.name === "RunComparison" && takes("first")) return this.#comparedKeys(node, field);
    if (takes("maxPoints")) {
      const given = read.numberOf(node, field, "maxPoints") ?? read.numberOf(node, field, "first");
      return this.#lengthOf(node, "keys") * Math.max(1, (given ?? this.#input.historyPointsMax) / pointsPerCost);
    }
    if (takes("fanOut")) {
      const [depth = 1, fanOut = 1, nodes = 1] = ["depth", "fanOut", "nodes"].map((name) =>
        read.numberOf(node, field, name),
      );
      return lineageNodesEstimate(depth, fanOut, nodes);
    }
    if (takes("first")) {
      const first = read.numberOf(node, field, "first") ?? 1;
      return takes("keys") ? Math.min(first, read.lengthOf(node, "keys") ?? first) : first;
    }
    const ids = ["ids", "representations", "runs"].find(takes);
    return ids === undefined ? 1 : this.#lengthOf(node, ids);
  }

  #lengthOf(node: FieldNode, name: string): number {
    return this.#arguments.lengthOf(node, name) ?? 1;
  }

  /** Rows of a comparison have a cell for every run: the runs multiply all that is asked of the comparison. */
  #comparedKeys(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const { keyValuePageSizeMax } = this.#input;
    const first = this.#arguments.numberOf(node, field, "first") ?? keyValuePageSizeMax;
    return Math.min(first, this.#arguments.lengthOf(node, "keys") ?? first) / pointsPerCost;
  }
}

function add(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    cost: a.cost + b.cost,
  };
}
