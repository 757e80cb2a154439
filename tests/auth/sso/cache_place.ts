/**
 * A place for a cache, and processes that use it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { CacheKey } from "../../../lib/auth/sso/token_cache.ts";

/** A folder of its own; dispose of it. */
export interface CachePlace extends AsyncDisposable {
  /** The folder of the cache; made by who uses the cache. */
  readonly folder: string;
  readonly path: string;
  /** Names of all files in it. */
  names(): Promise<readonly string[]>;
}

/** A place where no cache is yet. */
export async function cachePlace(): Promise<CachePlace> {
  const above = await Deno.makeTempDir();
  const folder = `${above}/argocd-mcp`;
  return {
    folder,
    path: `${folder}/sso-tokens.json`,
    async names() {
      const entries = await Array.fromAsync(Deno.readDir(folder));
      return entries.map(({ name }) => name).sort();
    },
    [Symbol.asyncDispose]: () => Deno.remove(above, { recursive: true }),
  };
}

/** A key that differs in its client. */
export function keyOf(clientId: string): CacheKey {
  return {
    instance: "https://argocd.example/root",
    issuer: "https://id.example",
    clientId,
  };
}

const WRITER = fileURLToPath(new URL("cache_writer.ts", import.meta.url));

/** A process of `cache_writer.ts`; dispose of it. */
export interface Writer extends AsyncDisposable {
  /** Lets it begin. */
  begin(): Promise<void>;
  /** Every number that it has stored and told us, once it has ended. */
  finished(): Promise<{ readonly success: boolean; readonly told: number[] }>;
  /** Ends it as `kill -9` does. */
  kill(): void;
}

/** Starts a process and waits until it could begin. */
export async function startWriter(
  path: string,
  { clientId, times }: { readonly clientId: string; readonly times?: number },
): Promise<Writer> {
  const child = new Deno.Command(Deno.execPath(), {
    // deno-fmt-ignore
    args: ["run", "-A", "--no-check", WRITER, path, clientId, `${times ?? Infinity}`],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  await output.read();
  const input = child.stdin.getWriter();
  let text = "";
  const rest = (async () => {
    for (;;) {
      const { value, done } = await output.read();
      if (done) return;
      text += value;
    }
  })();
  let ended = false;
  async function finished(): Promise<{ success: boolean; told: number[] }> {
    const [{ success }] = await Promise.all([child.status, rest]);
    ended = true;
    await input.close().catch(() => {});
    // A killed writer may have been cut off in the middle of its last line.
    const lines = text.slice(0, text.lastIndexOf("\n") + 1).trim();
    return { success, told: lines.split("\n").filter(Boolean).map(Number) };
  }
  return {
    begin: () => input.write(new Uint8Array(1)),
    finished,
    kill: () => child.kill("SIGKILL"),
    async [Symbol.asyncDispose]() {
      if (ended) return;
      child.kill("SIGKILL");
      await finished();
    },
  };
}
