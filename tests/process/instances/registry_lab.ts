/**
 * A registry file with the real program beside it.
 *
 * @module
 */
import { join } from "node:path";
import { INITIALIZE, INITIALIZED } from "../messages.ts";
import { type Ended, Program, runToEnd } from "../program.ts";
import type { Entry } from "../../instances/fleet.ts";

type Env = Readonly<Record<string, string>>;

/** A folder with a registry, and whatever its entries name. */
export class RegistryLab implements AsyncDisposable {
  readonly folder: string;
  readonly path: string;

  constructor(entries: readonly Entry[] | string) {
    this.folder = Deno.makeTempDirSync({ prefix: "argocd-mcp-registry-" });
    this.path = join(this.folder, "registry.json");
    this.write(entries);
  }

  /** Replaces the registry as editors do: another file takes its name. */
  write(entries: readonly Entry[] | string, mode = 0o600): void {
    const text = typeof entries === "string"
      ? entries
      : JSON.stringify(entries, null, 2);
    const next = `${this.path}.next`;
    Deno.writeTextFileSync(next, text, { mode });
    if (Deno.build.os !== "windows") Deno.chmodSync(next, mode);
    Deno.renameSync(next, this.path);
  }

  /** Writes a file beside it; returns its path. */
  file(name: string, text: string, mode = 0o600): string {
    const path = join(this.folder, name);
    Deno.writeTextFileSync(path, text, { mode });
    return path;
  }

  /** The variables that a program needs. */
  env(more: Env = {}): Env {
    return { ARGOCD_TOKEN_REGISTRY_PATH: this.path, ...more };
  }

  /** Runs a command to its end. */
  run(args: readonly string[], more: Env = {}): Promise<Ended> {
    return runToEnd({ args, env: this.env(more) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** What a call answered. */
export interface Answer {
  readonly isError: boolean;
  readonly text: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: readonly { readonly text: string }[];
    readonly tools?: readonly {
      readonly name: string;
      readonly inputSchema: {
        readonly properties: Readonly<Record<string, unknown>>;
      };
    }[];
  };
}

/** A conversation with the program. */
export class Conversation implements AsyncDisposable {
  readonly program: Program;
  #id = 1;

  constructor(lab: RegistryLab, more: Env = {}) {
    this.program = new Program({ env: lab.env(more) });
  }

  /** Opens it. */
  async open(): Promise<void> {
    await this.program.send(INITIALIZE);
    await this.program.send(INITIALIZED);
    await this.#answerTo(1);
  }

  async #answerTo(id: number): Promise<Message> {
    const line = await this.program.stdoutLine((line) =>
      (JSON.parse(line) as Message).id === id
    );
    return JSON.parse(line) as Message;
  }

  async #ask(method: string, params: unknown): Promise<Message> {
    const id = ++this.#id;
    await this.program.send({ jsonrpc: "2.0", id, method, params });
    return await this.#answerTo(id);
  }

  /** Calls a tool. */
  async call(name: string, args: Entry = {}): Promise<Answer> {
    const { result } = await this.#ask("tools/call", {
      name,
      arguments: args,
    });
    return {
      isError: result?.isError === true,
      text: result?.content?.[0]?.text ?? "",
    };
  }

  /** The names that tools offer as `instance`; `undefined` when there is nothing to choose. */
  async instances(): Promise<unknown> {
    const { result } = await this.#ask("tools/list", {});
    const tool = result?.tools?.find(({ name }) => name === "get_application");
    const schema = tool?.inputSchema.properties["instance"] as
      | { readonly enum?: unknown }
      | undefined;
    return schema?.enum;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.program[Symbol.asyncDispose]();
  }
}
