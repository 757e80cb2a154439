import assert from "node:assert/strict";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { PROMPTS } from "../../lib/prompts/registry.ts";
import { answerCompletion } from "../../lib/server/answer_completion.ts";
import { answerPrompt } from "../../lib/server/answer_prompt.ts";
import { resourceOf, runResource } from "../../lib/server/answer_resource.ts";
import { listResources } from "../../lib/server/list_resources.ts";
import { RESOURCE_VIEWS } from "../../lib/server/resource_uri.ts";
import { CANARIES, findCanaries, plant } from "../helpers/canaries.ts";
import { entryOf, fleet, site } from "../instances/fleet.ts";
import { asker, withMenus } from "./offered.ts";

/** Plants in every JSON body that is not about who we are, line by line for streams. */
async function poison(
  response: Response,
  url: string,
  canary: string,
): Promise<Response> {
  if (/can-i|\/session|ServerSideDiff/.test(url)) return response;
  const text = await response.text();
  const lines = text.split("\n").map((line) =>
    line.trim().startsWith("{")
      ? JSON.stringify(plant(JSON.parse(line), canary))
      : line
  );
  return new Response(lines.join("\n"), {
    status: response.status,
    headers: response.headers,
  });
}

const APPLICATIONS = ["payments", "worker", "billing", "hooked", "multi"];

for (const [index, canary] of CANARIES.entries()) {
  Deno.test(`neither a prompt nor a resource nor a completion lets canary ${index} out`, async () => {
    const simulator = createSimulator();
    await using a = site({
      intercept: async (request) =>
        await poison(await simulator.fetch(request), request.url, canary),
    });
    await using it = await fleet([entryOf("a", { url: a.url, simulator })]);
    using offer = withMenus(it);
    let answered = 0;
    function check(what: string, value: unknown): void {
      const text = JSON.stringify(value);
      answered += text.length;
      assert.doesNotMatch(text, /INTERNAL/, what);
      assert.deepEqual(findCanaries(text), [], what);
    }
    for (const application of APPLICATIONS) {
      for (const { name, arguments: known } of PROMPTS) {
        const isAbout = known.some(({ name }) => name === "application");
        if (!isAbout && application !== "payments") continue;
        const args: Record<string, string> = isAbout ? { application } : {};
        const prompt = await answerPrompt(
          { name, arguments: args },
          asker(),
          it,
        );
        check(name, prompt);
      }
      for (const view of Object.keys(RESOURCE_VIEWS)) {
        const uri = `argocd://a/applications/argocd/${application}${
          view === "" ? "" : `/${view}`
        }`;
        const result = await runResource(uri, asker(), it);
        check(uri, result.isError ? result.text : resourceOf(uri, result));
      }
      for (const name of ["application", "revision"]) {
        const completion = await answerCompletion(
          {
            ref: { type: "ref/prompt", name: "safe_rollback" },
            argument: { name, value: "" },
            context: { arguments: { application } },
          },
          asker(),
          offer,
        );
        assert(completion.completion.values.length > 0);
        check(name, completion);
      }
    }
    check("resources/list", await listResources(asker(), offer));
    assert(answered > 50_000, `${answered} characters were looked at`);
  });
}
