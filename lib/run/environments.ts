/**
 * What calls share, from the first one on.
 *
 * @module
 */
import type { AuditTrail } from "../audit/audit_trail.ts";
import { RateLimiters } from "../guards/rate_limit.ts";
import type { Instance, Instances } from "../instances/instance.ts";
import { PlanBook } from "../plans/plan_book.ts";
import type { RunEnvironment } from "./run_environment.ts";

/** What it is made from. */
export interface EnvironmentOptions {
  readonly instances: Instances;
  /** This program's version. */
  readonly version: string;
  readonly now?: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic?: () => number;
  /** Records every call, refused and failed ones too; it never changes an answer. */
  readonly audit?: AuditTrail;
  /** Seals plans; at least 32 bytes. Random by default: then plans end with the process. */
  readonly planKey?: Uint8Array;
}

/** Everything of one instance as long as it is registered like that, and plans of all together. */
export class Environments {
  readonly #options: EnvironmentOptions;
  readonly #plans: PlanBook;
  readonly #now: () => Date;
  readonly #limiters = new WeakMap<Instance, RateLimiters>();

  /** Opens nothing yet. */
  constructor(options: EnvironmentOptions) {
    const { now = () => new Date() } = options;
    const key = options.planKey ?? crypto.getRandomValues(new Uint8Array(32));
    this.#options = options;
    this.#now = now;
    this.#plans = new PlanBook({ key, now });
  }

  /** Opens the way to `instance`, if it is not open yet. */
  async of(instance: Instance): Promise<RunEnvironment> {
    const { version, audit, instances } = this.#options;
    const { policy, freeze, windows } = instance;
    const connection = await instance.connection();
    const limiters = this.#limitersOf(instance);
    return {
      instance,
      connection,
      isOneOfSeveral: instances.all.length > 1,
      policy,
      version,
      now: this.#now,
      plans: this.#plans,
      ...(limiters ? { limiters } : {}),
      ...(audit ? { audit } : {}),
      ...(freeze ? { freeze } : {}),
      ...(windows ? { windows } : {}),
    };
  }

  #limitersOf(instance: Instance): RateLimiters | undefined {
    const { rateLimit } = instance.policy;
    if (!rateLimit) return undefined;
    const { monotonic = () => performance.now() } = this.#options;
    const limiters = this.#limiters.get(instance) ??
      new RateLimiters(rateLimit, monotonic);
    this.#limiters.set(instance, limiters);
    return limiters;
  }
}
