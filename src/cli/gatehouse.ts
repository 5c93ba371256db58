#!/usr/bin/env node
import { didYouMean, isPlainWord } from "../config/closest-word.js";
import { type Command, CommandError, type ExitCode, exitCodes } from "./command.js";
import { commands } from "./commands.js";
import { describeCommand, describeCommands } from "./help.js";
import { parseCall } from "./parse-call.js";
import { readVersion } from "./version.js";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // `gatehouse schema | head` closes the pipe early.
  process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.unexpected);
});
process.exit(await answer(process.argv.slice(2)));

async function answer(args: readonly string[]): Promise<ExitCode> {
  const [first, second] = args;
  if (first === undefined) return complain(exitCodes.usage, describeCommands(commands));
  if (first === "--help" || first === "-h") return print(describeCommands(commands));
  if (first === "--version" || first === "-V") return print(`${readVersion()}\n`);
  if (first === "help") return help(args.slice(1));
  const command = commandNamed(`${first} ${second}`) ?? commandNamed(first);
  if (command === undefined) return complain(exitCodes.usage, unknownCommand(first));
  return call(command, args.slice(command.name.split(" ").length));
}

async function call(command: Command, args: readonly string[]): Promise<ExitCode> {
  try {
    const parsed = parseCall(command, args);
    return parsed.has("help") ? print(describeCommand(command)) : await command.run(parsed);
  } catch (error) {
    return explain(error, command);
  }
}

function help(words: readonly string[]): ExitCode {
  if (words.length === 0) return print(describeCommands(commands));
  const command = commandNamed(words.join(" "));
  return command === undefined
    ? complain(exitCodes.usage, unknownCommand(words[0] ?? ""))
    : print(describeCommand(command));
}

function commandNamed(name: string): Command | undefined {
  return commands.find((command) => command.name === name);
}

function unknownCommand(word: string): string {
  const names = commands.map(({ name }) => name);
  if (word.startsWith("-")) return "gatehouse: the command comes first: gatehouse serve --config FILE\n";
  const shown = isPlainWord(word) ? `no command ${word}` : "no such command";
  return `gatehouse: there is ${shown}${didYouMean(word, names)}\nRun gatehouse --help for the list.\n`;
}

function explain(error: unknown, command: Command): ExitCode {
  if (error instanceof CommandError) {
    const hint = error.exitCode === exitCodes.usage ? `\nRun gatehouse ${command.name} --help for its options.` : "";
    return complain(error.exitCode, `gatehouse: ${error.message}${hint}\n`);
  }
  // By name, so that help does not have to load the configuration's code.
  if (error instanceof Error && error.name === "ConfigError")
    return complain(exitCodes.config, `gatehouse: ${error.message}\n`);
  return complain(
    exitCodes.unexpected,
    `gatehouse: ${error instanceof Error ? error.stack : "an unexpected failure"}\n`,
  );
}

function print(text: string): ExitCode {
  process.stdout.write(text);
  return exitCodes.ok;
}

function complain(exitCode: ExitCode, text: string): ExitCode {
  process.stderr.write(text);
  return exitCode;
}
