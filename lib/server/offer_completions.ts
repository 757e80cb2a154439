/**
 * The completions of a server of the SDK.
 *
 * @module
 */
import type { Server } from "@modelcontextprotocol/server";
import { answerCompletion } from "./answer_completion.ts";
import { askerOf, type MenuOffer } from "./asking.ts";

/** Answers `completion/complete`. */
export function offerCompletions(server: Server, offer: MenuOffer): void {
  server.setRequestHandler(
    "completion/complete",
    async ({ params }, context) =>
      await answerCompletion(params, askerOf(server, context), offer),
  );
}
