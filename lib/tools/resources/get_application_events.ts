/**
 * Events of an application and of what is unhealthy in it. Argo CD answers for one resource at a time, so
 * the pods that most likely know the reason are asked first and only so many.
 *
 * @module
 */
import * as z from "zod";
import type { ArgocdClient } from "../../argocd/client.ts";
import { getEvents } from "../../argocd/endpoints.ts";
import type { KubernetesEvent } from "../../argocd/wire/events.ts";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../../tool.ts";
import { compact } from "../../views/compact.ts";
import {
  eventsText,
  type EventsView,
  foldEvents,
} from "../../views/event_view.ts";
import { healthRank, isUnhealthy } from "../../views/node_state.ts";
import type { InventoryItem } from "../../views/resource_inventory.ts";
import { resourceTitle } from "../../views/resource_title.ts";
import { application, cursor, limit } from "../arguments.ts";
import { findResource } from "../find_resource.ts";
import { mapLimited } from "../../map_limited.ts";
import type { ApplicationKey } from "../read_application.ts";
import { readResources, requireTree } from "../read_resources.ts";
import { tolerate } from "../tolerate.ts";

/** Each costs a request that Argo CD hands on to the cluster. */
const MOST_RESOURCES = 10;

interface Question {
  readonly title: string;
  /** Absent for the Application object itself. */
  readonly item?: InventoryItem;
}

interface Answer {
  readonly events: readonly KubernetesEvent[];
  readonly failure?: ToolError;
}

async function readEvents(
  argocd: ArgocdClient,
  key: ApplicationKey,
  options: { readonly question: Question; readonly signal: AbortSignal },
): Promise<Answer> {
  const { question: { title, item }, signal } = options;
  // Argo CD wants all three; with one missing it says that the resource is not part of the application.
  const about = item && {
    resourceUID: item.uid,
    resourceName: item.name,
    resourceNamespace: item.namespace ?? "",
  };
  const answer = await tolerate(
    argocd.call(getEvents, {
      path: { name: key.name },
      query: { ...key.query, ...about },
      signal,
      purpose: `read events of ${title}`,
    }),
    signal,
  );
  return answer instanceof ToolError
    ? { events: [], failure: answer }
    : { events: answer.items ?? [] };
}

/** Pods say why they do not run, so they come first; then what is worst. */
function byUsefulness(a: InventoryItem, b: InventoryItem): number {
  return Number(b.kind === "Pod") - Number(a.kind === "Pod") ||
    healthRank(a) - healthRank(b);
}

/** `get_application_events`: what Kubernetes and Argo CD say happened. */
export const getApplicationEvents = defineTool({
  name: "get_application_events",
  title: "Events",
  tier: "read",
  description:
    "Events of the last hour, newest first, repeats folded: of the application and its unhealthy " +
    "resources, or of one resource.",
  input: z.strictObject({
    application,
    kind: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    type: z.enum(["Normal", "Warning"]).optional(),
    limit: limit(30),
    cursor,
  }),
  output: z.looseObject({ total: z.int(), events: z.array(z.unknown()) }),
  paging: { field: "events", limit: 30, narrow: "kind and name, or type" },

  async handler(args, { argocd, signal }): Promise<EventsView> {
    const purpose = `read events of application '${args.application}'`;
    if (
      args.name === undefined && (args.kind ?? args.namespace) !== undefined
    ) {
      throw new ToolError(
        "INVALID_ARGUMENT",
        `Cannot ${purpose}: 'kind' or 'namespace' is given without 'name'`,
        {
          hint:
            "Name one resource with 'kind' and 'name', or leave both out for the whole application",
        },
      );
    }
    const found = await readResources(argocd, args.application, signal);
    const { application, key, inventory, failure } = found;
    const home = application.spec?.destination?.namespace;
    const questions: Question[] = [];
    let notRead = 0;
    if (args.name !== undefined) {
      requireTree(found, purpose);
      const item = findResource(inventory, { ...args, name: args.name }, {
        purpose,
        failure,
      });
      if (item.uid === undefined) {
        throw new ToolError(
          "NOT_FOUND",
          `Cannot ${purpose}: ${
            resourceTitle(item, home)
          } is not in the cluster`,
          {
            hint:
              "Events belong to live objects; call without 'name' for those of the application",
          },
        );
      }
      questions.push({ title: resourceTitle(item, home), item });
    } else {
      const unhealthy = inventory.filter((item) =>
        isUnhealthy(item) && item.uid !== undefined
      ).sort(byUsefulness);
      notRead = Math.max(0, unhealthy.length - MOST_RESOURCES);
      questions.push(
        { title: `Application ${key.name}` },
        ...unhealthy.slice(0, MOST_RESOURCES).map((item) => ({
          title: resourceTitle(item, home),
          item,
        })),
      );
    }
    const answers = await mapLimited(
      questions,
      (question) => readEvents(argocd, key, { question, signal }),
    );
    const failures = answers.flatMap(({ failure }) => failure ? [failure] : []);
    const [first] = failures;
    if (first && failures.length === answers.length) throw first;
    const events = foldEvents(answers.flatMap(({ events }) => events))
      .filter(({ type }) => args.type === undefined || type === args.type);
    return {
      application: args.application,
      of: questions.map(({ title }) => title),
      ...(notRead > 0 ? { not_read: notRead } : {}),
      ...compact({
        failed: failures.map((one) => `${one.code}: ${one.message}`),
      }),
      total: events.length,
      events,
    };
  },

  text: eventsText,
});
