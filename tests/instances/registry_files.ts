/**
 * Registries as files, for tests.
 *
 * @module
 */
import { join } from "node:path";
import type { RegistryEntry } from "../../lib/instances/registry_entry.ts";
import { readRegistry } from "../../lib/instances/registry_file.ts";

/** The setting that names the registry. */
export const SOURCE = "ARGOCD_TOKEN_REGISTRY_PATH";

/** A folder of its own with a registry in it, which only its owner may open. */
export class RegistryFolder implements AsyncDisposable {
  readonly folder: string;
  readonly path: string;

  constructor(text: string | Uint8Array, name = "registry.yaml") {
    this.folder = Deno.makeTempDirSync();
    this.path = join(this.folder, name);
    this.write(text);
  }

  write(text: string | Uint8Array, mode = 0o600): void {
    const bytes = typeof text === "string"
      ? new TextEncoder().encode(text)
      : text;
    Deno.writeFileSync(this.path, bytes);
    if (Deno.build.os !== "windows") Deno.chmodSync(this.path, mode);
  }

  async read(): Promise<readonly RegistryEntry[]> {
    return await readRegistry(this.path, SOURCE);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** What reading a registry of this text comes to. */
export async function read(text: string): Promise<readonly RegistryEntry[]> {
  await using registry = new RegistryFolder(text);
  return await registry.read();
}

/** The problems of a registry, each `line: state`; fails when it has none. */
export async function problemsOf(text: string): Promise<readonly string[]> {
  await using registry = new RegistryFolder(text);
  try {
    await registry.read();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== "CONFIGURATION") throw error;
    const start = `Cannot use the registry of ${SOURCE}: `;
    if (!message.startsWith(start)) throw error;
    return message.slice(start.length).replaceAll(`${registry.path}:`, "")
      .split("\n  ");
  }
  throw new Error("the registry was taken");
}
