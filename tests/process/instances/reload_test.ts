import assert from "node:assert/strict";
import { programCommand } from "../../helpers/program_command.ts";
import {
  type ListedTool,
  REAL_CLIENTS,
  type RealClient,
} from "../../helpers/real_clients.ts";
import { entryOf, site } from "../../instances/fleet.ts";
import { Conversation, RegistryLab } from "./registry_lab.ts";

/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };
const SIGNALS = { ignore: Deno.build.os === "windows" };

function namesIn(tools: readonly ListedTool[]): unknown {
  const { inputSchema } =
    tools.find(({ name }) => name === "get_application") ??
      {};
  const { properties } = inputSchema as {
    readonly properties: { readonly instance?: { readonly enum: unknown } };
  };
  return properties.instance?.enum;
}

/** Counts what is heard, and waits for the next time. */
class Bell {
  #heard = 0;
  #next = Promise.withResolvers<void>();

  ring(): void {
    this.#heard++;
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  async until(count: number): Promise<void> {
    while (this.#heard < count) await this.#next.promise;
  }
}

/** Changes the registry twice under a client's eyes. */
async function follow(client: RealClient): Promise<void> {
  await using a = site();
  await using b = site();
  await using c = site();
  await using lab = new RegistryLab([entryOf("a", a)]);
  const bell = new Bell();
  await using connected = await client.connect(
    programCommand({ env: lab.env() }),
    { onToolsChanged: () => bell.ring() },
  );
  const application = "guestbook";
  assert.equal(namesIn(await connected.listTools()), undefined);
  const first = await connected.callTool("get_application", { application });
  assert(!first.isError);

  lab.write([entryOf("a", a), entryOf("b", b), entryOf("c", c)]);
  await bell.until(1);
  assert.deepEqual(namesIn(await connected.listTools()), ["a", "b", "c"]);
  const second = await connected.callTool("get_application", {
    application,
    instance: "b",
  });
  assert.match(second.content[0]?.text ?? "", /^instance b\n/);

  lab.write([entryOf("a", a), entryOf("c", c)]);
  await bell.until(2);
  assert.deepEqual(namesIn(await connected.listTools()), ["a", "c"]);
  b.requests.length = 0;
  const third = await connected.callTool("get_application", {
    application,
    instance: "b",
  });
  assert.equal(third.isError, true);
  assert.match(third.content[0]?.text ?? "", /no instance 'b' is registered/);
  assert.deepEqual(b.requests, []);
}

Deno.test(
  "clients of both generations hear that instances have come and gone, and can use what is there",
  LENIENT,
  async () => {
    // Side by side: a change is noticed after some seconds.
    const ends = await Promise.allSettled(REAL_CLIENTS.map(follow));
    const failed = ends.flatMap((end, at) =>
      end.status === "rejected" ? [[REAL_CLIENTS[at]?.name, end.reason]] : []
    );
    assert.deepEqual(failed, []);
  },
);

Deno.test(
  "on SIGHUP the registry is read at once, a bad one changes nothing and is told with its line",
  SIGNALS,
  async () => {
    await using a = site();
    await using b = site();
    const { username, password } = a.simulator.credentials.admin;
    const first = { name: "a", baseUrl: a.url, username, password };
    await using lab = new RegistryLab([first, entryOf("b", b)]);
    await using conversation = new Conversation(lab);
    const { program } = conversation;
    await conversation.open();
    const ask = (instance: string) =>
      conversation.call("list_projects", { instance });
    assert(!(await ask("a")).isError);
    assert(!(await ask("b")).isError);

    // A half-written file, one that others may read, and one that contradicts itself.
    lab.write('[\n  {"name": "a",\n');
    program.kill("SIGHUP");
    await program.stderrWith(
      `argocd-mcp: warning: ${lab.path} has changed and is not used, everything goes on as before: Cannot use the registry of ARGOCD_TOKEN_REGISTRY_PATH: ${lab.path}:`,
    );
    lab.write([first], 0o644);
    program.kill("SIGHUP");
    await program.stderrWith("other users of this machine may open it");
    lab.write([first, { ...first, name: "twin" }]);
    program.kill("SIGHUP");
    await program.stderrWith("its baseUrl is the address of 'a'");
    assert.deepEqual(await conversation.instances(), ["a", "b"]);
    assert(!(await ask("a")).isError);

    lab.write([
      entryOf("new", b),
      first,
    ]);
    program.kill("SIGHUP");
    await program.stderrWith(
      `argocd-mcp: read ${lab.path} again: added new; removed b`,
    );
    assert.deepEqual(await conversation.instances(), ["a", "new"]);
    for (const instance of ["a", "new"]) {
      const { isError, text } = await ask(instance);
      assert(!isError, text);
    }
    // The session of what stayed as it was goes on.
    const logins = a.requests.filter(({ path }) => path.endsWith("/session"));
    assert.equal(logins.length, 1);
    await program.endInput();
    const { stderr } = await program.ended();
    assert(!stderr.includes(password));
    assert(!stderr.includes(b.simulator.credentials.admin.token));
  },
);

Deno.test(
  "another credential of an entry is used from the next call on",
  SIGNALS,
  async () => {
    await using a = site();
    const { admin, readonly } = a.simulator.credentials;
    await using lab = new RegistryLab([entryOf("a", a)]);
    await using conversation = new Conversation(lab);
    await conversation.open();
    const used = async () => {
      a.requests.length = 0;
      const { isError, text } = await conversation.call("list_projects");
      assert(!isError, text);
      return new Set(
        a.requests.flatMap(({ headers }) => headers.get("authorization") ?? []),
      );
    };
    assert.deepEqual(await used(), new Set([`Bearer ${admin.token}`]));
    lab.write([entryOf("a", a, { token: readonly.token })]);
    conversation.program.kill("SIGHUP");
    await conversation.program.stderrWith("again: changed a");
    assert.deepEqual(await used(), new Set([`Bearer ${readonly.token}`]));
  },
);

Deno.test(
  "a file that an entry names is read again with the registry",
  SIGNALS,
  async () => {
    await using a = site();
    const { admin } = a.simulator.credentials;
    await using lab = new RegistryLab("[]");
    lab.file("password", "wrong\n");
    lab.write([{
      name: "a",
      baseUrl: a.url,
      username: admin.username,
      password_file: "password",
    }]);
    await using conversation = new Conversation(lab);
    await conversation.open();
    const refused = await conversation.call("list_projects");
    assert.match(refused.text, /^LOGIN_REFUSED/);
    lab.file("password", `${admin.password}\n`);
    conversation.program.kill("SIGHUP");
    await conversation.program.stderrWith("again: changed a");
    const { isError, text } = await conversation.call("list_projects");
    assert(!isError, text);
  },
);

for (const way of [{ token_command: ["echo", "x"] }, { sso: true }]) {
  Deno.test(
    `what the process gave up at its start cannot come back with ${
      Object.keys(way)[0]
    }`,
    SIGNALS,
    async () => {
      await using a = site();
      await using lab = new RegistryLab([entryOf("a", a)]);
      await using conversation = new Conversation(lab);
      await conversation.open();
      lab.write([
        entryOf("a", a),
        { name: "b", baseUrl: "https://b.invalid", ...way },
      ]);
      conversation.program.kill("SIGHUP");
      await conversation.program.stderrWith(
        "everything goes on as before: Cannot add the first entry that signs in by sso or token_command",
      );
      const { isError, text } = await conversation.call("list_projects");
      assert(!isError, text);
    },
  );
}
