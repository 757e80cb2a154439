/**
 * Everything that is wrong with a registry, told at once.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** More of them are the same mistake again. */
const MAX_SHOWN = 10;

/** Which registry it is. */
export interface RegistryPlace {
  /** As its operator wrote it. */
  readonly path: string;
  /** The setting that names it: `ARGOCD_TOKEN_REGISTRY_PATH`. */
  readonly source: string;
}

/** The refusal of a registry as a whole. */
export function unusableRegistry(
  { path, source }: RegistryPlace,
  state: string,
  options: { readonly hint?: string; readonly cause?: unknown } = {},
): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot use the registry of ${source}, '${path}': ${state}`,
    options,
  );
}

/** Collects problems with their lines. */
export class RegistryProblems {
  readonly #place: RegistryPlace;
  readonly #found: { readonly line: number; readonly state: string }[] = [];

  constructor(place: RegistryPlace) {
    this.#place = place;
  }

  /** Takes down what is wrong in `line`; `state` never repeats a value that could be a secret. */
  add(line: number, state: string): void {
    this.#found.push({ line, state });
  }

  /** Throws `CONFIGURATION` with file, line and state of each problem, if there is any. */
  refuse(): void {
    const { path, source } = this.#place;
    // A value may be looked at twice.
    const lines = [
      ...new Set(
        this.#found.toSorted((a, b) => a.line - b.line)
          .map(({ line, state }) => `${path}:${line}: ${state}`),
      ),
    ];
    if (lines.length === 0) return;
    const more = lines.length - MAX_SHOWN;
    const text = lines.length === 1 ? lines : [
      `it has ${lines.length} problems`,
      ...lines.slice(0, MAX_SHOWN),
      ...(more > 0 ? [`and ${more} more`] : []),
    ];
    throw new ToolError(
      "CONFIGURATION",
      `Cannot use the registry of ${source}: ${text.join("\n  ")}`,
    );
  }
}
