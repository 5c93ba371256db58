import type { Config } from "../config.js";
import { type DemoFolder, forgetData, openDemoFolder } from "./demo-folder.js";
import { readOrMakeToken } from "./demo-token.js";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres.js";
import { type FillResult, fillStore } from "./fill-store.js";
import { lockFolder } from "./folder-lock.js";
import { freePortFrom } from "./free-port.js";
import { startLiveTraining } from "./live-training.js";
import { createProgress } from "./progress.js";
import { type RoleToken, readOrMakeRoleTokens } from "./role-tokens.js";

export interface DemoPlan {
  readonly dataDir: string;
  /** The first port to try; the next free one is taken when it is in use. 0 takes any. */
  readonly port: number;
  /** Forgets the data of earlier starts. */
  readonly fresh: boolean;
  readonly stepsBefore: number;
}

/** What the demo needs from outside, so that its own code reads no clock and knows no server. */
export interface DemoSurroundings {
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly now: () => number;
  readonly elapsed: () => number;
  readonly configure: (settings: { url: string; token: string; host: string; port: number }) => Config;
  /** Makes the ledger, with a holder of each role. */
  readonly grantRoles: (config: Config, tokens: readonly RoleToken[]) => Promise<void>;
  readonly serve: (config: Config) => Promise<ServedGraph>;
}

interface ServedGraph {
  readonly url: string;
  close(): Promise<void>;
}

export interface RunningDemo {
  readonly url: string;
  readonly token: string;
  readonly roleTokens: readonly RoleToken[];
}

const host = "127.0.0.1";
const databaseName = "mlflow";
const demoSteps = 3;

/**
 * A started demo is a stack of things to stop, newest first: the training run, the server, PostgreSQL, the lock.
 * `stop` may be called at any moment, also while `start` is still at work.
 */
export class Demo {
  readonly #closers: (() => void | Promise<void>)[] = [];

  constructor(
    private readonly plan: DemoPlan,
    private readonly around: DemoSurroundings,
  ) {}

  /** Starts PostgreSQL, fills it when it is empty, serves the graph and keeps a run training. Throws FolderInUseError when another demo has the folder. */
  async start(): Promise<RunningDemo> {
    const { print, now, elapsed } = this.around;
    const folder = openDemoFolder(this.plan.dataDir);
    const lock = lockFolder(folder.path);
    this.#closers.push(() => lock.release());
    const token = readOrMakeToken(folder.path);
    const roleTokens = readOrMakeRoleTokens(folder.path);
    const progress = createProgress({ stepsBefore: this.plan.stepsBefore, steps: demoSteps, print, now: elapsed });
    const postgres = await progress.step("PostgreSQL", () => this.#startPostgres(folder));
    const databaseUrl = postgres.url(databaseName);
    await progress.step("demo store", () => this.#fill(postgres, token, roleTokens), describeFill);
    const url = await progress.step("serve", () => this.#serve(databaseUrl, token), describePort(this.plan.port));
    const training = startLiveTraining({ databaseUrl, now, onError: this.#tellOnce() });
    this.#closers.push(() => training.stop());
    lock.announce(url);
    return { url, token, roleTokens };
  }

  async stop(): Promise<void> {
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) await close();
  }

  async #startPostgres(folder: DemoFolder): Promise<EmbeddedPostgres> {
    if (this.plan.fresh) await forgetData(folder);
    const postgres = await startEmbeddedPostgres({ dataDir: folder.postgres, persistent: true });
    this.#closers.push(() => postgres.stop());
    return postgres;
  }

  async #fill(postgres: EmbeddedPostgres, token: string, roleTokens: readonly RoleToken[]): Promise<FillResult> {
    if (!(await postgres.hasDatabase(databaseName))) await postgres.createDatabase(databaseName);
    const url = postgres.url(databaseName);
    const filled = await fillStore(url, this.around.now());
    await this.around.grantRoles(this.around.configure({ url, token, host, port: 0 }), roleTokens);
    return filled;
  }

  async #serve(databaseUrl: string, token: string): Promise<string> {
    const port = await freePortFrom(host, this.plan.port);
    const graph = await this.around.serve(this.around.configure({ url: databaseUrl, token, host, port }));
    this.#closers.push(() => graph.close());
    return graph.url;
  }

  /** One line for a row of failures, not one a second. */
  #tellOnce(): (error: unknown) => void {
    let told = "";
    return (error) => {
      const message = error instanceof Error ? error.message : "unknown failure";
      if (message !== told) this.around.complain(`The demo's training run could not write a point: ${message}\n`);
      told = message;
    };
  }
}

function describeFill({ filled, runs, metricPoints }: FillResult): string {
  const size = `${runs} runs, ${metricPoints.toLocaleString("en")} metric points`;
  return filled ? size : `kept from the last start: ${size}`;
}

function describePort(wanted: number): (url: string) => string {
  return (url) => {
    const taken = Number(new URL(url).port);
    return wanted === 0 || taken === wanted ? "" : `port ${wanted} is in use, took ${taken}`;
  };
}
