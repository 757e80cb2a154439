/**
 * Whether a browser can be opened for the person who uses this program.
 *
 * @module
 */

/** What is looked at; nothing else is. */
export interface Surroundings {
  readonly os: typeof Deno.build.os;
  /** The environment. */
  get(name: string): string | undefined;
  /** Whether a path exists; may say no when it cannot tell. */
  exists(path: string): boolean;
}

/**
 * Why no browser is opened, as the end of "no browser is opened: …"; `undefined` when one can be.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const laptop = { os: "linux", get: (name: string) => ({ DISPLAY: ":0" })[name], exists: () => false } as const;
 * assert.equal(browserMissing(laptop), undefined);
 * assert.equal(browserMissing({ ...laptop, get: () => undefined }), "this machine has no display");
 * ```
 */
export function browserMissing(
  { os, get, exists }: Surroundings,
): string | undefined {
  const has = (name: string) => (get(name) ?? "") !== "";
  // It would open at the other end, where nobody looks.
  if (has("SSH_CONNECTION") || has("SSH_TTY")) return "this is an SSH session";
  const isContainer = has("KUBERNETES_SERVICE_HOST") || has("container") ||
    exists("/.dockerenv") || exists("/run/.containerenv");
  if (isContainer) return "this is a container";
  if (os === "windows" || os === "darwin") return undefined;
  // Windows' own browser is used from within WSL.
  if (has("WSL_INTEROP")) return undefined;
  if (has("DISPLAY") || has("WAYLAND_DISPLAY")) return undefined;
  return "this machine has no display";
}
