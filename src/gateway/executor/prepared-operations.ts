import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from "graphql";
import { documentBytes } from "../document-bytes.js";
import { fragmentsOf, operationOf } from "./document.js";
import { PreparedOperation } from "./prepared-operation.js";

/** Measured, rounded up: what a planned field takes. */
const bytesPerField = 750;

interface Kept {
  readonly prepared: PreparedOperation;
  bytes: number;
}

/** Operations that are prepared already. When they take more memory than they may, those that were not asked for longest go. */
export class PreparedOperations {
  readonly #kept = new Map<OperationDefinitionNode, Kept>();
  #bytes = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly bytesMax: number,
  ) {}

  /** What is kept, by estimate. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Null for what cannot be prepared: a subscription, or no operation of this document. */
  get(document: DocumentNode, operationName: string | null | undefined): PreparedOperation | null {
    const definition = operationOf(document, operationName);
    if (definition === null || definition.operation === OperationTypeNode.SUBSCRIPTION) return null;
    const kept = this.#kept.get(definition);
    if (!kept) return this.#prepare(document, definition);
    this.#kept.delete(definition);
    this.#kept.set(definition, kept);
    return kept.prepared;
  }

  #prepare(document: DocumentNode, definition: OperationDefinitionNode): PreparedOperation | null {
    const rootType = this.schema.getRootType(definition.operation);
    if (!rootType) return null;
    const operation = { schema: this.schema, definition, fragments: fragmentsOf(document) };
    const prepared = new PreparedOperation(operation, rootType, (fieldCount) =>
      this.#grow(definition, fieldCount * bytesPerField),
    );
    this.#kept.set(definition, { prepared, bytes: 0 });
    this.#grow(definition, documentBytes(document));
    return prepared;
  }

  /** What runs may have been dropped meanwhile; then nobody keeps it. */
  #grow(definition: OperationDefinitionNode, bytes: number): void {
    const kept = this.#kept.get(definition);
    if (!kept) return;
    kept.bytes += bytes;
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.bytesMax) return;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }
}
