/**
 * The prompts of a server of the SDK.
 *
 * @module
 */
import type { Server } from "@modelcontextprotocol/server";
import { answerPrompt } from "./answer_prompt.ts";
import { askerOf, type Offer } from "./asking.ts";
import { listPrompts } from "./prompt_list.ts";

/** Answers `prompts/list` and `prompts/get`. */
export function offerPrompts(server: Server, offer: Offer): void {
  server.setRequestHandler(
    "prompts/list",
    () => ({ prompts: [...listPrompts(offer.instances)] }),
  );
  server.setRequestHandler(
    "prompts/get",
    async ({ params }, context) =>
      await answerPrompt(params, askerOf(server, context), offer),
  );
}
