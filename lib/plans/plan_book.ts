/**
 * Plans that were made: each is good for one caller, one call, once, for ten minutes, and for nothing else than what
 * it was made from.
 *
 * @module
 */
import { timingSafeEqual } from "node:crypto";
import { ToolError } from "../errors.ts";
import { type Facts, movedItems } from "./facts.ts";
import {
  decodePlan,
  encodePlan,
  NONCE_BYTES,
  type PlanStatement,
  shortDigest,
} from "./plan_codec.ts";

/** How long a plan is good. */
export const PLAN_MINUTES = 10;
const PLAN_MS = PLAN_MINUTES * 60_000;
/** Another process with the same key may have another idea of the time. */
const CLOCK_SKEW_MS = 5 * 60_000;
/** Plans whose facts are kept, to say what moved; of others only the name of the fact can be told. */
const MOST_REMEMBERED = 200;

/** What a plan is for. */
export interface PlannedCall {
  readonly instance: string;
  readonly tool: string;
  readonly caller: string;
  /** Without what only says how to apply: `dry_run`, `plan`, `confirm`, `confirm_name`. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** A plan, ready to be shown. */
export interface MadePlan {
  readonly plan: string;
  /** For the audit log. */
  readonly id: string;
  readonly expiresAt: Date;
}

/** How a book is kept. */
export interface PlanBookOptions {
  /** At least 32 bytes; processes that share it accept each other's plans. */
  readonly key: Uint8Array;
  readonly now?: () => Date;
}

const AGAIN =
  "Call again with dry_run=true for a new plan, read it, and apply that one";

function idOf(nonce: Uint8Array): string {
  return nonce.toBase64({ alphabet: "base64url", omitPadding: true });
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function scopeOf(
  { instance, tool, caller }: PlannedCall,
  key: Uint8Array,
): Uint8Array {
  return shortDigest([instance, tool, caller], key);
}

/** In the order of their names: what they were gathered in has no meaning. */
function namesOf(facts: Facts): readonly string[] {
  return Object.keys(facts).sort();
}

function factDigests(facts: Facts, key: Uint8Array): readonly Uint8Array[] {
  return namesOf(facts).map((name) => shortDigest([name, facts[name]], key));
}

/** Makes plans and checks them. */
export class PlanBook {
  readonly #key: Uint8Array;
  readonly #now: () => Date;
  readonly #remembered = new Map<string, Facts>();
  /** Ids of plans that were used, with the time at which they end anyway. */
  readonly #used = new Map<string, number>();

  constructor({ key, now = () => new Date() }: PlanBookOptions) {
    if (key.length < 32) {
      throw new TypeError("Cannot keep plans: the key has less than 32 bytes");
    }
    this.#key = key;
    this.#now = now;
  }

  /** How many plans it keeps something of: bounded, however many are made and used. */
  get kept(): number {
    return this.#remembered.size + this.#used.size;
  }

  /** Makes a plan of `call` in the present state. */
  make(call: PlannedCall, facts: Facts): MadePlan {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const ends = this.#now().getTime() + PLAN_MS;
    const expiresAt = Math.floor(ends / 1_000) * 1_000;
    const statement: PlanStatement = {
      expiresAt,
      nonce,
      scope: scopeOf(call, this.#key),
      args: shortDigest(call.args, this.#key),
      facts: factDigests(facts, this.#key),
    };
    const id = idOf(nonce);
    this.#remember(id, facts);
    return {
      plan: encodePlan(statement, this.#key),
      id,
      expiresAt: new Date(expiresAt),
    };
  }

  /**
   * Passes a plan that is for `call` and whose facts have not moved.
   *
   * @param purpose The object of "Cannot …".
   * @returns Its id, for {@linkcode spend}.
   * @throws {ToolError} `PLAN_INVALID`, `PLAN_EXPIRED`, `PLAN_USED`, or `PLAN_OUTDATED` with exactly what moved.
   */
  check(
    plan: string,
    { call, facts, purpose }: {
      readonly call: PlannedCall;
      readonly facts: Facts;
      readonly purpose: string;
    },
  ): string {
    const statement = decodePlan(plan, this.#key);
    const now = this.#now().getTime();
    if (!statement || statement.expiresAt > now + PLAN_MS + CLOCK_SKEW_MS) {
      throw new ToolError(
        "PLAN_INVALID",
        `Cannot ${purpose}: the plan is not one that this server made, or not copied in full`,
        { hint: AGAIN },
      );
    }
    const id = idOf(statement.nonce);
    if (!same(statement.scope, scopeOf(call, this.#key))) {
      throw new ToolError(
        "PLAN_INVALID",
        `Cannot ${purpose}: the plan was made for another tool, another Argo CD or another caller`,
        { hint: AGAIN },
      );
    }
    if (!same(statement.args, shortDigest(call.args, this.#key))) {
      throw new ToolError(
        "PLAN_INVALID",
        `Cannot ${purpose}: the plan was made for other arguments`,
        { hint: `Send exactly the arguments that were previewed. ${AGAIN}` },
      );
    }
    if (this.#used.has(id)) throw used(purpose);
    if (statement.expiresAt <= now) {
      throw new ToolError(
        "PLAN_EXPIRED",
        `Cannot ${purpose}: the plan was good for ${PLAN_MINUTES} minutes and has ended`,
        { hint: AGAIN },
      );
    }
    const moved = this.#moved(statement, facts);
    if (moved.length > 0) {
      throw new ToolError(
        "PLAN_OUTDATED",
        `Cannot ${purpose}: since the plan was made, this has moved: ${
          moved.join("; ")
        }`,
        { hint: `Nothing was sent. ${AGAIN}` },
      );
    }
    return id;
  }

  /**
   * Uses a plan up. Of two calls that apply the same one, the second is refused here.
   *
   * @throws {ToolError} `PLAN_USED`
   */
  spend(id: string, purpose: string): void {
    if (this.#used.has(id)) throw used(purpose);
    const now = this.#now().getTime();
    for (const [old, ends] of this.#used) {
      if (ends < now) this.#used.delete(old);
    }
    this.#used.set(id, now + PLAN_MS + CLOCK_SKEW_MS);
    this.#remembered.delete(id);
  }

  #moved(statement: PlanStatement, facts: Facts): readonly string[] {
    const digests = factDigests(facts, this.#key);
    const names = namesOf(facts);
    const before = this.#remembered.get(idOf(statement.nonce));
    if (statement.facts.length !== digests.length) {
      return ["what the plan was made from is not what is there now"];
    }
    return statement.facts.flatMap((digest, index) => {
      const name = names[index] ?? "";
      if (same(digest, digests[index] ?? new Uint8Array())) return [];
      const old = before?.[name];
      return [old ? movedItems(name, old, facts[name] ?? {}) : name];
    });
  }

  #remember(id: string, facts: Facts): void {
    this.#remembered.set(id, facts);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MOST_REMEMBERED && oldest !== undefined) {
      this.#remembered.delete(oldest);
    }
  }
}

function used(purpose: string): ToolError {
  return new ToolError(
    "PLAN_USED",
    `Cannot ${purpose}: the plan was used already, and a plan works once`,
    {
      hint:
        `Look at what its first use has done before anything else. ${AGAIN}`,
    },
  );
}
