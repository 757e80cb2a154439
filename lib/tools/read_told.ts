/**
 * What thousands of applications say of themselves, in one request.
 *
 * Argo CD's list leaves out conditions and the messages of operations. The stream that its own web page listens to
 * begins with every application, and can be cut to them.
 *
 * @module
 */
import type { ArgocdClient } from "../argocd/client.ts";
import { watchApplications } from "../argocd/endpoints.ts";
import type { Application } from "../argocd/wire/application.ts";
import { ToolError } from "../errors.ts";
import type { FleetMember } from "../views/fleet_member.ts";

const FIELDS = [
  "error",
  ...[
    "metadata.name",
    "metadata.namespace",
    "metadata.deletionTimestamp",
    "metadata.finalizers",
    // Whether it is in scope.
    "spec.project",
    "spec.destination",
    "status.conditions",
    "status.operationState.phase",
    "status.operationState.message",
    "status.operationState.startedAt",
    "status.operationState.finishedAt",
  ].map((field) => `result.application.${field}`),
].join(",");

/** Named in the question; the applications of more are sorted out here. */
const MOST_PROJECTS = 10;
/** Milliseconds for all of it. */
const LIMIT_MS = 4_000;
/** Nothing marks the end of the beginning: who has not come after so long has gone. */
const IDLE_MS = 1_000;
const LOOK_MS = 100;

/** How it is read. */
export interface ToldOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for all of it. Default 4,000. */
  readonly limitMs?: number;
}

/** What was said by the end. */
export interface ToldReading {
  readonly applications: ReadonlyMap<FleetMember, Application>;
  /** Why it ended before all were read. */
  readonly failure?: ToolError;
}

function keyOf({ metadata = {} }: Application): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function projectsOf(
  members: readonly FleetMember[],
): readonly string[] | undefined {
  const projects = [
    ...new Set(members.map(({ application }) => application.spec?.project)),
  ].filter((project) => project !== undefined);
  return projects.length <= MOST_PROJECTS ? projects : undefined;
}

/**
 * Reads those of `members`, who are all of one Argo CD. What goes wrong costs what was not read by then.
 *
 * @throws {ToolError} only when the caller has ended the call.
 */
export async function readTold(
  argocd: Pick<ArgocdClient, "stream">,
  members: readonly FleetMember[],
  { signal, limitMs = LIMIT_MS }: ToldOptions,
): Promise<ToldReading> {
  const open = new Map(members.map((one) => [keyOf(one.application), one]));
  const applications = new Map<FleetMember, Application>();
  const end = new AbortController();
  const limit = performance.now() + limitMs;
  let last: number | undefined;
  const timer = setInterval(() => {
    const now = performance.now();
    const isIdle = last !== undefined && now - last > IDLE_MS;
    if (isIdle || now > limit) end.abort();
  }, LOOK_MS);
  try {
    const events = argocd.stream(watchApplications, {
      query: { fields: FIELDS, projects: projectsOf(members) },
      signal: AbortSignal.any([signal, end.signal]),
      purpose: "read what applications say",
    });
    for await (const { application } of events) {
      last = performance.now();
      const member = application && open.get(keyOf(application));
      if (!member) continue;
      open.delete(keyOf(application));
      applications.set(member, application);
      if (open.size === 0) break;
    }
    return { applications };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (signal.aborted && !(signal.reason instanceof ToolError)) throw error;
    if (!end.signal.aborted) return { applications, failure: error };
    if (performance.now() <= limit) return { applications };
    return {
      applications,
      failure: new ToolError(
        "TIMEOUT",
        `Cannot read what applications say: ${open.size} did not come within ${
          limitMs / 1_000
        } s`,
      ),
    };
  } finally {
    clearInterval(timer);
  }
}
