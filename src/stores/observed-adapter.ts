import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import { asStoreFailure, unstorable } from "./store-failure.js";

/** One statement as the database saw it: Prisma's own and ours alike. No parameter values: they may be personal. */
export interface Statement {
  readonly store: string;
  readonly sql: string;
  readonly durationMs: number;
}

export type OnStatement = (statement: Statement) => void;

/** The one place every statement of a store passes: reports it, and gives its failures the store's name. */
export function observed(
  store: string,
  factory: SqlDriverAdapterFactory,
  onStatement: OnStatement,
): SqlDriverAdapterFactory {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await factory.connect().catch((error: unknown) => {
        throw new Carried(asStoreFailure(store, error), { cause: error });
      });
      const queryRaw = adapter.queryRaw.bind(adapter);
      adapter.queryRaw = async (query) => {
        const startedAt = performance.now();
        try {
          refuseHalfCharacters(store, query.args);
          return await queryRaw(query);
        } catch (error) {
          throw new Carried(asStoreFailure(store, error), { cause: error });
        } finally {
          onStatement({ store, sql: query.sql, durationMs: performance.now() - startedAt });
        }
      };
      return adapter;
    },
  };
}

/** Half a surrogate pair is no character: drivers send U+FFFD in its place, and would find what was not asked for. */
function refuseHalfCharacters(store: string, values: readonly unknown[]): void {
  if (values.flat().some((value) => typeof value === "string" && /\p{Surrogate}/u.test(value))) throw unstorable(store);
}

/** Prisma makes an error of its own out of any that has a `code`, and drops the rest of it: ours cross it inside this. */
class Carried extends Error {
  constructor(
    readonly carried: unknown,
    options: { cause: unknown },
  ) {
    super("an error of a store on its way through Prisma", options);
  }
}

/** Throws an error as the store threw it, taken out of what carried it through Prisma. */
export function rethrow(error: unknown): never {
  throw error instanceof Carried ? error.carried : error;
}
