/**
 * Log lines of chosen pods, the unhealthy ones unless others are named. Whoever asks for logs wants the
 * reason of a failure, which stands in the run before the restart.
 *
 * @module
 */
import * as z from "zod";
import { isAtLeast } from "../../argocd/server_version.ts";
import { defineTool } from "../../tool.ts";
import { logsText, type LogsView, logsView } from "../../views/log_view.ts";
import { shortMessage } from "../../views/short_message.ts";
import { application, cursor } from "../arguments.ts";
import { choosePods } from "../choose_pods.ts";
import { readPodLogs } from "../read_pod_logs.ts";
import { readResources, requireTree } from "../read_resources.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
};
/** Of the whole answer; the rest is for the sources, and for marks that are longer than what they hide. */
const LOG_SHARE = 0.75;

function toSeconds(since: string | undefined): number | undefined {
  const [, amount, unit = "s"] = /^(\d+)([smhd])?$/.exec(since ?? "") ?? [];
  return amount === undefined
    ? undefined
    : Math.max(1, Number(amount) * (UNIT_SECONDS[unit] ?? 1));
}

function noPods(failure: string | undefined): string {
  return failure === undefined
    ? "no pods: it has none"
    : `no pods: Argo CD knows of none while it cannot compare: ${
      shortMessage(failure)
    }`;
}

/** `get_application_logs`: what containers wrote. */
export const getApplicationLogs = defineTool({
  name: "get_application_logs",
  title: "Pod logs",
  tier: "read",
  description:
    "Newest log lines of a pod, of a workload's pods, or, with nothing named, of the unhealthy pods. " +
    "Restarted containers come with their previous run.",
  input: z.strictObject({
    application,
    pod: z.string().optional(),
    workload: z.string().optional().describe("e.g. a Deployment's name"),
    kind: z.string().optional(),
    container: z.string().optional(),
    previous: z.boolean().optional(),
    since: z.string().regex(/^\d{1,7}[smhd]?$/, "write 90s, 10m, 2h or 1d")
      .optional().describe("10m, 2h"),
    filter: z.string().max(200).optional().describe(
      "part of a line; ! inverts",
    ),
    tail: z.int().min(1).max(1000).optional().describe(
      "lines per container, default 100",
    ),
    cursor,
  }),
  output: z.looseObject({ sources: z.array(z.unknown()), log: z.string() }),
  paging: {
    field: "log",
    from: "tail",
    narrow: "pod, container, filter or since",
  },

  async handler(args, { argocd, signal, policy }): Promise<LogsView> {
    const purpose = `read logs of application '${args.application}'`;
    const found = await readResources(argocd, args.application, signal);
    requireTree(found, purpose);
    const { application, key, inventory, failure } = found;
    const { pods, selected, leftOut } = choosePods(inventory, args, {
      purpose,
    });
    const serverFilters = args.filter !== undefined &&
      isAtLeast(await argocd.version(signal), "3.0");
    const home = application.spec?.destination?.namespace;
    const logs = await readPodLogs(
      argocd,
      pods.map((pod) =>
        home && !pod.namespace ? { ...pod, namespace: home } : pod
      ),
      {
        key,
        container: args.container,
        previous: args.previous,
        sinceSeconds: toSeconds(args.since),
        filter: args.filter,
        tail: args.tail ?? 100,
        serverFilters,
        signal,
      },
    );
    return logsView(logs, {
      application: args.application,
      selected: pods.length > 0 ? selected : noPods(failure),
      leftOut,
      budget: policy.maxResultChars * LOG_SHARE,
    });
  },

  text: logsText,
});
