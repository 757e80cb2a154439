/**
 * Who can be asked about a call.
 *
 * @module
 */
import type { Server, ServerContext } from "@modelcontextprotocol/server";
import type { Person } from "../guards/person.ts";
import { personByRequest } from "./ask_by_request.ts";
import {
  type PersonByRetry,
  personByRetry,
  type RetriedCall,
} from "./ask_by_retry.ts";
import { canAsk } from "./elicitation.ts";
import { INITIALIZE_REVISIONS } from "./first_answers.ts";

/** Key of the 2026 revision, where each request says what its sender can do. */
const CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

/** What asking needs besides the protocol. */
export interface PersonOptions extends RetriedCall {
  /** How long a person has to answer while the call waits, in milliseconds. */
  readonly timeoutMs: number;
}

/** What the client that sent the request says it can do, in the words of its revision. */
export function capabilitiesOf(
  server: Server,
  context: ServerContext,
): unknown {
  const revision = server.getNegotiatedProtocolVersion();
  if (revision === undefined) return undefined;
  if (INITIALIZE_REVISIONS.includes(revision)) {
    return server.getClientCapabilities();
  }
  const envelope = context.mcpReq.envelope as
    | Readonly<Record<string, unknown>>
    | undefined;
  return envelope?.[CLIENT_CAPABILITIES];
}

/**
 * The person behind the client that sent the request; `undefined` when the client cannot show a question.
 *
 * The revision of the connection alone decides how to ask: what a request of one generation says in the words of the
 * other counts for nothing.
 */
export function personOf(
  server: Server,
  context: ServerContext,
  options: PersonOptions,
): Person | PersonByRetry | undefined {
  if (!canAsk(capabilitiesOf(server, context))) return undefined;
  const revision = server.getNegotiatedProtocolVersion() ?? "";
  return INITIALIZE_REVISIONS.includes(revision)
    ? personByRequest(context, options)
    : personByRetry(context, options);
}
