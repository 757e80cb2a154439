/**
 * What prompts, resources and completions are made from, over simulated Argo CDs.
 *
 * @module
 */
import type { Asker, MenuOffer, Offer } from "../../lib/server/asking.ts";
import { Menus } from "../../lib/server/menus.ts";
import type { Simulator } from "../../lib/demo/simulator.ts";

/** Somebody who waits for as long as it takes. */
export function asker(signal = new AbortController().signal): Asker {
  return { signal, from: { transport: "stdio" } };
}

/** Everything that a prompt says. */
export function textOf(
  { messages }: { readonly messages: readonly { readonly content: unknown }[] },
): string {
  return messages.map(({ content }) =>
    (content as { readonly text: string }).text
  ).join("\n");
}

/** An offer with menus; dispose of it. */
export function withMenus(
  { run, instances }: Offer,
  now?: () => number,
): MenuOffer & Disposable {
  const menus = new Menus(run, now);
  return { run, instances, menus, [Symbol.dispose]: () => menus.close() };
}

/** An offer whose runs are remembered. */
export function remembering(
  { run, instances }: Offer,
): Offer & { readonly tools: string[] } {
  const tools: string[] = [];
  return {
    instances,
    tools,
    run: (tool, request) => {
      tools.push(tool.name);
      return run(tool, request);
    },
  };
}

async function send(
  { fetch, credentials }: Simulator,
  path: string,
  init: { readonly method: string; readonly body?: string },
): Promise<void> {
  const answer = await fetch(
    new Request(`http://argocd/api/v1/applications/${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${credentials.admin.token}`,
        "content-type": "application/json",
      },
    }),
  );
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
}

/** Changes an application as somebody else would. */
export async function setLabel(
  simulator: Simulator,
  name: string,
  value: string,
): Promise<void> {
  const patch = JSON.stringify({ metadata: { labels: { step: value } } });
  await send(simulator, name, {
    method: "PATCH",
    body: JSON.stringify({ name, patch, patchType: "merge" }),
  });
}

/** Deletes an application as somebody else would. */
export async function remove(
  simulator: Simulator,
  name: string,
): Promise<void> {
  await send(simulator, `${name}?cascade=false`, { method: "DELETE" });
}
