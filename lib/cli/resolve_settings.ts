/**
 * Flags, environment and env file become settings.
 *
 * No message repeats a value: whoever mixes up two variables must not find a token in a log.
 *
 * @module
 */
import { didYouMean, refusal } from "./configuration_error.ts";
import type { Environment } from "./environment.ts";
import {
  type Command,
  type Option,
  optionEntries,
  type OptionKey,
  OPTIONS,
  type Settings,
} from "./options.ts";

/** Settings, and where they come from. */
export interface Resolved {
  readonly settings: Settings;
  /** What the operator wrote for each setting that is not at its default: `--server`, `ARGOCD_TOKEN`. */
  readonly origins: ReadonlyMap<OptionKey, string>;
}

/** Where values come from. */
export interface Sources {
  readonly command: Command;
  readonly flags: ReadonlyMap<OptionKey, string>;
  readonly environment: Environment;
}

interface Given {
  readonly name: string;
  readonly text: string;
}

const TOKEN_REGEXP = /eyJ[\w-]{8,}\.[\w-]+\.|-----BEGIN /;

function givenFor(
  [key, option]: readonly [OptionKey, Option<unknown>],
  { flags, environment }: Sources,
): readonly Given[] {
  const flag = flags.get(key);
  if (flag !== undefined) return [{ name: `--${option.flag}`, text: flag }];
  return option.variables
    .map((name) => ({ name, text: environment.get(name) ?? "" }))
    .filter(({ text }) => text !== "");
}

function readValue({ name, text }: Given, option: Option<unknown>): unknown {
  if (text.trim().startsWith("op://")) {
    throw refusal(
      `${name} is an unresolved 1Password reference; launch with 'op run --env-file=.env -- argocd-mcp'`,
    );
  }
  if (!option.secret && TOKEN_REGEXP.test(text)) {
    throw refusal(
      `${name} holds what looks like a credential; a token belongs into ${
        OPTIONS.token.variables[0]
      }`,
    );
  }
  const value = option.value.read(text);
  if (value !== undefined) return value;
  throw refusal(
    `${name} must be ${option.value.accepts}${
      didYouMean(option.value.guess?.(text))
    }`,
  );
}

/** Scheme, letter case and closing slashes do not make another address. */
function comparable(value: unknown, key: OptionKey): unknown {
  if (key !== "server" || typeof value !== "string") return value;
  return value.replace(/^https:\/\//i, "").replace(/\/+$/, "").toLowerCase();
}

/**
 * The settings of one start.
 *
 * A flag beats variables. Two variables of one setting may both be set when they agree. Empty means unset.
 *
 * @throws {ToolError} `CONFIGURATION`, naming the variable or flag.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordEnvironment } from "./environment.ts";
 * const environment = recordEnvironment({ ARGOCD_URL: "argocd.example.com", ARGOCD_TIMEOUT: "5" });
 * const { settings } = resolveSettings({ command: "serve", flags: new Map([["timeout", "9"]]), environment });
 * assert.equal(settings.server, "argocd.example.com");
 * assert.equal(settings.timeout, 9);
 * ```
 */
export function resolveSettings(sources: Sources): Resolved {
  const settings: Partial<Record<OptionKey, unknown>> = {};
  const origins = new Map<OptionKey, string>();
  for (const [key, option] of optionEntries()) {
    settings[key] = option.default;
    if (!option.commands.includes(sources.command)) continue;
    const [first, ...others] = givenFor([key, option], sources);
    if (!first) continue;
    const value = readValue(first, option);
    for (const other of others) {
      if (
        comparable(readValue(other, option), key) !== comparable(value, key)
      ) {
        throw refusal(
          `${first.name} and ${other.name} are names of one setting and have different values; unset one of them`,
        );
      }
    }
    settings[key] = value;
    origins.set(key, first.name);
  }
  return { settings: settings as Settings, origins };
}
