import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { programCommand } from "../helpers/program_command.ts";
import {
  type FormAnswer,
  type ProgressStep,
  REAL_CLIENTS,
  type ShownForm,
} from "../helpers/real_clients.ts";
import { TOOL } from "./asking_run.ts";

const ENTRY = fileURLToPath(new URL("asking_program.ts", import.meta.url));
const { command, env } = programCommand();
const COMMAND = {
  command,
  env,
  args: ["run", "--no-check", "--no-prompt", "-R", "-E", ENTRY],
};

/** The clients leave the timers of their own patience with a closing server behind; they are not ours to clear. */
const LENIENT = { sanitizeOps: false, sanitizeResources: false };

const ANSWERS: readonly {
  readonly what: string;
  readonly answer: FormAnswer;
  readonly reply: unknown;
}[] = [
  {
    what: "the exact name",
    answer: { action: "accept", content: { confirm_name: "payments" } },
    reply: { action: "accept", typed: "payments" },
  },
  {
    what: "another name, unchanged",
    answer: { action: "accept", content: { confirm_name: " Payments\u200b" } },
    reply: { action: "accept", typed: " Payments\u200b" },
  },
  {
    what: "more than was asked",
    answer: {
      action: "accept",
      content: { confirm_name: "payments", force: true },
    },
    reply: { action: "accept", typed: "payments" },
  },
  { what: "no", answer: { action: "decline" }, reply: { action: "decline" } },
  {
    what: "no, with the name",
    answer: { action: "decline", content: { confirm_name: "payments" } },
    reply: { action: "decline" },
  },
  {
    what: "a closed form",
    answer: { action: "cancel" },
    reply: { action: "cancel" },
  },
];

Deno.test.each(REAL_CLIENTS.map((client) => ({ client, name: client.name })))(
  "$name asks its person once a call and brings back what they did",
  LENIENT,
  async ({ client }, t) => {
    const forms: ShownForm[] = [];
    let answer: FormAnswer = { action: "cancel" };
    await using connected = await client.connect(COMMAND, {
      onForm(form) {
        forms.push(form);
        return answer;
      },
    });
    for (const { what, answer: given, reply } of ANSWERS) {
      await t.step(what, async () => {
        answer = given;
        forms.length = 0;
        const { content } = await connected.callTool(TOOL, {
          expected: "payments",
        });
        assert.deepEqual(
          content.map(({ text = "" }) => JSON.parse(text)),
          [reply],
        );
        assert.deepEqual(
          forms.map(({ message, requestedSchema }) => ({
            message,
            requestedSchema,
          })),
          [{
            message: "Delete 'payments' and all it manages",
            requestedSchema: {
              type: "object",
              properties: {
                confirm_name: {
                  type: "string",
                  title: "Name",
                  description: "To approve, type exactly 'payments'",
                },
              },
              required: ["confirm_name"],
            },
          }],
        );
      });
    }
  },
);

Deno.test.each(REAL_CLIENTS.map((client) => ({ client, name: client.name })))(
  "$name without a person has nobody to ask",
  LENIENT,
  async ({ client }) => {
    await using connected = await client.connect(COMMAND);
    const { content } = await connected.callTool(TOOL, { expected: "x" });
    assert.deepEqual(content.map(({ text }) => text), ["null"]);
  },
);

Deno.test.each(REAL_CLIENTS.map((client) => ({ client, name: client.name })))(
  "$name is told of progress, in order and to the last step",
  LENIENT,
  async ({ client }) => {
    const steps: ProgressStep[] = [];
    await using connected = await client.connect(COMMAND, {
      onProgress: (step) => steps.push(step),
    });
    await connected.callTool(TOOL, { expected: "x", steps: 60 });
    const numbers = steps.map(({ progress }) => progress);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    const [first] = steps;
    const last = steps.at(-1);
    assert.deepEqual(
      [first, last].map((step) => ({ ...step })),
      [1, 60].map((progress) => ({
        progress,
        total: 60,
        message: `step ${progress}`,
      })),
    );
    // 60 steps of 10 ms or a little more.
    assert(steps.length >= 3 && steps.length < 30, `${steps.length} steps`);
  },
);
