import assert from "node:assert/strict";
import {
  type SimulatorProcess,
  startSimulator,
} from "../../scripts/bench/simulator_process.ts";
import { programCommand } from "../helpers/program_command.ts";
import { RawClient } from "../helpers/raw_client.ts";

const APPLICATIONS = 5_000;

interface Page {
  readonly text: string;
  readonly chars: number;
  readonly structured: {
    readonly total: number;
    readonly items: readonly (readonly string[])[];
    readonly page?: { readonly next_cursor?: string };
  };
}

async function connect(simulator: SimulatorProcess): Promise<RawClient> {
  const client = new RawClient(programCommand({
    env: {
      ARGOCD_SERVER: simulator.url,
      ARGOCD_AUTH_TOKEN: simulator.token,
    },
  }));
  await client.initialize();
  return client;
}

async function list(client: RawClient, args: object): Promise<Page> {
  const { result } = await client.ask(1, "tools/call", {
    name: "list_applications",
    arguments: args,
  });
  const [{ text }] = result?.content as [{ text: string }];
  assert.equal(result?.isError ?? false, false, text);
  const structured = result?.structuredContent as Page["structured"];
  return {
    text,
    chars: text.length + JSON.stringify(structured).length,
    structured,
  };
}

function lists(requests: readonly string[]): readonly string[] {
  return requests.filter((path) => path.startsWith("/api/v1/applications?"));
}

Deno.test("a fleet of 5,000 applications is one projected request and one short page", async () => {
  await using simulator = await startSimulator(APPLICATIONS);
  await using client = await connect(simulator);
  const { chars, structured } = await list(client, {});
  assert(structured.total > APPLICATIONS, `${structured.total}`);
  assert.equal(structured.items.length, 50);
  assert(chars <= 8_000, `${chars} characters`);

  const requests = await simulator.requests();
  const [path = "", ...more] = lists(requests);
  assert.deepEqual(more, []);
  assert(requests.length <= 3, requests.join(" "));
  const url = new URL(path, simulator.url);
  assert.match(url.searchParams.get("fields") ?? "", /^items\./);
  const bare = await fetch(url, {
    headers: { authorization: `Bearer ${simulator.token}` },
  });
  const { byteLength } = await bare.arrayBuffer();
  assert(byteLength < 2_500_000, `${byteLength} bytes`);
});

Deno.test("filters see the whole fleet and cost no further request", async () => {
  await using simulator = await startSimulator(APPLICATIONS);
  await using client = await connect(simulator);
  const all = await list(client, { sync: ["OutOfSync"], limit: 5 });
  assert(all.structured.total > 100);
  const some = await list(client, {
    sync: ["OutOfSync"],
    search: "-1",
    limit: 5,
  });
  assert(some.structured.total < all.structured.total);
  for (const [name = ""] of some.structured.items) assert.match(name, /-1/);
});

Deno.test("reasons are read for the rows that are shown, not for the fleet", async () => {
  await using simulator = await startSimulator(APPLICATIONS);
  await using client = await connect(simulator);
  const { structured, chars } = await list(client, { problems: true });
  assert(structured.total > 300, `${structured.total} problems`);
  assert(chars <= 24_000, `${chars} characters`);
  const requests = await simulator.requests();
  const details = requests.filter((path) =>
    path.startsWith("/api/v1/applications/")
  );
  assert(details.length <= 20, `${details.length} details`);
});

Deno.test("the pages of a fleet hold every application once", async () => {
  await using simulator = await startSimulator(APPLICATIONS);
  await using client = await connect(simulator);
  const seen = new Set<string>();
  let total = 0;
  let pages = 0;
  let cursor: string | undefined;
  do {
    const { structured, chars } = await list(client, {
      limit: 500,
      ...(cursor ? { cursor } : {}),
    });
    assert(chars <= 24_000, `${chars} characters`);
    for (const [name = ""] of structured.items) {
      assert(!seen.has(name), `${name} twice`);
      seen.add(name);
    }
    ({ total } = structured);
    cursor = structured.page?.next_cursor;
    pages++;
    assert(pages <= 100, "the pages come to an end");
  } while (cursor);
  assert.equal(seen.size, total);
  const read = lists(await simulator.requests());
  assert(read.length <= pages, `${read.length} lists for ${pages} pages`);
});
