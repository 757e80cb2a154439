/**
 * One call's records in the audit log: a single one for what changes nothing, an intent and an outcome for a write.
 *
 * @module
 */
import type { AuditTrail } from "../audit/audit_trail.ts";
import { type CallFacts, describeCall } from "../audit/describe_call.ts";
import { ToolError } from "../errors.ts";
import type { Masker } from "../guards/mask_secrets.ts";
import type { Tier } from "../tier.ts";

/** What is known of a call from its beginning. */
type KnownFacts = Omit<CallFacts, "kind" | "decision" | "code" | "ms" | "plan">;

/** How a recorder is made. */
export interface RecorderOptions {
  /** Absent where no log is kept. */
  readonly audit: AuditTrail | undefined;
  readonly facts: KnownFacts;
  /** Masks whatever the operator's settings say. */
  readonly mask: Masker;
}

/** The same error, which also says that the log lacks it. */
function unrecorded(error: unknown): unknown {
  if (!(error instanceof ToolError)) return error;
  const { code, message, hint, status, outcomeUnknown } = error;
  return new ToolError(
    code,
    `${message}; that is not in the audit log, which cannot be written any more`,
    {
      ...(hint === undefined ? {} : { hint }),
      ...(status === undefined ? {} : { status }),
      outcomeUnknown,
      cause: error,
    },
  );
}

/** Records one call, whatever becomes of it. */
export class CallRecorder {
  readonly #options: RecorderOptions;
  readonly #started = performance.now();
  #isAllowed = false;
  #tier: Tier | undefined;
  #plan: string | undefined;
  #isPending = false;
  #stage: "called" | "intended" | "recorded" = "called";

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** All guards have let it pass. */
  allow(): void {
    this.#isAllowed = true;
  }

  /** A plan was made or is applied. */
  plan(id: string): void {
    this.#plan = id;
  }

  /** Nothing was done yet: the question to a person leaves with the answer. */
  pending(): void {
    this.#isPending = true;
  }

  /**
   * Records what is about to be sent; settles when it is on the disk.
   *
   * @throws {ToolError} `AUDIT_UNAVAILABLE`; then nothing may be sent.
   */
  async intend(tier: Tier, plan: string | undefined): Promise<void> {
    this.#tier = tier;
    if (plan !== undefined) this.#plan = plan;
    await this.#options.audit?.intend(
      this.#describe({ kind: "intent", decision: "allowed" }),
    );
    this.#stage = "intended";
  }

  /** Records that it was done. @returns Whether that is in the log. */
  async outcome(): Promise<boolean> {
    const isRecorded = await this.#record({ decision: "allowed" });
    this.#stage = "recorded";
    return isRecorded;
  }

  /**
   * Records how the call has ended, unless its outcome is recorded already; never throws.
   *
   * @returns The error to tell: of a write, one that says so where its outcome could not be recorded.
   */
  async end(error?: unknown): Promise<unknown> {
    if (this.#stage === "recorded") return error;
    if (error === undefined) {
      await this.#record(
        this.#isPending
          ? { decision: "refused", code: "APPROVAL_PENDING" }
          : { decision: "allowed" },
      );
      return undefined;
    }
    const known = error instanceof ToolError ? error : undefined;
    const isRecorded = await this.#record({
      decision: this.#isAllowed ? "failed" : "refused",
      code: known?.code ?? "INTERNAL",
      ...(known?.outcomeUnknown ? { outcome_unknown: true } : {}),
    });
    return isRecorded || this.#stage === "called" ? error : unrecorded(error);
  }

  async #record(
    end: Pick<CallFacts, "decision"> & Partial<CallFacts>,
  ): Promise<boolean> {
    const { audit } = this.#options;
    if (!audit) return true;
    const kind = this.#stage === "called" ? "call" : "outcome";
    return await audit.record(this.#describe({ kind, ...end }));
  }

  #describe(
    end: Pick<CallFacts, "kind" | "decision"> & Partial<CallFacts>,
  ): ReturnType<typeof describeCall> {
    const { facts, mask } = this.#options;
    return describeCall({
      ...facts,
      ...end,
      ...(this.#tier ? { tier: this.#tier } : {}),
      ...(this.#plan === undefined ? {} : { plan: this.#plan }),
      ...(end.kind === "intent"
        ? {}
        : { ms: Math.round(performance.now() - this.#started) }),
    }, mask);
  }
}
