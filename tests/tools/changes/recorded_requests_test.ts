/**
 * What our tools send beside what was sent to real Argo CDs when they did the same, key by key.
 *
 * More than a recorded request has may stand in ours only where the API has a field for it.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { SimulatedVersion } from "../../../lib/demo/simulator.ts";
import { createApplication } from "../../../lib/tools/changes/create_application.ts";
import { deleteApplication } from "../../../lib/tools/changes/delete_application.ts";
import { deleteResource } from "../../../lib/tools/changes/delete_resource.ts";
import { patchResource } from "../../../lib/tools/changes/patch_resource.ts";
import { rollbackApplication } from "../../../lib/tools/changes/rollback_application.ts";
import { runResourceAction } from "../../../lib/tools/changes/run_resource_action.ts";
import { syncApplication } from "../../../lib/tools/changes/sync_application.ts";
import { terminateOperation } from "../../../lib/tools/changes/terminate_operation.ts";
import { updateApplication } from "../../../lib/tools/changes/update_application.ts";
import type { Tool } from "../../../lib/tool.ts";
import { confirmed } from "../../helpers/apply_write.ts";
import { Clock } from "../../helpers/cluster_changes.ts";
import { type Harness, harness } from "../../helpers/tool_harness.ts";

/** A request that changes something. */
interface Change {
  readonly method: string;
  /** With the name of the application left out. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly contentType?: string | null;
}

const NAME_REGEXP = /^(\/api\/v1\/applications\/)[^/]+/;

function changeOf(method: string, address: string, body: unknown): Change {
  const [path = "", query = ""] = address.split("?");
  return {
    method,
    path: path.replace(NAME_REGEXP, "$1{name}"),
    query: Object.fromEntries(new URLSearchParams(query)),
    body,
  };
}

/** The request of a recording; its body is JSON, or the text of what was sent. */
function recorded(
  version: "v3.5" | "v3.2" | "v2.14",
  file: string,
  name: string,
): Change {
  const url = new URL(
    `../../recordings/${version}/${file}.jsonl`,
    import.meta.url,
  );
  for (const line of Deno.readTextFileSync(url).split("\n")) {
    if (line === "") continue;
    const { name: found, request } = JSON.parse(line);
    if (found !== name) continue;
    const { method, path, body } = request;
    return changeOf(
      method,
      path,
      typeof body === "string" ? JSON.parse(body) : body ?? undefined,
    );
  }
  throw new Error(`Cannot find '${name}' in ${version}/${file}`);
}

/** Previews and applies a call; answers what it sent. */
async function sent(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
  options: {
    readonly version?: SimulatedVersion;
    readonly before?: Case["before"];
  } = {},
): Promise<Change> {
  const changes: Change[] = [];
  const clock = new Clock();
  await using h = harness({
    ...(options.version ? { version: options.version } : {}),
    // A dry run is waited for, which only a clock that goes by itself lets end.
    ...(options.before ? { now: clock.now } : {}),
    policy: { tier: "destructive" },
    async intercept(request) {
      const { pathname, search } = new URL(request.url);
      if (request.method === "GET" || !pathname.startsWith("/api/")) {
        return undefined;
      }
      const text = await request.clone().text();
      changes.push({
        ...changeOf(
          request.method,
          pathname + search,
          text === "" ? undefined : JSON.parse(text),
        ),
        contentType: request.headers.get("content-type"),
      });
      return undefined;
    },
  });
  await options.before?.(h, clock);
  changes.length = 0;
  if (args["server_dry_run"]) {
    const tried = await h.call(tool, args);
    assert(!tried.isError, tried.text);
  } else {
    const preview = await h.call(tool, args);
    assert.equal(changes.length, 0, "a preview changes nothing");
    const name = String(args["name"] ?? args["application"]);
    const applied = await h.call(tool, {
      ...args,
      ...confirmed(preview, name),
    });
    assert(!applied.isError, applied.text);
  }
  const [change, ...others] = changes;
  assert(change);
  assert.deepEqual(others, []);
  assert.equal(change.contentType, "application/json");
  return change;
}

function kindOf(value: unknown): string {
  return Array.isArray(value)
    ? "array"
    : value === null
    ? "null"
    : typeof value;
}

/** Says where `ours` is of another kind than `theirs`, lacks a key or has one that is not `known`. */
function unlike(
  ours: unknown,
  theirs: unknown,
  { path = "", known }: {
    readonly path?: string;
    readonly known: readonly string[];
  },
): readonly string[] {
  if (kindOf(ours) !== kindOf(theirs)) {
    return [`${path}: ${kindOf(ours)} instead of ${kindOf(theirs)}`];
  }
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.length === 0 || theirs.length === 0
      ? []
      : unlike(ours[0], theirs[0], { path: `${path}[]`, known });
  }
  if (typeof ours !== "object" || ours === null) return [];
  const [mine, other] = [ours, theirs] as Record<string, unknown>[];
  const keys = new Set([
    ...Object.keys(mine ?? {}),
    ...Object.keys(other ?? {}),
  ]);
  return [...keys].flatMap((key) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (!Object.hasOwn(other ?? {}, key)) {
      return known.includes(at) ? [] : [`${at} is ours alone`];
    }
    // The name of the application stands in the path.
    if (!Object.hasOwn(mine ?? {}, key)) {
      return key === "name" && path === "" ? [] : [`${at} is missing`];
    }
    return unlike(mine?.[key], other?.[key], { path: at, known });
  });
}

