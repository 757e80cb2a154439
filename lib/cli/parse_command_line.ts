/**
 * Reads the command line by the table of options.
 *
 * @module
 */
import { nearest } from "../pipeline/nearest.ts";
import { didYouMean, refusal } from "./configuration_error.ts";
import {
  type Command,
  COMMANDS,
  type Option,
  optionEntries,
  type OptionKey,
} from "./options.ts";

/** What was asked for. */
export interface CommandLine {
  readonly command: Command;
  /** Words after a command that takes some. */
  readonly operands: readonly string[];
  /** The text of each flag that was given; a switch has `true` or `false`. */
  readonly flags: ReadonlyMap<OptionKey, string>;
}

/** How many words a command takes; others take none. */
const MOST_OPERANDS: Readonly<Partial<Record<Command, number>>> = {
  audit: Infinity,
  check: 1,
  login: 1,
  logout: 1,
  whoami: 1,
};

interface Flag {
  readonly key: OptionKey;
  readonly option: Option<unknown>;
  /** The text that the bare flag stands for; `undefined` when it takes a value. */
  readonly bare: string | undefined;
}

const INSTEAD_OF_COMMAND: Readonly<Record<string, Command>> = {
  "--help": "help",
  "-h": "help",
  "--version": "version",
  "-v": "version",
};

function knownFlags(): Map<string, Flag> {
  const flags = new Map<string, Flag>();
  for (const [key, option] of optionEntries()) {
    if (option.flag === undefined) continue;
    const isSwitch = option.value.placeholder === undefined;
    flags.set(`--${option.flag}`, {
      key,
      option,
      bare: isSwitch ? "true" : undefined,
    });
    if (isSwitch) {
      flags.set(`--no-${option.flag}`, { key, option, bare: "false" });
    }
  }
  return flags;
}

/** A word of the command line that can be repeated: a misplaced secret does not look like that. */
function repeatable(word: string): string {
  return /^-{0,2}[a-z][a-z-]{0,30}$/i.test(word) ? ` '${word}'` : "";
}

function unknownFlag(name: string, flags: ReadonlyMap<string, Flag>): Error {
  for (const [, { refusedFlags, variables }] of optionEntries()) {
    if (refusedFlags?.includes(name.slice(2))) {
      return refusal(
        `there is no flag '${name}', because others can read a command line; set ${
          variables[0]
        } in the environment`,
      );
    }
  }
  const candidates = [...flags.keys(), "--help", "--version"];
  return refusal(
    `unknown flag${repeatable(name)}${didYouMean(nearest(name, candidates))}`,
  );
}

/** `'a', 'b' and 'c'`. */
function listed(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`);
  const last = quoted.pop() ?? "";
  return quoted.length > 0 ? `${quoted.join(", ")} and ${last}` : last;
}

function readCommand(word: string): Command {
  if (Object.hasOwn(COMMANDS, word)) return word as Command;
  const near = nearest(word, Object.keys(COMMANDS));
  throw refusal(
    `unknown command${repeatable(word)}${didYouMean(near)}`,
    near ? undefined : "'argocd-mcp --help' shows the commands",
  );
}

/**
 * Reads commands and flags; values are read later, with those of the environment.
 *
 * @throws {ToolError} `CONFIGURATION` for whatever the table does not have.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { command, flags } = parseCommandLine(["check", "--server=argocd.example.com", "--no-insecure"]);
 * assert.equal(command, "check");
 * assert.deepEqual([...flags], [["server", "argocd.example.com"], ["insecure", "false"]]);
 * ```
 */
export function parseCommandLine(args: readonly string[]): CommandLine {
  for (const word of args) {
    const command = INSTEAD_OF_COMMAND[word];
    if (command) return { command, operands: [], flags: new Map() };
  }
  const flags = knownFlags();
  const given = new Map<OptionKey, string>();
  const used: { readonly name: string; readonly option: Option<unknown> }[] =
    [];
  const operands: string[] = [];
  let command: Command | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? "";
    if (!word.startsWith("-")) {
      if (command && operands.length < (MOST_OPERANDS[command] ?? 0)) {
        operands.push(word);
        continue;
      }
      if (command) {
        throw refusal(
          `unexpected argument${repeatable(word)} after '${command}'`,
        );
      }
      command = readCommand(word);
      continue;
    }
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    const flag = flags.get(name);
    if (!flag) throw unknownFlag(name, flags);
    let value = equals < 0 ? flag.bare : word.slice(equals + 1);
    if (value === undefined && !(args[i + 1] ?? "-").startsWith("-")) {
      value = args[++i];
    }
    if (value === undefined || (value === "" && flag.bare === undefined)) {
      throw refusal(
        `flag '${name}' needs a value, ${flag.option.value.placeholder}`,
      );
    }
    if (name.startsWith("--no-") && equals >= 0) {
      throw refusal(`flag '${name}' takes no value`);
    }
    if (given.has(flag.key) && given.get(flag.key) !== value) {
      throw refusal(
        `flag '--${flag.option.flag}' is given twice with different values`,
      );
    }
    given.set(flag.key, value);
    used.push({ name, option: flag.option });
  }
  command ??= "serve";
  for (const { name, option } of used) {
    if (!option.commands.includes(command)) {
      throw refusal(
        `flag '${name}' is for ${
          listed(option.commands)
        }, not for '${command}'`,
      );
    }
  }
  return { command, operands, flags: given };
}
