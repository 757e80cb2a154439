/**
 * Tools as they run in the program: the real pipeline and connection against the simulator on a loopback port.
 *
 * @module
 */
import { connect } from "../../lib/argocd/connect.ts";
import type { AuditTrail } from "../../lib/audit/audit_trail.ts";
import type { CredentialSource } from "../../lib/argocd/credential.ts";
import { bearerToken } from "../../lib/auth/bearer_token.ts";
import { sessionLogin } from "../../lib/auth/session_login.ts";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import {
  createSimulator,
  type Credentials,
  type SimulatedVersion,
  type Simulator,
  type World,
} from "../../lib/demo/simulator.ts";
import type { Policy } from "../../lib/guards/guard.ts";
import type { Person } from "../../lib/guards/person.ts";
import type { ReadFreeze } from "../../lib/guards/require_not_frozen.ts";
import { soleInstance } from "../../lib/instances/sole_instance.ts";
import type { ToolResult } from "../../lib/pipeline/present.ts";
import type { ReportProgress } from "../../lib/pipeline/progress.ts";
import { createRunner, type Tool } from "../../lib/tool.ts";

/** What a test wants to be different; everything has a default. */
export interface HarnessOptions {
  /** Which Argo CD the simulator speaks as; 3.5 by default. */
  readonly version?: SimulatedVersion;
  /** Edits the world before the first request. */
  readonly customize?: (world: World) => void;
  /** Whose API key is sent; `anonymous` sends none. `admin` by default. */
  readonly account?: keyof Credentials | "anonymous";
  /** Another token than the account's. */
  readonly token?: string;
  /** Signs in with these instead of sending a token. */
  readonly login?: { readonly username: string; readonly password: string };
  readonly policy?: Partial<Policy>;
  readonly now?: () => Date;
  /** Generated applications besides those of the world. */
  readonly applications?: number;
  readonly rootPath?: string;
  /** Stands for the simulator's own address, for several of them that stand for one Argo CD. */
  readonly address?: string;
  /** Answers some requests in the simulator's place, for what no Argo CD in a good state says. */
  readonly intercept?: (
    request: Request,
  ) => Response | undefined | Promise<Response | undefined>;
  /** Milliseconds for one call to Argo CD; 30,000 by default. */
  readonly timeoutMs?: number;
  /** Where calls are recorded. */
  readonly audit?: AuditTrail;
  readonly freeze?: ReadFreeze;
  readonly planKey?: Uint8Array;
  /** Milliseconds of the rate limit's clock. */
  readonly monotonic?: () => number;
}

/** What one call brings along. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Who calls; plans and rate limits are kept apart by it. */
  readonly caller?: string;
  readonly person?: Person;
  readonly report?: ReportProgress;
}

/** A request that the simulator got. */
export interface SeenRequest {
  readonly method: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Tools over a connection; dispose of it. */
export interface Harness extends AsyncDisposable {
  readonly simulator: Simulator;
  /** What Argo CD was asked, in order. */
  readonly requests: SeenRequest[];
  /** Requests other than GET, and GETs that refresh. */
  changes(): readonly SeenRequest[];
  call(tool: Tool, args?: unknown, options?: CallOptions): Promise<ToolResult>;
}

/** Whether a request could have changed something. A server-side diff is a POST that changes nothing. */
export function isChange({ method, path, query }: SeenRequest): boolean {
  if (path.endsWith("/ServerSideDiff")) return false;
  return method !== "GET" || query.has("refresh");
}

const POLICY: Policy = {
  tier: "read",
  maskSecrets: true,
  maxResultChars: 24_000,
  humanApproval: "auto",
};

function credentialOf(
  token: string | undefined,
  { login, now }: HarnessOptions,
): { credential?: CredentialSource } {
  if (login) {
    return {
      credential: ({ session: signIn }) =>
        sessionLogin({
          ...login,
          signIn,
          ...(now ? { now: () => now().getTime() } : {}),
        }),
    };
  }
  return token === undefined ? {} : { credential: bearerToken(token, "test") };
}

/** Starts a simulator and makes the way to it. */
export function harness(options: HarnessOptions = {}): Harness {
  const {
    account = "admin",
    policy,
    timeoutMs,
    now,
    intercept = () => undefined,
  } = options;
  const simulator = createSimulator({
    ...(options.version ? { version: options.version } : {}),
    ...(options.customize ? { customize: options.customize } : {}),
    ...(options.rootPath ? { rootPath: options.rootPath } : {}),
    ...(options.applications ? { applications: options.applications } : {}),
    ...(now ? { now } : {}),
  });
  const requests: SeenRequest[] = [];
  const served = serveSimulator({
    ...simulator,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      requests.push({
        method: request.method,
        path: pathname,
        query: searchParams,
      });
      return await intercept(request) ?? await simulator.fetch(request);
    },
  });
  const token = options.token ??
    (account === "anonymous"
      ? undefined
      : simulator.credentials[account].token);
  const connection = connect({
    instance: "test",
    baseUrl: new URL(`${served.url.replace(/\/+$/, "")}/`),
    ...credentialOf(token, options),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    // Retries of failing calls need no pause here.
    sleep: () => Promise.resolve(),
  });
  const allowed = { ...POLICY, ...policy };
  const { freeze } = options;
  const { usual } = soleInstance(connection, {
    policy: allowed,
    ...(freeze ? { freeze } : {}),
  });
  const { address = usual.address } = options;
  const instance = { ...usual, address };
  const run = createRunner({
    instances: { all: [instance], usual: instance },
    policy: allowed,
    version: "0.0.0-test",
    ...(now ? { now } : {}),
    ...(options.audit ? { audit: options.audit } : {}),
    ...(options.planKey ? { planKey: options.planKey } : {}),
    ...(options.monotonic ? { monotonic: options.monotonic } : {}),
  });
  return {
    simulator,
    requests,
    changes: () => requests.filter(isChange),
    call: (tool, args = {}, { signal, caller, person, report } = {}) =>
      run(tool, {
        args,
        signal: signal ?? new AbortController().signal,
        ...(caller === undefined ? {} : { from: { caller } }),
        ...(person ? { person } : {}),
        ...(report ? { report } : {}),
      }),
    async [Symbol.asyncDispose]() {
      connection[Symbol.dispose]();
      await served[Symbol.asyncDispose]();
    },
  };
}
