import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { programCommand } from "../helpers/program_command.ts";
import {
  type FormAnswer,
  REAL_CLIENTS,
  type ShownPage,
} from "../helpers/real_clients.ts";
import { TOOL } from "./asking_run.ts";

const ENTRY = fileURLToPath(new URL("page_program.ts", import.meta.url));
const { command, env } = programCommand();
const COMMAND = {
  command,
  env,
  args: ["run", "--no-check", "--no-prompt", "-R", "-E", ENTRY],
};
const ADDRESS = "https://id.invalid/authorize?client_id=a&state=b";
/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };
const CLIENTS = REAL_CLIENTS.map((client) => ({ client, name: client.name }));

Deno.test.each(CLIENTS)(
  "$name opens the page for its person, and the call goes on",
  LENIENT,
  async ({ client }) => {
    const pages: ShownPage[] = [];
    await using connected = await client.connect(COMMAND, {
      onPage(page) {
        pages.push(page);
        return { action: "accept" };
      },
    });
    const { content, isError } = await connected.callTool(TOOL, { after: 3 });
    assert.deepEqual([content[0]?.text, isError ?? false], [
      "signed in, run 4",
      false,
    ]);
    assert.deepEqual(
      pages.map(({ message, url }) => ({ message, url })),
      [{ message: "Sign in to 'prod'", url: ADDRESS }],
    );
  },
);

Deno.test.each(CLIENTS)(
  "$name opens the page for its person before it reads a resource",
  LENIENT,
  async ({ client }) => {
    const pages: ShownPage[] = [];
    await using connected = await client.connect(COMMAND, {
      onPage(page) {
        pages.push(page);
        return { action: "accept" };
      },
    });
    const uri = "argocd://test/applications/argocd/shop";
    assert.equal(await connected.readResource(uri), "signed in, run 2");
    assert.deepEqual(pages.map(({ url }) => url), [ADDRESS]);
  },
);

Deno.test.each(CLIENTS)(
  "$name tells what to open when its person does not want to, and does not ask again",
  LENIENT,
  async ({ client }) => {
    for (const action of ["decline", "cancel"] as const) {
      const answer: FormAnswer = { action };
      let asked = 0;
      await using connected = await client.connect(COMMAND, {
        onPage() {
          asked++;
          return answer;
        },
      });
      const { content, isError } = await connected.callTool(TOOL, { after: 9 });
      assert.equal(isError, true);
      assert(
        content[0]?.text?.endsWith(
          `\nOpen this address to sign in: ${ADDRESS}`,
        ),
      );
      assert.equal(asked, 1);
    }
  },
);

Deno.test.each(CLIENTS)(
  "$name that shows forms only is told the address in the answer",
  LENIENT,
  async ({ client }) => {
    await using connected = await client.connect(COMMAND, {
      onForm: () => assert.fail("no form is shown for a page"),
    });
    const { content, isError } = await connected.callTool(TOOL, { after: 1 });
    assert.equal(isError, true);
    assert(
      content[0]?.text?.endsWith(`\nOpen this address to sign in: ${ADDRESS}`),
    );
  },
);
