/**
 * A client whose answers are cleaned and masked before a tool sees them.
 *
 * Tools shorten texts and take parts of them, and half a secret is not recognised any more. So secrets go before
 * anything else happens; what leaves is masked once more.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { listApplications } from "../argocd/endpoints.ts";
import type { Masker } from "../guards/mask_secrets.ts";
import { closesPrivateKey, opensPrivateKey } from "../guards/private_keys.ts";

/** A key has about 50 lines; when its end never comes, the log must become readable again. */
const MAX_KEY_LINES = 120;

interface Line {
  readonly content?: string;
  readonly podName?: string;
}

/** Masks a log line by line; a private key that is printed over several lines stays masked to its end. */
function lineMasker(mask: Masker): (line: Line) => Line {
  const inKey = new Map<string, number>();
  return (line) => {
    const { content = "", podName = "" } = line;
    const open = inKey.get(podName) ?? 0;
    if (open > 0) {
      inKey.set(podName, closesPrivateKey(content) ? 0 : open - 1);
      return { ...line, content: "<masked>" };
    }
    if (opensPrivateKey(content)) inKey.set(podName, MAX_KEY_LINES);
    return mask.value(line);
  };
}

/**
 * Answers of thousands of items of which a tool takes names, states and addresses, and shortens none: masking all of
 * them costs more time and memory than everything else. What is shown of them is masked on the way out.
 */
const LARGE: ReadonlySet<unknown> = new Set([listApplications]);

/** What masked answers were; several clients of one call may share it. */
export type Originals = WeakMap<object, object>;

/** A masked client, and the way back to what its answers were. */
export interface MaskedClient {
  readonly client: ArgocdClient;
  /**
   * What Argo CD really said: of an answer, or of an item of a list. A change must be made from that: written back, a
   * mark would take the place of what it stands for. Nothing of it may be shown.
   *
   * @throws {TypeError} for what no answer of this client was.
   */
  exact<Value extends object>(answer: Value): Value;
}

function itemsOf(answer: unknown): readonly unknown[] {
  const items = typeof answer === "object" && answer !== null
    ? (answer as { readonly items?: unknown }).items
    : undefined;
  return Array.isArray(items) ? items : [];
}

/**
 * Wraps `client`; requests pass as they are.
 *
 * @param originals Where to remember what was masked.
 */
export function maskedClient(
  client: ArgocdClient,
  mask: Masker,
  originals: Originals = new WeakMap(),
): MaskedClient {
  function remember(masked: unknown, original: unknown): void {
    if (typeof masked !== "object" || masked === null) return;
    originals.set(masked, original as object);
  }
  function masked<Answer>(original: Answer): Answer {
    const answer = mask.value(original);
    remember(answer, original);
    const items = itemsOf(original);
    itemsOf(answer).forEach((item, index) => remember(item, items[index]));
    return answer;
  }
  return {
    exact<Value extends object>(answer: Value): Value {
      const original = originals.get(answer);
      if (!original) {
        throw new TypeError(
          "Cannot undo the masking of a value that is no answer",
        );
      }
      return original as Value;
    },
    client: {
      tier: client.tier,
      instance: client.instance,
      origin: client.origin,
      version: (signal) => client.version(signal),
      async call(endpoint, options) {
        const answer = await client.call(endpoint, options);
        return LARGE.has(endpoint) ? answer : masked(answer);
      },
      async *stream(endpoint, options) {
        const maskLine = lineMasker(mask);
        for await (const message of client.stream(endpoint, options)) {
          yield maskLine(message as Line) as typeof message;
        }
      },
    },
  };
}
