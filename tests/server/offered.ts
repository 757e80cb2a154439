/**
 * What prompts, resources and completions are made from, over simulated Argo CDs.
 *
 * @module
 */
import type { Asker, MenuOffer, Offer } from "../../lib/server/asking.ts";
import { touch } from "../../lib/demo/model/application_events.ts";
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
): Promise<string> {
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
  return text;
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

/** What watches see of a refresh that finds nothing new: it is asked for, and it is done. */
export function lookAgain({ world }: Simulator, key: string): void {
  const record = world.applications.get(key);
  if (!record) throw new Error(`no application ${key}`);
  const { metadata, status } = record.app;
  const { annotations } = metadata;
  metadata.annotations = {
    ...annotations,
    "argocd.argoproj.io/refresh": "normal",
  };
  touch(world, record);
  if (annotations) metadata.annotations = annotations;
  else delete metadata.annotations;
  status.reconciledAt = "2030-01-01T00:00:00Z";
  touch(world, record);
}

/** Deletes a pod of an application; its owner makes another one. */
export async function deletePod(
  simulator: Simulator,
  application: string,
): Promise<void> {
  const tree = await send(simulator, `${application}/resource-tree`, {
    method: "GET",
  });
  const { nodes } = JSON.parse(tree) as {
    readonly nodes: readonly Readonly<Record<string, string>>[];
  };
  const pod = nodes.find(({ kind }) => kind === "Pod") ?? {};
  const query = new URLSearchParams({
    kind: "Pod",
    version: "v1",
    namespace: pod["namespace"] ?? "",
    resourceName: pod["name"] ?? "",
  });
  await send(simulator, `${application}/resource?${query}`, {
    method: "DELETE",
  });
}

/** Deletes an application as somebody else would. */
export async function remove(
  simulator: Simulator,
  name: string,
): Promise<void> {
  await send(simulator, `${name}?cascade=false`, { method: "DELETE" });
}
