/**
 * The audit log as the rest of the program sees it: reads go on without it, writes do not.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { AuditLog, type AuditLogOptions } from "./audit_log.ts";
import type { AuditCall, AuditEntry } from "./record.ts";

/** How the log is doing. */
export interface AuditStatus {
  /** Whether the last record could be written. */
  readonly writable: boolean;
  /** Calls of this process that the log lacks. */
  readonly unrecorded: number;
}

/** What an {@linkcode AuditTrail} may be told. */
export interface AuditTrailOptions extends AuditLogOptions {
  /** Told when the log begins to fail, and when it works again; once each time. */
  readonly onChange?: (failure: ToolError | undefined) => void;
}

/** The records of one process. */
export class AuditTrail {
  readonly #log: AuditLog;
  readonly #onChange: (failure: ToolError | undefined) => void;
  #failing = false;
  #unrecorded = 0;
  /** Those that the log has not been told of. */
  #untold = 0;

  constructor(options: AuditTrailOptions) {
    this.#log = new AuditLog(options);
    this.#onChange = options.onChange ?? (() => {});
  }

  get status(): AuditStatus {
    return { writable: !this.#failing, unrecorded: this.#unrecorded };
  }

  /**
   * Records a call that has ended, or the outcome of a write; never throws.
   *
   * @returns Whether it is in the log: who has written something says so when it is not.
   */
  async record(call: AuditCall): Promise<boolean> {
    try {
      await this.#append(call, { durable: call.kind === "outcome" });
      return true;
    } catch {
      this.#unrecorded++;
      this.#untold++;
      return false;
    }
  }

  /**
   * Records what is about to be written; settles when it is on the disk.
   *
   * @throws {ToolError} `AUDIT_UNAVAILABLE`; then nothing may be sent.
   */
  async intend(call: AuditCall): Promise<void> {
    await this.#append(call, { durable: true });
  }

  /**
   * Finds out whether the log can be written.
   *
   * @throws {ToolError} `AUDIT_UNAVAILABLE`
   */
  async probe(): Promise<void> {
    await this.#watch(() => this.#log.probe());
  }

  async #append(
    call: AuditCall,
    options: { readonly durable: boolean },
  ): Promise<void> {
    const untold = this.#untold;
    const entries: AuditEntry[] = untold > 0
      ? [{ kind: "note", note: "unrecorded", calls: untold }, call]
      : [call];
    // Said by this record, unless it fails; another call must not say it too.
    this.#untold = 0;
    try {
      await this.#watch(() => this.#log.append(entries, options));
    } catch (error) {
      this.#untold += untold;
      throw error;
    }
    this.#change(undefined);
  }

  async #watch(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (error instanceof ToolError) this.#change(error);
      throw error;
    }
  }

  #change(failure: ToolError | undefined): void {
    const failing = failure !== undefined;
    if (failing === this.#failing) return;
    this.#failing = failing;
    this.#onChange(failure);
  }
}
