/**
 * What every run of a tool has in common, and what one call brings along.
 *
 * @module
 */
import type { ArgocdClient, Connection } from "../argocd/client.ts";
import type { AuditTrail } from "../audit/audit_trail.ts";
import type { Caller } from "../audit/describe_call.ts";
import type { CallFacts, Policy } from "../guards/guard.ts";
import type { Masker } from "../guards/mask_secrets.ts";
import type { Person } from "../guards/person.ts";
import type { RateLimiters } from "../guards/rate_limit.ts";
import type { ReadChangeWindow } from "../guards/require_change_window.ts";
import type { ReadFreeze } from "../guards/require_not_frozen.ts";
import type { Instance } from "../instances/instance.ts";
import { type CallCount, countedClient } from "../pipeline/counted_client.ts";
import { maskedClient, type Originals } from "../pipeline/masked_client.ts";
import type { ReportProgress } from "../pipeline/progress.ts";
import { scopedCall } from "../pipeline/scoped_client.ts";
import type { PlanBook } from "../plans/plan_book.ts";
import type { Tier } from "../tier.ts";
import type { ToolContext } from "../tool_spec.ts";

/** One call as it arrives. */
export interface ToolRequest {
  readonly args: unknown;
  readonly signal: AbortSignal;
  /** Who calls; goes into the audit log, and plans and rate limits are kept apart by its `caller`. */
  readonly from?: Caller;
  /** Who can be asked; absent when the client cannot ask anybody. */
  readonly person?: Person;
  /** Absent when the client does not want to know. */
  readonly report?: ReportProgress;
}

/** What all calls to one Argo CD share. */
export interface RunEnvironment {
  /** The Argo CD that a call is for. */
  readonly instance: Instance;
  /** The way to it. */
  readonly connection: Connection;
  /** Whether there are others: then answers say whose they are. */
  readonly isOneOfSeveral: boolean;
  readonly policy: Policy;
  /** This program's version. */
  readonly version: string;
  readonly now: () => Date;
  readonly audit?: AuditTrail;
  readonly plans: PlanBook;
  readonly limiters?: RateLimiters;
  readonly freeze?: ReadFreeze;
  readonly windows?: ReadChangeWindow;
}

/** A call while it runs. */
export interface RunningCall {
  readonly tool: string;
  readonly id: string;
  readonly request: ToolRequest;
  /** Arguments that chose the instance and are no longer among those of the request; for errors about arguments. */
  readonly choosing: readonly string[];
  readonly mask: Masker;
  /** Of all clients of this call: what was read while it was thought through may be needed when it is sent. */
  readonly originals: Originals;
  /** What was asked of Argo CD so far. */
  readonly upstream: CallCount;
}

/** Who calls, as far as plans and limits are concerned; all of one local process is one caller. */
export function callerOf({ from }: ToolRequest): string {
  return from?.caller ?? "local";
}

/** A way to Argo CD for one call: scoped, counted, limited, masked. */
export interface CallAccess {
  readonly facts: CallFacts;
  /** How many objects of each kind the scope has left out so far. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly context: ToolContext;
  exact<Value extends object>(answer: Value): Value;
  /**
   * Takes the call of a change from the rate limit. From then on nothing is refused, only counted: half a change is
   * worse than one call too many.
   *
   * @throws {ToolError} `RATE_LIMIT_EXCEEDED`
   */
  admitChange(): void;
}

/** What differs between the ways to Argo CD of one call. */
export interface AccessOptions {
  readonly tier: Tier;
  readonly signal: AbortSignal;
}

function maskedReport({ request, mask }: RunningCall): ReportProgress {
  const { report } = request;
  if (!report) return () => {};
  return ({ message, ...step }) =>
    report({
      ...step,
      ...(message === undefined ? {} : { message: mask.text(message) }),
    });
}

/** Opens a way to Argo CD for `call`. */
export function openAccess(
  environment: RunEnvironment,
  call: RunningCall,
  { tier, signal }: AccessOptions,
): CallAccess {
  const { instance, connection, policy, version, now, audit } = environment;
  const limiter = environment.limiters?.of(callerOf(call.request));
  let change: "none" | "admitted" | "sent" = "none";
  function admit(read: boolean): void {
    if (change === "none") limiter?.take();
    else if (change === "admitted" && !read) change = "sent";
    else limiter?.count();
  }
  const counted = countedClient(
    connection.forTier(tier, admit),
    call.upstream,
  );
  const { scope } = policy;
  const { client, facts, leftOut } = scopedCall(counted, { scope, signal });
  const masked = maskedClient(client, call.mask, call.originals);
  function stranger(): ArgocdClient {
    const nobody = countedClient(
      connection.asStranger(admit),
      call.upstream,
    );
    return maskedClient(nobody, call.mask, call.originals)
      .client as ArgocdClient;
  }
  return {
    facts,
    leftOut,
    exact: masked.exact,
    admitChange() {
      limiter?.take();
      change = "admitted";
    },
    context: {
      argocd: masked.client as ArgocdClient,
      instance: {
        name: instance.name,
        isOneOfSeveral: environment.isOneOfSeveral,
        labels: instance.labels,
        address: instance.address,
        signIn: connection.signIn,
        stranger,
      },
      signal,
      report: maskedReport(call),
      now,
      policy,
      version,
      ...(audit ? { audit: audit.status } : {}),
    },
  };
}
