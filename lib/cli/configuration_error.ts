/**
 * Refusals to start.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** A refusal to start, told in one sentence; ends the program with exit code 2. */
export function refusal(state: string, hint?: string): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot start: ${state}`,
    hint ? { hint } : {},
  );
}

/** The end of a sentence that names what was probably meant, or nothing. */
export function didYouMean(name: string | undefined): string {
  return name ? `; did you mean '${name}'?` : "";
}

/** An error as a line for a person; our own refusals need no code word. */
export function refusalText({ code, message, hint }: ToolError): string {
  const head = code === "CONFIGURATION" ? message : `${code}: ${message}`;
  return hint ? `${head}. ${hint}` : head;
}
