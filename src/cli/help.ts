import { type Command, type CommandOption, exitCodeMeanings } from "./command.js";
import { optionsOf } from "./parse-call.js";

export const widthMax = 100;

/** Help for the whole command line. */
export function describeCommands(commands: readonly Command[]): string {
  return sections([
    ["Gatehouse puts one governed GraphQL graph in front of MLflow stores."],
    ["Usage: gatehouse COMMAND [OPTIONS]"],
    ["Commands:", ...columns(commands.map(({ name, summary }) => [name, summary]))],
    [
      "Options:",
      ...columns([
        ["-h, --help", "Show this help, or with a command the help of that command."],
        ["-V, --version", "Print the version."],
      ]),
    ],
    exitCodeSection(),
  ]);
}

/** Help for one command. */
export function describeCommand(command: Command): string {
  return sections([
    [`Usage: gatehouse ${[command.name, "[OPTIONS]", command.operands ?? ""].join(" ").trimEnd()}`],
    [command.summary, ...(command.details ?? [])],
    ["Options:", ...columns(optionsOf(command).map((option) => [optionText(option), option.summary]))],
    exitCodeSection(),
  ]);
}

function exitCodeSection(): string[] {
  return ["Exit codes:", ...columns(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning]))];
}

function optionText({ name, short, value }: CommandOption): string {
  return `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function sections(parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows.flatMap(([name, text]) =>
    wrap(text, widthMax - left).map((line, index) => `  ${(index === 0 ? name : "").padEnd(left - 2)}${line}`),
  );
}

/** Lines of at most so many characters, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1] ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