/** Of each request about an application. */
const SCOPE = ["project", "appNamespace"];
/** What a sync of ours adds: the plan's revision, and the mark by which it is known again. */
const SYNC = [...SCOPE, "revision", "infos"];

const GUESTBOOK = {
  application: "guestbook",
  kind: "Deployment",
  name: "guestbook",
};
const CONFIG = {
  application: "guestbook",
  kind: "ConfigMap",
  name: "guestbook-config",
};
const CURRENT = ["v3.5", "v3.2"] as const;
const ALL = [...CURRENT, "v2.14"] as const;

/** One operation, ours and theirs. */
interface Case {
  readonly title: string;
  readonly versions: readonly (typeof ALL)[number][];
  readonly file: string;
  readonly entry: string;
  readonly tool: Tool;
  readonly args: Readonly<Record<string, unknown>>;
  /** Keys that only ours has. */
  readonly known: readonly string[];
  readonly before?: (h: Harness, clock: Clock) => Promise<void>;
}

const CASES: readonly Case[] = [
  {
    title: "a sync",
    versions: ALL,
    file: "operations",
    entry: "sync accepted (answer to POST, with infos)",
    tool: syncApplication,
    args: { application: "payments" },
    known: SYNC,
  },
  {
    title: "a dry run of Argo CD with prune",
    versions: ALL,
    file: "operations",
    entry: "sync dry run with prune (out of sync app)",
    tool: syncApplication,
    args: { application: "payments", server_dry_run: true, prune: true },
    known: SYNC,
  },
  {
    title: "a sync of single resources",
    versions: ["v3.5"],
    file: "operations",
    entry: "sync dry run with a resource that does not exist",
    tool: syncApplication,
    args: {
      application: "payments",
      server_dry_run: true,
      resources: [{ kind: "ConfigMap", name: "payments-config" }],
    },
    known: SYNC,
  },
  {
    title: "a sync of several sources",
    versions: ["v3.5"],
    file: "operations",
    entry: "multi-source sync dry run with revisions and sourcePositions",
    tool: syncApplication,
    args: {
      application: "multi",
      server_dry_run: true,
      revisions: ["main", "main"],
      source_positions: [1, 2],
    },
    known: SYNC,
  },
  {
    title: "a sync with options of its own",
    versions: ["v3.5"],
    file: "operations",
    entry: "sync dry run with own syncOptions (replace the list)",
    tool: syncApplication,
    args: {
      application: "payments",
      server_dry_run: true,
      sync_options: ["ApplyOutOfSyncOnly=true"],
    },
    known: SYNC,
  },
  {
    title: "a rollback",
    versions: ALL,
    file: "operations",
    entry: "rollback to history id 0",
    tool: rollbackApplication,
    args: { application: "guestbook", id: 0, prune: true },
    known: SCOPE,
  },
  {
    title: "the end of an operation",
    versions: ALL,
    file: "operations",
    entry: "terminate a running sync",
    tool: terminateOperation,
    args: { application: "slow" },
    known: SCOPE,
    async before(h, clock) {
      const { isError, text } = await h.call(syncApplication, {
        application: "slow",
        dry_run: false,
      });
      assert(!isError, text);
      clock.pass(h.simulator.world, 3);
      const record = h.simulator.world.application("slow");
      assert.equal(record?.app.status.operationState?.phase, "Running");
    },
  },
  {
    title: "an edit",
    versions: ["v3.5"],
    file: "applications",
    entry: "PATCH application (merge) targetRevision v1.1.0",
    tool: updateApplication,
    args: { application: "guestbook", revision: "v1.1.0" },
    known: SCOPE,
  },
  {
    title: "a new application",
    versions: ["v3.5"],
    file: "applications",
    entry: "create guestbook",
    tool: createApplication,
    args: {
      application: "another",
      repo: "https://git.shop.example/shop/platform.git",
      path: "ledger",
      revision: "main",
      cluster: "https://kubernetes.default.svc",
      namespace: "another",
      finalizer: true,
      labels: { team: "web", env: "prod" },
      sync_options: ["CreateNamespace=true"],
    },
    // That of Argo CD itself, as its settings name it.
    known: ["metadata.namespace"],
  },
  {
    title: "a deletion that leaves the resources",
    versions: ["v3.5"],
    file: "applications",
    entry:
      "delete application cascade=false (an app with the resources finalizer)",
    tool: deleteApplication,
    args: { application: "worker", cascade: "orphan" },
    known: SCOPE,
  },
  {
    title: "a resource action",
    versions: CURRENT,
    file: "resources-actions",
    entry: "run action restart (v2)",
    tool: runResourceAction,
    args: { ...GUESTBOOK, action: "restart" },
    known: SCOPE,
  },
  {
    title: "a resource action with a parameter",
    versions: CURRENT,
    file: "resources-actions",
    entry: "run action scale with a parameter (v2)",
    tool: runResourceAction,
    args: {
      ...GUESTBOOK,
      action: "scale",
      parameters: [{ name: "replicas", value: "3" }],
    },
    known: SCOPE,
  },
  {
    title: "a resource action of an old server",
    versions: ["v2.14"],
    file: "resources-actions",
    entry: "run action (v1, deprecated)",
    tool: runResourceAction,
    args: { ...GUESTBOOK, action: "restart" },
    known: SCOPE,
  },
  {
    title: "a patch of a live object",
    versions: ALL,
    file: "resources-actions",
    entry: "patch resource: ConfigMap (merge)",
    tool: patchResource,
    args: { ...CONFIG, patch: '{"data":{"PATCHED":"1"}}' },
    known: SCOPE,
  },
  {
    title: "the deletion of a live object",
    versions: ["v3.5"],
    file: "resources-actions",
    entry: "delete resource: Pod",
    tool: deleteResource,
    args: CONFIG,
    known: SCOPE,
  },
];

