/**
 * Instances that come and go with the registry, while calls run.
 *
 * @module
 */
import { comparableAddress } from "../argocd/comparable_address.ts";
import { ToolError } from "../errors.ts";
import type { Instances } from "./instance.ts";
import type { InstanceSpec } from "./instance_spec.ts";
import {
  openInstance,
  type OpenOptions,
  type OwnedInstance,
} from "./open_instance.ts";

/** Calls that began before a change have so long to end with the instance that they began with. */
const LAST_CALLS_MS = 60_000;

/** What a change came to, for the operator. */
export interface InstanceChange {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

function refusal(state: string, hint: string): ToolError {
  const message = `Cannot register instances: ${state}`;
  return new ToolError("CONFIGURATION", message, { hint });
}

/**
 * Passes specifications that can stand beside each other.
 *
 * @throws {ToolError} `CONFIGURATION` for a name or an address that two of them have, and for a name that is another
 * one's address.
 */
export function requireDistinct(specs: readonly InstanceSpec[]): void {
  const names = new Set<string>();
  const byAddress = new Map<string, string>();
  for (const { name, baseUrl } of specs) {
    const address = comparableAddress(baseUrl.href) ?? baseUrl.href;
    const other = byAddress.get(address) ??
      (names.has(name) ? name : undefined);
    if (other !== undefined) {
      const what = names.has(name) ? "name" : "address";
      throw refusal(
        `'${other}' and '${name}' have the same ${what}, and each has exactly one way in`,
        "Remove one of the two",
      );
    }
    names.add(name);
    byAddress.set(address, name);
  }
  // Calls may name an instance by its address.
  for (const { name } of specs) {
    const meant = byAddress.get(comparableAddress(name) ?? "");
    if (meant === undefined || meant === name) continue;
    throw refusal(
      `the name '${name}' is the address of '${meant}'`,
      "Give it another name in the registry",
    );
  }
}

/** A set of instances that can be replaced. */
export class ChangingInstances implements Instances, AsyncDisposable {
  readonly #options: OpenOptions;
  readonly #listeners = new Set<() => void>();
  readonly #leaving = new Map<ReturnType<typeof setTimeout>, OwnedInstance>();
  /** What was a secret stays one: Argo CD may still tell of it. */
  readonly #formerSecrets = new Set<string>();
  #all: readonly OwnedInstance[] = [];
  #usual: string | undefined;

  constructor(options: OpenOptions) {
    this.#options = options;
  }

  get all(): readonly OwnedInstance[] {
    return this.#all;
  }

  get usual(): OwnedInstance | undefined {
    if (this.#all.length === 1) return this.#all[0];
    return this.#all.find(({ name }) => name === this.#usual);
  }

  formerSecrets(): readonly string[] {
    const leaving = [...this.#leaving.values()].flatMap((one) => [
      ...one.secrets(),
    ]);
    return [...this.#formerSecrets, ...leaving];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Takes another set. What is in both as it was goes on with its connection and its session.
   *
   * @param usual Name of the one that reads are for when they name none.
   * @throws {ToolError} `CONFIGURATION`, as {@linkcode requireDistinct} does; then nothing is changed.
   */
  replace(
    specs: readonly InstanceSpec[],
    usual: string | undefined,
  ): InstanceChange {
    requireDistinct(specs);
    const before = new Map(this.#all.map((one) => [one.name, one]));
    const next = specs.map((spec) => {
      const known = before.get(spec.name);
      return known?.spec.identity === spec.identity
        ? known
        : openInstance(spec, this.#options);
    }).sort((a, b) => a.name < b.name ? -1 : 1);
    const left = this.#all.filter((one) => !next.includes(one));
    const isSame = left.length === 0 && next.length === before.size &&
      usual === this.#usual;
    this.#all = next;
    this.#usual = usual;
    for (const one of left) this.#leave(one);
    const names = new Set(next.map(({ name }) => name));
    const change: InstanceChange = {
      added: next.filter(({ name }) => !before.has(name))
        .map(({ name }) => name),
      changed: left.filter(({ name }) => names.has(name))
        .map(({ name }) => name),
      removed: left.filter(({ name }) => !names.has(name))
        .map(({ name }) => name),
    };
    if (!isSame) { for (const listener of this.#listeners) listener(); }
    return change;
  }

  #leave(instance: OwnedInstance): void {
    const timer = setTimeout(() => {
      for (const secret of instance.secrets()) this.#formerSecrets.add(secret);
      this.#leaving.delete(timer);
      void instance.close();
    }, LAST_CALLS_MS);
    Deno.unrefTimer(timer);
    this.#leaving.set(timer, instance);
  }

  /** Closes all, also those that were to leave later. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#leaving.keys()) clearTimeout(timer);
    const all = [...this.#all, ...this.#leaving.values()];
    this.#leaving.clear();
    await Promise.all(all.map((one) => one.close()));
  }
}
