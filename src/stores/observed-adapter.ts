import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import type { Observe } from "./dialects/dialect.js";
import { asStoreFailure, unstorable } from "./store-failure.js";

/** One statement as the database saw it: Prisma's own and ours alike. No parameter values: they may be personal. */
export interface Statement {
  readonly store: string;
  readonly sql: string;
  readonly durationMs: number;
}

export type OnStatement = (statement: Statement) => void;

/** The one place every statement of a store passes: reports it, and gives its failures the store's name. */
export function observer(store: string, onStatement: OnStatement): Observe {
  const watched: Observe["query"] = (call) => {
    return async (query) => {
      const startedAt = performance.now();
      try {
        refuseHalfCharacters(store, query.args);
        return await call(query);
      } catch (error) {
        throw asStoreFailure(store, error);
      } finally {
        onStatement({ store, sql: query.sql, durationMs: performance.now() - startedAt });
      }
    };
  };
  return { query: watched, adapter: (factory) => observedAdapter(store, factory, watched) };
}

function observedAdapter(
  store: string,
  factory: SqlDriverAdapterFactory,
  watched: Observe["query"],
): SqlDriverAdapterFactory {
  const carry = <Result>(work: () => Promise<Result>) => carried(store, work);
  const observeQueries = (queryable: Pick<Adapter, "queryRaw" | "executeRaw">) => {
    const queryRaw = watched(queryable.queryRaw.bind(queryable));
    const executeRaw = watched(queryable.executeRaw.bind(queryable));
    queryable.queryRaw = (query) => carry(() => queryRaw(query));
    queryable.executeRaw = (query) => carry(() => executeRaw(query));
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await carry(() => factory.connect());
      observeQueries(adapter);
      const startTransaction = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolationLevel) => {
        const transaction = await carry(() => startTransaction(isolationLevel));
        observeQueries(transaction);
        const commit = transaction.commit.bind(transaction);
        transaction.commit = () => carry(commit);
        return transaction;
      };
      return adapter;
    },
  };
}

type Adapter = Awaited<ReturnType<SqlDriverAdapterFactory["connect"]>>;

async function carried<Result>(store: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new Carried(asStoreFailure(store, error), { cause: error });
  }
}

/** Half a surrogate pair is no character: drivers send U+FFFD in its place, and would find what was not asked for. */
function refuseHalfCharacters(store: string, values: readonly unknown[]): void {
  if (values.some((value) => (Array.isArray(value) ? value.some(hasHalf) : hasHalf(value)))) throw unstorable(store);
}

const half = /\p{Surrogate}/u;

function hasHalf(value: unknown): boolean {
  return typeof value === "string" && half.test(value);
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
