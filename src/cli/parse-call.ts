import { parseArgs } from "node:util";
import { didYouMean, isPlainWord } from "../config/closest-word.js";
import { type Command, CommandCall, CommandError, type CommandOption, exitCodes } from "./command.js";

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

const helpOption: CommandOption = { name: "help", short: "h", summary: "Show this help." };

/** The options of a command together with those that every command has. */
export function optionsOf(command: Command): readonly CommandOption[] {
  return [...command.options, helpOption];
}

/** Checks what was typed against the command. Throws a CommandError that names every mistake and repeats no value. */
export function parseCall(command: Command, args: readonly string[]): CommandCall {
  const options = optionsOf(command);
  const tokens = tokensOf(args, options);
  const operands = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const values = new Map<string, string[]>();
  const mistakes: string[] = [];
  let mistakenIndex = -1;
  for (const token of tokens.filter((each) => each.kind === "option")) {
    // In -abc, what follows an unknown letter is no option but perhaps its value.
    if (token.index === mistakenIndex) continue;
    const mistake = mistakeOf(token, options);
    if (mistake === null) {
      values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? ""]);
    } else {
      mistakes.push(mistake);
      mistakenIndex = token.index;
    }
  }
  if (operands.length > 0 && command.operands === undefined) mistakes.push(strayOperands(command, operands.length));
  // Help is what somebody with a wrong command line needs most.
  if (mistakes.length > 0 && !values.has(helpOption.name)) throw new CommandError(exitCodes.usage, mistakes.join("\n"));
  return new CommandCall(values, operands);
}

/** The parser of Node only takes the words apart: its own messages repeat what was typed, passwords included. */
function tokensOf(args: readonly string[], options: readonly CommandOption[]): readonly Token[] {
  return parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(options.map((option) => [option.name, parserOption(option)])),
  }).tokens;
}

function parserOption({ short, value }: CommandOption): { type: "string" | "boolean"; short?: string } {
  return { type: value === undefined ? "boolean" : "string", ...(short === undefined ? {} : { short }) };
}

function mistakeOf(token: OptionToken, options: readonly CommandOption[]): string | null {
  const option = options.find(({ name }) => name === token.name);
  if (option === undefined) return unknownOption(token.name, options);
  const name = `--${option.name}`;
  if (option.value === undefined) return token.value === undefined ? null : `${name} takes no value`;
  const isNextOption = token.inlineValue === false && token.value?.startsWith("-");
  return token.value && !isNextOption ? null : `${name} needs a value: ${name} ${option.value}`;
}

function unknownOption(name: string, all: readonly CommandOption[]): string {
  if (/^(access-?)?token$/.test(name)) {
    return "there is no option --token: other users can read a command line; set GATEHOUSE_TOKEN or give --token-file PATH";
  }
  if (!isPlainWord(name)) return "there is an option that is not a word";
  const known = all.map((option) => option.name);
  return `there is no option ${name.length === 1 ? "-" : "--"}${name}${didYouMean(name, known, "--")}`;
}

function strayOperands(command: Command, count: number): string {
  return `${command.name} takes only options, and ${count === 1 ? "one word stands" : `${count} words stand`} outside of them`;
}
