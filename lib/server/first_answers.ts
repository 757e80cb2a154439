/**
 * The answers that a client waits for when it starts, ready before the SDK is.
 *
 * Loading the SDK is most of the time between start and first answer, and `initialize` and the lists of tools, prompts
 * and resource templates of the 2024 and 2025 revisions depend on nothing but the program. So they are answered from
 * prepared data, and the SDK is told afterwards what was answered. A test compares each prepared answer with the SDK's
 * own.
 *
 * @module
 */
import type { JSONRPCMessage } from "@modelcontextprotocol/server";

/** The revisions that open with `initialize`, as the SDK serves them. */
export const INITIALIZE_REVISIONS: readonly string[] = [
  "2024-10-07",
  "2024-11-05",
  "2025-03-26",
  "2025-06-18",
  "2025-11-25",
];

/** What a server says of itself; see `initialize` in the specification. */
export interface Introduction {
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly serverInfo: {
    readonly name: string;
    readonly title: string;
    readonly version: string;
  };
  readonly instructions: string;
}

/** The results of requests for lists, by method. */
export type PreparedLists = ReadonlyMap<string, () => unknown>;

interface Request {
  readonly id: string | number;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

function isRequest(
  message: JSONRPCMessage,
): message is JSONRPCMessage & Request {
  return "method" in message && "id" in message;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The result of an `initialize` that leaves no question open; others are the SDK's. */
function initializeResult(
  introduction: Introduction,
  params: unknown,
): unknown {
  if (!isObject(params) || !isObject(params["capabilities"])) return undefined;
  const { protocolVersion, clientInfo } = params;
  if (!isObject(clientInfo) || "_meta" in params) return undefined;
  if (
    typeof clientInfo["name"] !== "string" ||
    typeof clientInfo["version"] !== "string"
  ) {
    return undefined;
  }
  if (
    typeof protocolVersion !== "string" ||
    !INITIALIZE_REVISIONS.includes(protocolVersion)
  ) {
    return undefined;
  }
  return { protocolVersion, ...introduction };
}

/** Answers the opening of a connection, one message after the other. */
export class FirstAnswers {
  readonly #introduction: Introduction;
  readonly #lists: PreparedLists;
  #initialized = false;

  constructor(introduction: Introduction, lists: PreparedLists) {
    this.#introduction = introduction;
    this.#lists = lists;
  }

  /** The result for `message`, or `undefined` when the SDK has to answer. */
  answer(message: JSONRPCMessage): unknown {
    if (!isRequest(message)) return undefined;
    if (message.method === "initialize" && !this.#initialized) {
      const result = initializeResult(this.#introduction, message.params);
      this.#initialized = result !== undefined;
      return result;
    }
    const plain = message.params === undefined ||
      Object.keys(message.params).length === 0;
    if (!this.#initialized || !plain) return undefined;
    return this.#lists.get(message.method)?.();
  }
}
