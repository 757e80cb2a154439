/**
 * The applications that somebody is most likely to want to look at, in as few calls as a list takes.
 *
 * @module
 */
import * as z from "zod";
import type { Application } from "../argocd/wire/application.ts";
import { defineTool, type Tool, type ToolContext } from "../tool.ts";
import { fetchApplications } from "../tools/fetch_applications.ts";
import { applicationState, severity } from "../views/application_state.ts";
import { requireSignedIn } from "./require_ready.ts";

const input = z.strictObject({ limit: z.int().min(1).max(100) });

/** One of them. */
export interface UrgentApplication {
  readonly namespace: string;
  readonly name: string;
  /** In words: `OutOfSync, Degraded`. */
  readonly state: string;
  /** 0 for what nobody needs to look at, more for worse. */
  readonly severity: number;
}

interface UrgentList {
  readonly items: readonly UrgentApplication[];
}

function describe(application: Application): UrgentApplication {
  const { name = "", namespace = "" } = application.metadata ?? {};
  const state = applicationState(application);
  return {
    namespace,
    name,
    state: `${state.sync}, ${state.health}`,
    severity: severity(state),
  };
}

/** Worst first. Listed nowhere: `resources/list` is made from it. */
export const listUrgent: Tool = defineTool({
  name: "list_urgent",
  title: "Applications by urgency",
  tier: "read",
  description: "Lists the applications that need somebody, worst first.",
  input,
  output: z.looseObject({ items: z.array(z.unknown()) }),
  isForServer: true,
  async handler(
    { limit }: z.infer<typeof input>,
    context: ToolContext,
  ): Promise<UrgentList> {
    await requireSignedIn(context, "list applications");
    const { argocd, signal } = context;
    const all = await fetchApplications(argocd, { signal });
    const items = all.map(describe)
      .filter(({ namespace, name }) => namespace !== "" && name !== "")
      .sort((a, b) => b.severity - a.severity || (a.name < b.name ? -1 : 1));
    return { items: items.slice(0, limit) };
  },
  text: () => "",
});
