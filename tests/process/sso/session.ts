/**
 * An MCP session with the real program, whose stderr can be read as well.
 *
 * @module
 */
import type { CallResult } from "../../helpers/real_clients.ts";
import { INITIALIZE, INITIALIZED } from "../messages.ts";
import { Program, type ProgramOptions } from "../program.ts";

/** What a call answered. */
export interface Answer {
  readonly text: string;
  readonly isError: boolean;
  /** The line as it came. */
  readonly line: string;
}

/** A session. */
export interface Session extends AsyncDisposable {
  readonly program: Program;
  /** Calls a tool; `list_applications` unless another is named. */
  call(
    name?: string,
    args?: Readonly<Record<string, unknown>>,
  ): Promise<Answer>;
}

/** As many digits as every later one, so that none begins with another. */
const FIRST_ID = 1_000;

/** Starts the program and introduces itself. */
export async function openSession(options: ProgramOptions): Promise<Session> {
  const program = new Program(options);
  let id = FIRST_ID;
  await program.send(INITIALIZE);
  await program.send(INITIALIZED);
  return {
    program,
    async call(name = "list_applications", args = {}) {
      const mine = id++;
      await program.send({
        jsonrpc: "2.0",
        id: mine,
        method: "tools/call",
        params: { name, arguments: args },
      });
      const line = await program.stdoutLine((line) =>
        line.includes(`"id":${mine}`)
      );
      return answerOf(line);
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

function answerOf(line: string): Answer {
  const { result } = JSON.parse(line) as { readonly result: CallResult };
  return { text: textOf(result), isError: result.isError === true, line };
}

/** The text of a result. */
export function textOf({ content }: CallResult): string {
  return content.map(({ text = "" }) => text).join("\n");
}

/** The address that an answer says is to be opened. */
export function addressIn(text: string): URL {
  const line = /^Open this address to sign in: (https:\S+)$/m.exec(text)?.[1];
  if (line === undefined) throw new Error(`No address to open in: ${text}`);
  return new URL(line);
}
