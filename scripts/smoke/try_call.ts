/**
 * One call of a tool and what is to be said of it.
 *
 * @module
 */
import type { Client } from "@modelcontextprotocol/client";
import type { Arguments } from "./plan.ts";

/** What came of a call. */
export interface Trial {
  readonly tool: string;
  readonly args: Arguments;
  /** `ok`, an error code of ours, or `PROTOCOL` where there was no result at all. */
  readonly outcome: string;
  /** Characters of the answer, text and structure together. */
  readonly chars: number;
  readonly ms: number;
  /** Set when the call shows a fault of the program, not a state of the Argo CD. */
  readonly fault?: string;
  readonly structured?: Readonly<Record<string, unknown>>;
}

/** Codes that no Argo CD and no arguments of ours may lead to. */
const FAULTS = [
  "INTERNAL",
  "BAD_RESPONSE",
  "INVALID_ARGUMENT",
  "INVALID_CURSOR",
  "UNKNOWN_TOOL",
  "CONFIGURATION",
];

/** The default of `--max-result-chars`; text and structure count together. */
const MAX_RESULT_CHARS = 24_000;
const MAX_ERROR_CHARS = 2_000;

function faultOf(
  { outcome, chars, text }: { outcome: string; chars: number; text: string },
): string | undefined {
  if (FAULTS.includes(outcome)) return text;
  const most = outcome === "ok" ? MAX_RESULT_CHARS : MAX_ERROR_CHARS;
  return chars > most ? `${chars} characters, at most ${most}` : undefined;
}

/** Calls a tool; never throws, because one broken call must not hide the others. */
export async function tryCall(
  client: Client,
  tool: string,
  args: Arguments,
): Promise<Trial> {
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  try {
    // The client checks the structure against the tool's output schema and throws where it does not fit.
    const result = await client.callTool({
      name: tool,
      arguments: { ...args },
    });
    const ms = elapsed();
    const [block] = result.content;
    const text = block?.type === "text" ? block.text : "";
    const structured = result.structuredContent as Trial["structured"];
    const chars = text.length +
      (structured ? JSON.stringify(structured).length : 0);
    const outcome = result.isError ? text.split(":", 1)[0] ?? "?" : "ok";
    const fault = faultOf({ outcome, chars, text });
    return {
      tool,
      args,
      outcome,
      chars,
      ms,
      ...(fault === undefined ? {} : { fault }),
      ...(structured ? { structured } : {}),
    };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { tool, args, outcome: "PROTOCOL", chars: 0, ms: elapsed(), fault };
  }
}