for (
  const { title, versions, file, entry, tool, args, known, before } of CASES
) {
  for (const version of versions) {
    Deno.test(`${title} is asked for as it was of a real Argo CD ${version}`, async () => {
      const theirs = recorded(version, file, entry);
      const ours = await sent(tool, args, {
        version: version.slice(1) as SimulatedVersion,
        ...(before ? { before } : {}),
      });
      assert.deepEqual(
        { method: ours.method, path: ours.path },
        { method: theirs.method, path: theirs.path },
      );
      assert.deepEqual(unlike(ours.query, theirs.query, { known }), []);
      assert.deepEqual(unlike(ours.body, theirs.body, { known }), []);
    });
  }
}

Deno.test("what is given as a text stays a text: the patch, its type, and a parameter that is a number", async () => {
  const patched = await sent(patchResource, {
    ...CONFIG,
    patch: '{"data":{"PATCHED":"1"}}',
  });
  assert.deepEqual([patched.query["patchType"], patched.body], [
    "application/merge-patch+json",
    '{"data":{"PATCHED":"1"}}',
  ]);
  const scaled = await sent(runResourceAction, {
    ...GUESTBOOK,
    action: "scale",
    parameters: [{ name: "replicas", value: "3" }],
  });
  assert.deepEqual(
    (scaled.body as Record<string, unknown>)["resourceActionParameters"],
    [{ name: "replicas", value: "3" }],
  );
  const edited = await sent(updateApplication, {
    application: "guestbook",
    revision: "v1.1.0",
  });
  assert.deepEqual(edited.body, {
    project: "default",
    patch: '{"spec":{"source":{"targetRevision":"v1.1.0"}}}',
    patchType: "merge",
  });
});

Deno.test("a retry of one's own keeps the pace of the application, in numbers where Argo CD wants numbers", async () => {
  const { body } = await sent(syncApplication, {
    application: "payments",
    retry: 2,
  });
  const theirs = recorded(
    "v3.5",
    "operations",
    "sync with retry strategy (hook fails)",
  ).body;
  const { retryStrategy } = body as Record<string, Record<string, unknown>>;
  assert.equal(retryStrategy?.["limit"], 2);
  const { limit } = (theirs as Record<string, Record<string, unknown>>)[
    "retryStrategy"
  ] ?? {};
  assert.equal(typeof limit, "number");
});
