import { ConfigError } from "../../src/config/problem.js";

/** What the configuration complains about, as `key: message` lines. Fails when there is nothing to complain about. */
export function problemsOf(load: () => unknown): string[] {
  return errorOf(load).problems.map(({ key, message }) => `${key}: ${message}`);
}

export function errorOf(load: () => unknown): ConfigError {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("a problem was expected, and the configuration was accepted");
}

export const token = "0123456789abcdef";
export const sqliteStore = { name: "dev", url: "sqlite:/data/mlflow.db" };
