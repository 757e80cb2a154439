/**
 * Has a person open a page, where the client can show one (URL mode of `elicitation/create`): the sign-in of an
 * identity provider. Elsewhere the answer itself says what to open.
 *
 * @module
 */
import {
  inputRequired,
  type InputRequiredResult,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { ToolResult } from "../pipeline/present.ts";
import { ANY_ANSWER } from "./any_answer.ts";
import { INITIALIZE_REVISIONS } from "./first_answers.ts";
import { canShowPages } from "./elicitation.ts";
import { capabilitiesOf } from "./person_of.ts";

/** A page, and why it is to be opened. */
export type Page = NonNullable<ToolResult["open"]>;

/** What became of an offer; `pending` when the client answers with its next call. */
export type Offered = "opened" | "refused" | "pending";

/** What a call comes to: its result, or what the client has to ask first. */
export type Outcome =
  | { readonly result: ToolResult; readonly question?: undefined }
  | { readonly question: InputRequiredResult };

/** Names the page among the requests of one answer; there is never a second one. */
const KEY = "sign_in";
/** A person who does not answer the question will not sign in either. */
const ASK_MS = 60_000;
/** So long a call goes on once the page is open: clients give up after a minute. */
const SIGN_IN_MS = 40_000;
/** A run waits for the sign-in by itself; one that ends at once all the same is not repeated without a breath. */
const PAUSE_MS = 250;

function isAccepted(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null &&
    "action" in answer && answer.action === "accept";
}

async function offer(
  server: Server,
  context: ServerContext,
  { url, why }: Page,
): Promise<Offered> {
  const revision = server.getNegotiatedProtocolVersion() ?? "";
  if (!INITIALIZE_REVISIONS.includes(revision)) {
    const answer = context.mcpReq.inputResponses?.[KEY];
    if (answer === undefined) return "pending";
    return isAccepted(answer) ? "opened" : "refused";
  }
  const params = {
    mode: "url",
    message: why,
    url: url.href,
    elicitationId: crypto.randomUUID(),
  };
  try {
    const answer = await context.mcpReq.send(
      { method: "elicitation/create", params },
      ANY_ANSWER,
      { signal: context.mcpReq.signal, timeout: ASK_MS },
    );
    return isAccepted(answer) ? "opened" : "refused";
  } catch {
    return "refused";
  }
}

/** The answer that makes a client of the 2026 revision show the page and call again. */
function leave({ url, why }: Page): InputRequiredResult {
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicitUrl({ message: why, url: url.href }),
    },
  });
}

/**
 * Runs a call; when it needs a page to be opened first, offers that to the person and lets the call go on once they
 * have signed in.
 *
 * @param run Runs the call; each run waits some seconds for a sign-in under way.
 */
export async function withPages(
  run: () => Promise<ToolResult>,
  server: Server,
  context: ServerContext,
): Promise<Outcome> {
  let result = await run();
  if (!result.open || !canShowPages(capabilitiesOf(server, context))) {
    return { result };
  }
  const offered = await offer(server, context, result.open);
  if (offered === "pending") return { question: leave(result.open) };
  const end = performance.now() + SIGN_IN_MS;
  while (
    offered === "opened" && result.open && performance.now() < end &&
    !context.mcpReq.signal.aborted
  ) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    result = await run();
  }
  return { result };
}
