import type { ProcessHost } from "../../lib/cli/process_host.ts";

/** A process that ends only when it says so. */
export interface FakeHost extends ProcessHost {
  /** What was told to a person, and printed. */
  readonly told: string[];
  readonly printed: string[];
  /** How often the permission to write was given away. */
  readonly gaveUpWriting: () => number;
  /** Exit codes, in order; the process lives on. */
  readonly exits: number[];
  signal(signal: Deno.Signal): void;
  crash(error: unknown): void;
  /** What was logged. */
  logged(): string;
}

/** A process with an input that ends at once. */
export function fakeHost({ isTerminal = false } = {}): FakeHost {
  const told: string[] = [];
  const printed: string[] = [];
  const exits: number[] = [];
  let log = "";
  let gaveUp = 0;
  let onSignal: (signal: Deno.Signal) => void = () => {};
  let onCrash: (error: unknown) => void = () => {};
  return {
    input: new ReadableStream({ start: (controller) => controller.close() }),
    output: new WritableStream(),
    errors: () =>
      new WritableStream({
        write: (chunk) => {
          log += new TextDecoder().decode(chunk);
        },
      }),
    isTerminal,
    tell: (text) => void told.push(text),
    print: (text) => void printed.push(text),
    giveUpWriting: () => void gaveUp++,
    giveUpRunning: () => {},
    onReload: () => {},
    onSignal: (callback) => {
      onSignal = callback;
    },
    onCrash: (callback) => {
      onCrash = callback;
    },
    exit(code) {
      exits.push(code);
      return undefined as never;
    },
    told,
    printed,
    gaveUpWriting: () => gaveUp,
    exits,
    signal: (signal) => onSignal(signal),
    crash: (error) => onCrash(error),
    logged: () => log,
  };
}
