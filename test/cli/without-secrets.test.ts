import { expect, test } from "@jest/globals";
import { CommandError, exitCodes } from "../../src/cli/command.js";
import { withoutSecrets } from "../../src/cli/without-secrets.js";
import { parseConfig } from "../../src/config.js";

const stores = [{ name: "prod", url: "postgresql://me:p%40ss-word@h/db", directUrl: "postgresql://me:other-one@d/db" }];
const config = parseConfig({ token: "0123456789abcdef", stores }, {});

test("a foreign error loses the token, the URLs and the passwords, encoded or not", () => {
  const message =
    "cannot use postgresql://me:p%40ss-word@h/db with p@ss-word (p%40ss-word, other-one), bearer 0123456789abcdef";
  const shown = withoutSecrets(new Error(message), config);
  expect(shown.message).toBe("cannot use *** with *** (***, ***), bearer ***\n--log-level debug shows where");
  expect([shown.cause, shown.stack?.includes("p@ss-word")]).toEqual([undefined, false]);
});

test("with the log level debug it keeps its stack, without the secrets", () => {
  const detailed = { ...config, logLevel: "debug" } as const;
  const { message } = withoutSecrets(new Error("p@ss-word"), detailed);
  expect(message).toMatch(/^Error: \*\*\*\n +at /);
});

test("an error made for people stays what it is", () => {
  const error = new CommandError(exitCodes.unavailable, "port 1 is in use");
  expect(withoutSecrets(error, config)).toBe(error);
});
