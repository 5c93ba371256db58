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
  const watch: Watch = {
    store,
    carry: (work) => carried(store, work),
    report: (statement) => onStatement({ store, ...statement }),
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = await watch.carry(() => factory.connect());
      observeQueries(adapter, watch);
      const startTransaction = adapter.startTransaction.bind(adapter);
      adapter.startTransaction = async (isolationLevel) => {
        const transaction = await watch.carry(() => startTransaction(isolationLevel));
        observeQueries(transaction, watch);
        const commit = transaction.commit.bind(transaction);
        transaction.commit = () => watch.carry(commit);
        return transaction;
      };
      return adapter;
    },
  };
}

type Adapter = Awaited<ReturnType<SqlDriverAdapterFactory["connect"]>>;

type Query = Parameters<Adapter["queryRaw"]>[0];

interface Watch {
  readonly store: string;
  readonly carry: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly report: (statement: Omit<Statement, "store">) => void;
}

function observeQueries(queryable: Pick<Adapter, "queryRaw" | "executeRaw">, { store, carry, report }: Watch): void {
  const watched = <Result>(call: (query: Query) => Promise<Result>) => {
    return async (query: Query) => {
      const startedAt = performance.now();
      try {
        return await carry(async () => {
          refuseHalfCharacters(store, query.args);
          return call(query);
        });
      } finally {
        report({ sql: query.sql, durationMs: performance.now() - startedAt });
      }
    };
  };
  queryable.queryRaw = watched(queryable.queryRaw.bind(queryable));
  queryable.executeRaw = watched(queryable.executeRaw.bind(queryable));
}

async function carried<Result>(store: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new Carried(asStoreFailure(store, error), { cause: error });
  }
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
