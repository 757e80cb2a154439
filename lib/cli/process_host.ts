/**
 * The process: its streams, signals and end. Commands are handed one, so that tests can hand them another.
 *
 * @module
 */

/** What a command may do to the process. */
export interface ProcessHost {
  readonly input: ReadableStream<Uint8Array>;
  readonly output: WritableStream<Uint8Array>;
  /** A new stream to stderr that never fails: what cannot be written is forgotten. */
  errors(): WritableStream<Uint8Array>;
  /** Whether a person types the input. */
  readonly isTerminal: boolean;
  /** Writes a line for a person to stderr, at once. */
  tell(text: string): void;
  /** Writes to stdout; only for commands that do not speak the protocol. */
  print(text: string): void;
  /** Gives the permission to write files away, for good. */
  giveUpWriting(): void;
  /** Gives the permission to start programs away, for good. */
  giveUpRunning(): void;
  /** Calls back for each request to read settings again (SIGHUP; Windows has none). */
  onReload(callback: () => void): void;
  /** Calls back for each request to end: Ctrl+C, a service manager. */
  onSignal(callback: (signal: Deno.Signal) => void): void;
  /** Calls back for each error that nobody caught, instead of Deno's own report and end. */
  onCrash(callback: (error: unknown) => void): void;
  exit(code: number): never;
}

/** Windows knows no SIGTERM; its console closes with SIGBREAK. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

function writeSync(
  to: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(to.writeSync(bytes));
  } catch {
    // The reader went away (`argocd-mcp --help | head -1`); nobody is left to be told.
  }
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  try {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(await Deno.stderr.write(rest));
    }
  } catch {
    // Closed by whoever started us; the protocol on stdout goes on.
  }
}

/** The process that runs us. */
export function processHost(): ProcessHost {
  return {
    input: Deno.stdin.readable,
    output: Deno.stdout.writable,
    errors: () => new WritableStream({ write: (chunk) => writeAll(chunk) }),
    isTerminal: Deno.stdin.isTerminal(),
    tell: (text) => writeSync(Deno.stderr, `${text}\n`),
    print: (text) => writeSync(Deno.stdout, text),
    giveUpWriting: () => void Deno.permissions.revokeSync({ name: "write" }),
    giveUpRunning: () => void Deno.permissions.revokeSync({ name: "run" }),
    onReload(callback) {
      if (Deno.build.os === "windows") return;
      Deno.addSignalListener("SIGHUP", callback);
    },
    onSignal(callback) {
      for (const signal of SIGNALS) {
        Deno.addSignalListener(signal, () => callback(signal));
      }
    },
    onCrash(callback) {
      globalThis.addEventListener("error", (event) => {
        event.preventDefault();
        callback(event.error);
      });
      globalThis.addEventListener("unhandledrejection", (event) => {
        event.preventDefault();
        callback(event.reason);
      });
    },
    exit: (code) => Deno.exit(code),
  };
}
