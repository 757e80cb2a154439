/**
 * Several simulated Argo CDs behind one runner of tools, as a registry describes them.
 *
 * @module
 */
import type { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { memoryTokenCache } from "../../lib/auth/sso/memory_token_cache.ts";
import { readFreeze } from "../../lib/cli/read_freeze.ts";
import { readText } from "../../lib/cli/read_text.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from "../../lib/demo/simulator.ts";
import type { Policy } from "../../lib/guards/guard.ts";
import type { ReadFreeze } from "../../lib/guards/require_not_frozen.ts";
import {
  ChangingInstances,
  type InstanceChange,
} from "../../lib/instances/changing_instances.ts";
import { entrySpec } from "../../lib/instances/entry_spec.ts";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import type { AcrossLimits } from "../../lib/run/across_time.ts";
import { createRunner, type Run, type Tool } from "../../lib/tool.ts";
import { TOOLS } from "../../lib/tools/registry.ts";
import type { CallOptions } from "../helpers/tool_harness.ts";
import { RegistryFolder } from "./registry_files.ts";

/** A request as an Argo CD got it. */
export interface FleetRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
}

/** One simulated Argo CD that listens. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly simulator: Simulator;
  readonly requests: FleetRequest[];
}

/** Answers some requests in an Argo CD's place. */
export type Intercept = (
  request: Request,
) => Response | undefined | Promise<Response | undefined>;

/** Starts an Argo CD. */
export function site(
  { intercept = () => undefined, ...options }: SimulatorOptions & {
    readonly intercept?: Intercept;
  } = {},
): Site {
  const simulator = createSimulator(options);
  const requests: FleetRequest[] = [];
  const served = serveSimulator({
    ...simulator,
    async fetch(request) {
      const { method, headers, url } = request;
      requests.push({ method, headers, path: new URL(url).pathname });
      return await intercept(request) ?? await simulator.fetch(request);
    },
  });
  return {
    url: served.url,
    simulator,
    requests,
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

/** An entry as an operator writes it. */
export type Entry = Readonly<Record<string, unknown>>;

/** The entry of `site` with the token of its administrator. */
export function entryOf(
  name: string,
  { url, simulator }: Pick<Site, "url" | "simulator">,
  more: Entry = {},
): Entry {
  const { token } = simulator.credentials.admin;
  return { name, baseUrl: url, token, ...more };
}

/** What differs from a server on which everything is allowed. */
export interface FleetOptions {
  readonly policy?: Partial<Policy>;
  readonly freeze?: ReadFreeze;
  /** Name of the instance that reads are for when they name none. */
  readonly usual?: string;
  readonly audit?: AuditTrail;
  readonly planKey?: Uint8Array;
  readonly monotonic?: () => number;
  readonly acrossLimits?: AcrossLimits;
}

/** Tools over several instances; dispose of it. */
export interface Fleet extends AsyncDisposable {
  readonly instances: ChangingInstances;
  readonly run: Run;
  /** Runs a tool by its name. */
  call(name: string, args?: Entry, options?: CallOptions): Promise<ToolResult>;
  /** Writes another registry, and takes it. */
  reload(
    entries: readonly Entry[],
    usual?: string,
  ): Promise<InstanceChange>;
}

const POLICY: Policy = {
  tier: "destructive",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};

const MACHINE = {
  cache: () => Promise.resolve(memoryTokenCache()),
  readText,
  attended: false,
  loginCommand: (name: string) => `argocd-mcp login ${name}`,
  environment: { get: () => undefined },
};

function toolOf(name: string): Tool | { readonly name: string } {
  return TOOLS.find((tool) => tool.name === name) ?? { name };
}

/** Opens the instances of a registry with these entries. */
export async function fleet(
  entries: readonly Entry[],
  options: FleetOptions = {},
): Promise<Fleet> {
  const { freeze, usual, audit, planKey, monotonic, acrossLimits } = options;
  const policy = { ...POLICY, ...options.policy };
  const registry = new RegistryFolder("[]", "registry.json");
  const instances = new ChangingInstances({ machine: MACHINE, version: "0" });

  async function take(
    next: readonly Entry[],
    usual?: string,
  ): Promise<InstanceChange> {
    registry.write(JSON.stringify(next, null, 2));
    const defaults = {
      policy,
      ...(freeze ? { freeze } : {}),
      timeoutSeconds: 30,
      proxy: {},
      readFreeze,
      machine: MACHINE,
    };
    const read = await registry.read();
    const specs = await Promise.all(
      read.map((entry) => entrySpec(entry, defaults)),
    );
    return instances.replace(specs, usual);
  }
  await take(entries, usual);
  const run = createRunner({
    instances,
    policy,
    version: "0.0.0-test",
    ...(audit ? { audit } : {}),
    ...(planKey ? { planKey } : {}),
    ...(monotonic ? { monotonic } : {}),
    ...(acrossLimits ? { acrossLimits } : {}),
  });
  return {
    instances,
    run,
    reload: take,
    call: (name, args = {}, { signal, caller, person, report } = {}) =>
      run(toolOf(name), {
        args,
        signal: signal ?? new AbortController().signal,
        ...(caller === undefined ? {} : { from: { caller } }),
        ...(person ? { person } : {}),
        ...(report ? { report } : {}),
      }),
    async [Symbol.asyncDispose]() {
      await instances[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}
