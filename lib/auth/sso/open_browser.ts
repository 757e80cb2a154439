/**
 * Opening a page in the person's browser.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";

/** A program and its arguments. */
type Command = readonly [program: string, ...arguments: string[]];

/** What may be replaced, for tests. */
export interface OpenBrowserOptions {
  readonly os?: typeof Deno.build.os;
  /** Linux inside Windows. */
  readonly wsl?: boolean;
  /** Starts a program and tells whether it ended well; one that goes on for long counts as well. */
  readonly run?: (command: Command) => Promise<boolean>;
}

/** An opener that goes on after this is showing the page. */
const OPENER_MS = 2_000;

/**
 * Opens an address, without a shell in between: an address has `&` in it, and what is behind it would be run.
 *
 * @returns `false` when no program could be started for it.
 */
export async function openBrowser(
  address: URL,
  { os = Deno.build.os, wsl = false, run = start }: OpenBrowserOptions = {},
): Promise<boolean> {
  if (address.protocol !== "https:" && address.protocol !== "http:") {
    throw new ToolError(
      "INTERNAL",
      `Cannot open an address of '${address.protocol}': it is no web page`,
    );
  }
  for (const command of openers(address.href, { os, wsl })) {
    if (await run(command)) return true;
  }
  return false;
}

function openers(
  address: string,
  { os, wsl }: { readonly os: typeof Deno.build.os; readonly wsl: boolean },
): readonly Command[] {
  const windows: Command = [
    "rundll32.exe",
    "url.dll,FileProtocolHandler",
    address,
  ];
  if (os === "windows") return [windows];
  if (os === "darwin") return [["open", address]];
  const linux: Command = ["xdg-open", address];
  return wsl ? [["wslview", address], windows, linux] : [linux];
}

async function start([program, ...args]: Command): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const child = new Deno.Command(program, {
      args,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    // The browser may be a child of it, and must not keep this program.
    child.unref();
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(true), OPENER_MS);
    });
    return await Promise.race([
      child.status.then(({ success }) => success),
      patience,
    ]);
  } catch {
    // Not installed, or no permission to start programs.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
