/**
 * Makes a case from its plan: the answers of an Argo CD, shaped as the recorded ones are.
 *
 * @module
 */
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { ago, NOW, type Plan, type PlannedObject } from "./plan.ts";
import { applicationOf, OLDER, REVISION } from "./planned_application.ts";
import { liveOf, managed } from "./planned_objects.ts";
import { eventsOf, LOG_END, logOf } from "./streams.ts";
import { groupOf, nodeOf, uidOf } from "./tree_nodes.ts";

type Call = RecordedFault["calls"][number];

function get(path: string, body: unknown, status = 200): Call {
  return { request: { method: "GET", path }, response: { status, body } };
}

/** The calls about one object: itself, its events, and for a pod its logs. */
function callsAbout(plan: Plan, planned: PlannedObject): readonly Call[] {
  const live = liveOf(plan, planned);
  if (!live) return [];
  const base = `/api/v1/applications/${plan.id}`;
  const { name, kind, apiVersion, logs } = planned;
  const namespace = planned.namespace === false
    ? ""
    : planned.namespace ?? plan.id;
  const { group = "" } = groupOf(planned);
  const version = apiVersion.split("/").at(-1) ?? "";
  const uid = uidOf(plan, planned);
  const query = new URLSearchParams({
    namespace,
    resourceName: name,
    version,
    group,
    kind,
  });
  const about = new URLSearchParams({
    resourceUID: uid,
    resourceNamespace: namespace,
    resourceName: name,
  });
  const spec = live["spec"] as Manifest | undefined;
  const containers = kind === "Pod"
    ? ["initContainers", "containers"].flatMap((key) =>
      (spec?.[key] ?? []) as { readonly name: string }[]
    )
    : [];
  return [
    get(`${base}/resource?${query}`, { manifest: JSON.stringify(live) }),
    get(`${base}/events?${about}`, eventsOf(plan, planned)),
    ...containers.flatMap((container) =>
      [true, false].map((previous) => {
        const lines = logs?.[container.name]?.[previous ? "previous" : "now"];
        const wanted = new URLSearchParams({
          namespace,
          podName: name,
          container: container.name,
          tailLines: "50",
          follow: "false",
          previous: String(previous),
        });
        return get(
          `${base}/logs?${wanted}`,
          logOf(planned, container.name, { lines, previous }) + LOG_END,
        );
      })
    ),
  ];
}

/** All that is asked about one application. */
function callsOf(plan: Plan): readonly Call[] {
  const { id, objects = [] } = plan;
  const base = `/api/v1/applications/${id}`;
  const application = applicationOf(plan);
  const { project } = application["spec"] as { readonly project: string };
  return [
    get(base, application),
    get(`${base}/resource-tree`, {
      nodes: objects.map((planned) => nodeOf(plan, planned)),
    }),
    get(`${base}/managed-resources`, managed(plan)),
    // Of the application only: what is said of its objects has to be asked for object by object.
    get(`${base}/events`, {
      metadata: { resourceVersion: "48300" },
      items: null,
    }),
    ...[REVISION, OLDER].map((revision) =>
      get(`${base}/revisions/${revision}/metadata`, {
        author: "Ana Example <ana@example.test>",
        date: ago(revision === OLDER ? 520 : 40),
        message: revision === OLDER ? "import the shop" : "shop 1.0.0",
      })
    ),
    ...objects.flatMap((one) => callsAbout(plan, one)),
    get(`${base}/syncwindows`, plan.windows ?? { canSync: true }),
    get(`/api/v1/projects/${project}`, {
      metadata: { name: project, namespace: "argocd" },
      spec: {
        sourceRepos: ["*"],
        destinations: [{ server: "*", namespace: "*" }],
        clusterResourceWhitelist: [{ group: "*", kind: "*" }],
        ...plan.project,
      },
      status: {},
    }),
    get("/api/v1/clusters", { items: plan.clusters ?? [] }),
    get("/api/v1/repositories", { items: plan.repositories ?? [] }),
  ];
}

/** Makes a case. */
export function ownFault(plan: Plan): RecordedFault {
  const { id, title, kind = "fault", cause, proofs = [] } = plan;
  return {
    id,
    title,
    kind,
    truth: {
      cause,
      findings: proofs.map((text) => ({
        what: title,
        where: id,
        decisive_text: text,
      })),
    },
    recorded_at: NOW.toISOString(),
    calls: [plan, ...plan.children ?? []].flatMap(callsOf),
  };
}
