/**
 * What a diagnosis of each recorded fault finds and costs, beside what the same questions cost with another server's
 * tools.
 *
 * Usage: `deno task bench:diagnosis`
 *
 * @module
 */
import { createSimulator } from "../../lib/demo/simulator.ts";
import { carries, diagnoseCase } from "../../tests/diagnose/corpus.ts";
import {
  answerFault,
  faultIds,
  readFault,
  type RecordedFault,
} from "../../tests/helpers/recorded_fault.ts";
import { median, printTable } from "./measure.ts";
import { installPeer } from "./peer_package.ts";
import { StdioPeer } from "./stdio_peer.ts";

interface Cost {
  readonly calls: number;
  readonly bytes: number;
}

interface Ours extends Cost {
  readonly kind: RecordedFault["kind"];
  readonly isFirst: boolean;
  readonly isNamed: boolean;
  readonly isAlarm: boolean;
  readonly requests: number;
  readonly ms: number;
}

async function measureOurs(fault: RecordedFault): Promise<Ours> {
  const begin = performance.now();
  const said = await diagnoseCase(fault);
  const ms = performance.now() - begin;
  const { kind, truth } = fault;
  const proofs = truth.findings.map(({ decisive_text }) => decisive_text);
  const [first] = said.findings;
  const isFound = (proof: string) =>
    said.findings.some((finding) => carries(finding, proof));
  return {
    kind,
    isFirst: first !== undefined && proofs.some((one) => carries(first, one)),
    isNamed: kind === "double" ? proofs.every(isFound) : proofs.some(isFound),
    isAlarm: kind === "twin" && said.verdict === "broken",
    calls: 1,
    bytes: said.text.length,
    requests: said.calls,
    ms,
  };
}

/** The tools and arguments with which the other server is asked what the recording asked. */
function peerQuestions(
  { id, calls }: RecordedFault,
): readonly (readonly [string, object])[] {
  const app = { applicationName: id, applicationNamespace: "argocd" };
  const questions: (readonly [string, object])[] = [
    ["get_application", app],
    ["get_application_resource_tree", app],
    ["get_application_managed_resources", { applicationName: id }],
    ["get_application_events", app],
  ];
  for (const { request } of calls) {
    const { pathname, searchParams } = new URL(request.path, "http://argocd");
    if (!pathname.startsWith(`/api/v1/applications/${id}/`)) continue;
    const get = (key: string) => searchParams.get(key) ?? "";
    const ref = {
      uid: "x",
      kind: get("kind"),
      namespace: get("namespace"),
      name: get("resourceName"),
      version: get("version"),
      group: get("group"),
    };
    if (pathname.endsWith("/events") && searchParams.has("resourceUID")) {
      questions.push(["get_resource_events", {
        ...app,
        resourceUID: get("resourceUID"),
        resourceNamespace: get("resourceNamespace"),
        resourceName: get("resourceName"),
      }]);
    } else if (pathname.endsWith("/resource")) {
      questions.push(["get_resources", { ...app, resourceRefs: [ref] }]);
    } else if (pathname.endsWith("/logs") && get("previous") !== "true") {
      questions.push(["get_application_workload_logs", {
        ...app,
        resourceRef: { ...ref, kind: "Pod", name: get("podName") },
        container: get("container"),
      }]);
    }
  }
  return questions;
}

async function measurePeer(
  fault: RecordedFault,
  script: string,
): Promise<Cost> {
  const answer = answerFault(fault);
  const simulator = createSimulator();
  await using served = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => answer(request) ?? await simulator.fetch(request),
  );
  await using peer = new StdioPeer({
    command: "node",
    args: [script, "stdio"],
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      ARGOCD_BASE_URL: `http://127.0.0.1:${served.addr.port}`,
      ARGOCD_API_TOKEN: simulator.credentials.admin.token,
    },
  });
  await peer.initialize();
  let bytes = 0;
  const questions = peerQuestions(fault);
  for (const [tool, args] of questions) {
    const text = await peer.callTool(tool, args).catch((error) =>
      error.message
    );
    bytes += text.length;
  }
  return { calls: questions.length, bytes };
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${Math.round(100 * part / whole)} %)`;
}

async function main(): Promise<void> {
  const script = await installPeer();
  const ours: Ours[] = [];
  const theirs: Cost[] = [];
  for (const id of faultIds()) {
    const fault = await readFault(id);
    ours.push(await measureOurs(fault));
    theirs.push(await measurePeer(fault, script));
  }
  const ill = ours.filter(({ kind }) => kind !== "twin");
  const twins = ours.filter(({ kind }) => kind === "twin");
  const middle = (values: readonly number[]) => Math.round(median(values));
  printTable([
    [
      `${ours.length} recorded cases`,
      "diagnose_application",
      "tools of argocd-mcp 0.9.0",
    ],
    [
      "cause first",
      share(ill.filter(({ isFirst }) => isFirst).length, ill.length),
      "",
    ],
    [
      "cause named",
      share(ill.filter(({ isNamed }) => isNamed).length, ill.length),
      "",
    ],
    [
      "false alarms",
      share(twins.filter(({ isAlarm }) => isAlarm).length, twins.length),
      "",
    ],
    [
      "calls of a model, median",
      `${middle(ours.map(({ calls }) => calls))}`,
      `${middle(theirs.map(({ calls }) => calls))}`,
    ],
    [
      "characters that it reads, median",
      `${middle(ours.map(({ bytes }) => bytes))}`,
      `${middle(theirs.map(({ bytes }) => bytes))}`,
    ],
    [
      "characters, most",
      `${Math.max(...ours.map(({ bytes }) => bytes))}`,
      `${Math.max(...theirs.map(({ bytes }) => bytes))}`,
    ],
    [
      "requests to Argo CD, median",
      `${middle(ours.map(({ requests }) => requests))}`,
      "",
    ],
    ["ms on the simulator, median", `${middle(ours.map(({ ms }) => ms))}`, ""],
  ]);
}

await main();
