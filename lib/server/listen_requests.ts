/**
 * Subscriptions to resources as the 2026 revision has them: `subscriptions/listen`, which the SDK answers without
 * telling the server what was asked for. So they are read on their way in, and what cannot be watched is taken out:
 * the SDK then acknowledges exactly what will be told.
 *
 * @module
 */
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import type { Caller } from "../audit/describe_call.ts";
import { mapLimited } from "../map_limited.ts";
import { callerFrom, CLIENT_INFO } from "./caller_of.ts";
import type { ResourceWatches } from "./resource_watches.ts";

interface ListenRequest {
  readonly id: string | number;
  readonly params: {
    readonly _meta?: Readonly<Record<string, never>>;
    readonly notifications: {
      readonly resourceSubscriptions: readonly string[];
    };
  };
}

/** A request for resources; one for lists alone, or one that the SDK will refuse, is none. */
function isForResources(
  message: JSONRPCMessage,
): message is JSONRPCMessage & ListenRequest {
  if (!("method" in message) || !("id" in message)) return false;
  if (message.method !== "subscriptions/listen") return false;
  const filter = message.params?.["notifications"] as
    | { readonly resourceSubscriptions?: unknown }
    | undefined;
  const uris = filter?.resourceSubscriptions;
  return Array.isArray(uris) && uris.length > 0 &&
    uris.every((uri) => typeof uri === "string");
}

/** The subscription that a message ends, by either side. */
function endedBy(message: JSONRPCMessage): string | number | undefined {
  if (!("method" in message)) return message.id;
  if (message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.["requestId"];
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

/** Sees the messages of one connection. */
export class ListenRequests {
  readonly #watches: ResourceWatches;
  /** Requests whose watches are being opened; the SDK has not seen them yet. */
  readonly #pending = new Set<string | number>();

  constructor(watches: ResourceWatches) {
    this.#watches = watches;
  }

  /** Takes what the client sent to `deliver`, a subscription once it is watched. */
  receive(
    message: JSONRPCMessage,
    deliver: (message: JSONRPCMessage) => void,
  ): void {
    if (isForResources(message)) {
      void this.#open(message, deliver);
      return;
    }
    if ("method" in message) {
      const ended = endedBy(message);
      if (ended !== undefined) {
        this.#watches.close(ended);
        // Nobody else has heard of it.
        if (this.#pending.delete(ended)) return;
      }
    }
    deliver(message);
  }

  /** Sees what the client is sent: an answer to a subscription is its end. */
  sent(message: JSONRPCMessage): void {
    if ("method" in message) return;
    const ended = endedBy(message);
    if (ended !== undefined) this.#watches.close(ended);
  }

  async #open(
    message: JSONRPCMessage & ListenRequest,
    deliver: (message: JSONRPCMessage) => void,
  ): Promise<void> {
    const { id, params } = message;
    this.#pending.add(id);
    const from: Caller = callerFrom(params._meta?.[CLIENT_INFO], "stdio");
    const { resourceSubscriptions: wanted } = params.notifications;
    const opened = await mapLimited([...new Set(wanted)], async (uri) => {
      try {
        return await this.#watches.open(uri, id, from) === undefined
          ? [uri]
          : [];
      } catch {
        // No address of ours.
        return [];
      }
    });
    if (!this.#pending.delete(id)) {
      this.#watches.close(id);
      return;
    }
    const notifications = {
      ...params.notifications,
      resourceSubscriptions: opened.flat(),
    };
    deliver(
      { ...message, params: { ...params, notifications } } as JSONRPCMessage,
    );
  }
}
