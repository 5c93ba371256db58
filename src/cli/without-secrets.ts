import type { Config, ConfigWithoutToken } from "../config.js";
import { CommandError, exitCodes } from "./command.js";

/** An error that may be printed: the token, the passwords and the URLs of the configuration are blanked out of a foreign one. */
export function withoutSecrets(error: unknown, config: Config | ConfigWithoutToken): Error {
  if (error instanceof CommandError) return error;
  const isDetailed = config.logLevel === "debug" || config.logLevel === "trace";
  const text =
    error instanceof Error
      ? ((isDetailed ? error.stack : undefined) ?? error.message)
      : "something was thrown that is no error";
  const blanked = secretsOf(config).reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
  return new CommandError(exitCodes.unexpected, isDetailed ? blanked : `${blanked}\n--log-level debug shows where`);
}

/** The longest first, so that a URL goes before the password in it. */
function secretsOf(config: Config | ConfigWithoutToken): string[] {
  const { stores } = config;
  const token = "token" in config ? config.token : "";
  const urls = stores.flatMap(({ url, directUrl }) => [url, directUrl ?? ""]).filter((url) => url.includes("@"));
  const passwords = urls.map((url) => /^[a-z]+:\/\/[^:/@]*:([^@]*)@/.exec(url)?.[1] ?? "");
  const secrets = [token ?? "", ...urls, ...passwords, ...passwords.map((password) => decodeURIComponent(password))];
  return secrets.filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
}
