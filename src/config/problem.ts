/** One thing wrong with the configuration. It names keys and fixes, never the value found: that may be a secret. */
export interface ConfigProblem {
  /** The key, variable or flag as the person wrote it: `stores[0].url`, `GATEHOUSE_PORT`, `--store`. */
  readonly key: string;
  /** `gatehouse.yaml:7:5`, or null when the value came from elsewhere. */
  readonly location: string | null;
  readonly message: string;
}

/** Thrown with every problem found, not only the first. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(describeProblems(problems));
    this.problems = problems;
  }
}

function describeProblems(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
  return [`the configuration has ${count}`, ...problems.map((problem) => `  ${describeProblem(problem)}`)].join("\n");
}

function describeProblem({ key, location, message }: ConfigProblem): string {
  return location === null ? `${key}: ${message}` : `${key} (${location}): ${message}`;
}
