/**
 * Tools that change something, on a clock that a test moves, with the bodies of what they send.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { ApplicationRecord, World } from "../../lib/demo/model/world.ts";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import type { Tool } from "../../lib/tool.ts";
import { confirmed } from "./apply_write.ts";
import { Clock } from "./cluster_changes.ts";
import { type Harness, harness, type HarnessOptions } from "./tool_harness.ts";

/** A body that was sent. */
export type Body = Readonly<Record<string, unknown>>;

/** The harness with everything allowed. */
export interface ChangeHarness extends Harness {
  readonly world: World;
  readonly clock: Clock;
  /** Bodies of the POSTs that changed something, in order; `infos`, which differ each time, left out. */
  readonly bodies: readonly Body[];
  /** An application of the world, by `name` or `namespace/name`. */
  record(ref: string): ApplicationRecord;
  /** Edits an application behind everybody's back; the controller looks at it before the next answer. */
  edit(ref: string, change: (record: ApplicationRecord) => void): void;
  /** Lets time pass until the operation has ended. */
  finish(ref: string): void;
  /** Sends the arguments of a preview again, with its plan. */
  apply(
    tool: Tool,
    args: Readonly<Record<string, unknown>>,
    preview: ToolResult,
  ): Promise<ToolResult>;
}

/** Starts it; dispose of it. */
export function changeHarness(options: HarnessOptions = {}): ChangeHarness {
  const clock = new Clock();
  const bodies: Body[] = [];
  const { intercept = () => undefined } = options;
  const made = harness({
    now: clock.now,
    ...options,
    policy: { tier: "destructive", ...options.policy },
    async intercept(request) {
      const { pathname } = new URL(request.url);
      if (request.method === "POST" && pathname.startsWith("/api/")) {
        const { infos: _infos, ...body } = await request.clone().json();
        bodies.push(body);
      }
      return await intercept(request);
    },
  });
  const { world } = made.simulator;
  function record(ref: string): ApplicationRecord {
    const [name = "", namespace] = ref.split("/").reverse();
    const found = world.application(name, namespace);
    assert(found, ref);
    return found;
  }
  return {
    ...made,
    world,
    clock,
    bodies,
    record,
    edit(ref, change) {
      const found = record(ref);
      change(found);
      found.dirty = true;
    },
    finish(ref) {
      for (let s = 0; s < 30 && record(ref).app.operation; s++) {
        clock.pass(world, 1);
      }
      assert.equal(record(ref).app.operation, undefined);
    },
    apply: (tool, args, preview) =>
      made.call(tool, {
        ...args,
        ...confirmed(
          preview,
          String(args["application"]).split("/").at(-1) ?? "",
        ),
      }),
  };
}

/** The code of an error, the message after it, and its hint. */
export function refusal(
  { isError, text }: ToolResult,
): { readonly code: string; readonly message: string; readonly hint?: string } {
  assert(isError, text);
  const [first = "", ...rest] = text.split("\n");
  const [, code = "", message = ""] = /^(\w+): (.*)$/s.exec(first) ?? [];
  const hint = rest.find((line) => line.startsWith("Next: "))?.slice(6);
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** The lines of an answer that begin with a label, or with `- ` below it. */
export function linesOf({ text }: ToolResult, label: string): string[] {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`${label}:`));
  if (at < 0) return [];
  const inline = lines[at]?.slice(label.length + 2) ?? "";
  if (inline) return [inline];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !line.startsWith("- "));
  return rest.slice(0, end < 0 ? undefined : end).map((line) => line.slice(2));
}
