import DataLoader from "dataloader";
import { Failure } from "../rules/failure.js";
import type { Scope } from "../rules/scope.js";
import { groupBy } from "../stores/child-pages.js";
import type { OpenStore } from "../stores/store.js";
import { type LoaderScope, readStore } from "./read-store.js";

export interface InStore {
  readonly store: string;
}

/** One thing wanted of one parent. Requests with equal arguments are answered together, one batch per store. */
export interface Request<Parent extends InStore, Args> {
  readonly parent: Parent;
  readonly args: Args;
}

export interface GroupedLoader<Parent extends InStore, Args, Result> {
  load(request: Request<Parent, Args>): Promise<Result>;
}

/** PostgreSQL and SQLite take about 32,000 parameters a statement. */
const batchSizeMax = 5_000;

/**
 * @param keyOf names the parent within its store, in the same words as the keys of `load`'s answer
 * @param load answers a batch of distinct parents of one store with equal arguments
 * @param absent the answer for a parent that `load` left out, or whose store the viewer may see nothing of
 */
export function groupedLoader<Parent extends InStore, Args, Result>(
  env: LoaderScope,
  keyOf: (parent: Parent, open?: OpenStore) => string,
  load: (open: OpenStore, scope: Scope, parents: readonly Parent[], args: Args) => Promise<ReadonlyMap<string, Result>>,
  absent: (args: Args) => Result,
): GroupedLoader<Parent, Args, Result> {
  // Made when first asked: every request has dozens of loaders, and asks few.
  let loader: DataLoader<Request<Parent, Args>, Result, string> | undefined;
  return {
    load(request) {
      loader ??= dataLoader();
      return loader.load(request);
    },
  };

  function dataLoader() {
    const groupKeys = new WeakMap<Request<Parent, Args>, string>();
    return new DataLoader<Request<Parent, Args>, Result, string>(
      async (requests) => {
        const answers = new Map<Request<Parent, Args>, Result | Error>();
        const groups = groupBy(requests, (request) => groupKeys.get(request) ?? "");
        await Promise.all(
          [...groups.values()].map(async (group) => {
            for (const [request, answer] of await answerGroup(group)) answers.set(request, answer);
          }),
        );
        return requests.map((request) => answers.get(request) ?? absent(request.args));
      },
      {
        cacheKeyFn: (request) => {
          const groupKey = `${request.parent.store}\u0000${argsKey(request.args)}`;
          groupKeys.set(request, groupKey);
          return `${groupKey}\u0000${keyOf(request.parent)}`;
        },
        maxBatchSize: batchSizeMax,
      },
    );
  }

  /** A store that fails costs its own requests only. */
  async function answerGroup(group: Request<Parent, Args>[]): Promise<[Request<Parent, Args>, Result | Error][]> {
    const [sample] = group;
    if (!sample) return [];
    try {
      const parents = group.map(({ parent }) => parent);
      const answers = await readStore(env, sample.parent.store, async (open, scope) => {
        const found = await load(open, scope, parents, sample.args);
        return group.map((request): [typeof request, Result] => [
          request,
          found.get(keyOf(request.parent, open)) ?? absent(request.args),
        ]);
      });
      return answers ?? [];
    } catch (error) {
      return group.length > 1 && isUnstorable(error) ? answerHalves(group) : failed(group, error);
    }
  }

  /** Finds the requests that make the statement fail for all, so that they fail alone. */
  async function answerHalves(group: Request<Parent, Args>[]) {
    const half = Math.ceil(group.length / 2);
    return [...(await answerGroup(group.slice(0, half))), ...(await answerGroup(group.slice(half)))];
  }
}

function failed<Asked>(group: readonly Asked[], error: unknown): [Asked, Error][] {
  const failure = error instanceof Error ? error : new Error(String(error));
  return group.map((request) => [request, failure]);
}

/** A text that the store cannot hold: the fault of one request, though the statement was for all. */
function isUnstorable(error: unknown): boolean {
  return error instanceof Failure && error.reason === "TEXT_NOT_STORABLE";
}

function argsKey(args: unknown): string {
  if (args === undefined) return "";
  try {
    return JSON.stringify(args);
  } catch {
    return JSON.stringify(args, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)); // Much the slower.
  }
}
