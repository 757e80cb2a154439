import { soleInstance } from "../lib/instances/sole_instance.ts";
import assert from "node:assert/strict";
import { connect } from "../lib/argocd/connect.ts";
import { bearerToken } from "../lib/auth/bearer_token.ts";
import { createSimulator } from "../lib/demo/simulator.ts";
import { createRunner } from "../lib/tool.ts";
import { TOOLS } from "../lib/tools/registry.ts";
import { CANARIES, findCanaries, plant } from "./helpers/canaries.ts";
import { questions } from "./helpers/questions.ts";

/** Plants in every JSON body, line by line for streams; status, session and can-i answers stay as they are. */
async function poison(
  response: Response,
  url: string,
  canary: string,
): Promise<Response> {
  // Frames of gRPC-Web are bytes, and what they say of secrets is masked by Argo CD.
  if (/can-i|\/session|ServerSideDiff/.test(url)) return response;
  const text = await response.text();
  const lines = text.split("\n").map((line) => {
    if (!line.trim().startsWith("{")) return line;
    return JSON.stringify(plant(JSON.parse(line), canary));
  });
  return new Response(lines.join("\n"), {
    status: response.status,
    headers: response.headers,
  });
}

for (const [index, canary] of CANARIES.entries()) {
  Deno.test(`no tool lets canary ${index} out, wherever Argo CD says it`, async () => {
    const simulator = createSimulator();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) =>
        await poison(await simulator.fetch(request), request.url, canary),
    );
    const { port } = server.addr;
    using connection = connect({
      instance: "test",
      baseUrl: new URL(`http://127.0.0.1:${port}/`),
      credential: bearerToken(
        simulator.credentials.admin.token,
        "ARGOCD_AUTH_TOKEN",
      ),
    });
    const policy = {
      tier: "destructive",
      maskSecrets: true,
      maxResultChars: 45_000,
      humanApproval: "auto",
    } as const;
    const run = createRunner({
      instances: soleInstance(connection, { policy }),
      policy,
      version: "0",
    });
    let answered = 0;
    for (const tool of TOOLS) {
      for (const args of questions(tool)) {
        const result = await run(tool, {
          args,
          signal: new AbortController().signal,
        });
        if (!result.isError) answered++;
        assert.doesNotMatch(
          result.text,
          /^INTERNAL/,
          `${tool.name} ${JSON.stringify(args)}`,
        );
        const found = findCanaries(JSON.stringify(result));
        assert.deepEqual(
          found,
          [],
          `${tool.name} ${JSON.stringify(args)}: ${found.join(" | ")}`,
        );
      }
    }
    assert(
      answered > TOOLS.length,
      "most questions must have been answered, or nothing was tested",
    );
  });
}
