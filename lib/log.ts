/**
 * The log: JSON lines on a stream, never on stdout, without secrets.
 *
 * LogTape and the masker are loaded with the first record. Most runs never write one before their first answer, and
 * a client waits for that.
 *
 * @module
 */
import type { Masker } from "./guards/mask_secrets.ts";
import { withinTime } from "./within_time.ts";

/** From chatty to silent. */
export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;

/** One of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** What a record says besides its message. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes records; never throws and never waits. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** Settled when everything is written, or after half a second: a reader that stopped reading must not keep us. */
  flush(): Promise<void>;
}

/** Where and what is logged. */
export interface LoggerOptions {
  /** Records below it are left out. */
  readonly level: LogLevel;
  /** Must take every chunk without an error: a closed stderr is no reason to end. */
  readonly stream: WritableStream<Uint8Array>;
  /** Our own credentials, which no line may repeat; asked for each record, because they change. */
  readonly secrets?: () => readonly string[];
}

const FLUSH_MS = 500;

/** An error as fields; the stack says where, which its message does not. */
function describeError(error: Error): LogFields {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(stack ? { stack } : {}),
    ...(cause === undefined ? {} : { cause: plain(cause) }),
  };
}

function plain(value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

interface Backend {
  write(level: LogLevel, message: string, fields: LogFields): void;
  drain(): Promise<void>;
}

async function open(
  { stream, secrets = () => [] }: LoggerOptions,
): Promise<Backend> {
  const [logtape, { createMasker }] = await Promise.all([
    import("@logtape/logtape"),
    import("./guards/mask_secrets.ts"),
  ]);
  const sink = logtape.getStreamSink(stream, {
    formatter: logtape.getJsonLinesFormatter(),
  });
  await logtape.configure({
    reset: true,
    sinks: { stderr: sink },
    loggers: [
      { category: "argocd-mcp", lowestLevel: "debug", sinks: ["stderr"] },
      // LogTape's word about itself goes to the console by default, part of it to stdout.
      { category: ["logtape", "meta"], sinks: [] },
    ],
  });
  const logger = logtape.getLogger("argocd-mcp");
  return {
    write(level, message, fields) {
      // Masking is never off here: `MCP_MASK_SECRETS` is about answers, and nobody needs a credential in a log.
      const mask: Masker = createMasker({ enabled: true, known: secrets() });
      const record: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(fields)) {
        record[key] = plain(value);
      }
      // Braces in a message are LogTape's placeholders; ours are constant texts without any.
      logger[level](message, mask.value(record));
    },
    drain: () => sink.drain?.() ?? Promise.resolve(),
  };
}

/** Makes the log of one process. */
export function createLogger(options: LoggerOptions): Logger {
  let backend: Promise<Backend> | undefined;
  const least = LOG_LEVELS.indexOf(options.level);

  function write(level: LogLevel, message: string, fields: LogFields): void {
    if (LOG_LEVELS.indexOf(level) < least) return;
    backend ??= open(options);
    backend.then((to) => to.write(level, message, fields)).catch(() => {});
  }
  return {
    debug: (message, fields = {}) => write("debug", message, fields),
    info: (message, fields = {}) => write("info", message, fields),
    warning: (message, fields = {}) => write("warning", message, fields),
    error: (message, fields = {}) => write("error", message, fields),
    async flush() {
      if (!backend) return;
      await withinTime(
        FLUSH_MS,
        backend.then((to) => to.drain()).catch(() => {}),
      );
    },
  };
}
