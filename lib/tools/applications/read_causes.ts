/**
 * Reads why some of many applications are ill, spread over all that looks different.
 *
 * @module
 */
import type { ArgocdClient } from "../../argocd/client.ts";
import { getEvents, getResourceTree } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { mapLimited } from "../../map_limited.ts";
import {
  type Cause,
  causeOf,
  type Detail,
  isToldByTree,
} from "../../views/fleet_cause.ts";
import type { FleetMember } from "../../views/fleet_member.ts";
import {
  chooseQuestions,
  divide,
  type Question,
} from "../../views/fleet_sample.ts";
import { stratify, type Stratum } from "../../views/fleet_strata.ts";
import { silentPod, tellingNode } from "../../views/fleet_tree.ts";
import { fetchApplication } from "../fetch_application.ts";
import { tolerate } from "../tolerate.ts";

/** Each round learns from the one before. */
const ROUND = 10;
/** Requests that one answer may cost: what is silent, or broken, is asked in a second way. */
const CALLS_EACH = 2;
/** A summary is worth so much waiting; what was read by then counts. */
const LIMIT_MS = 8_000;

/** How far to look. */
export interface ReadingOptions {
  readonly clientOf: (member: FleetMember) => ArgocdClient;
  /** Requests at most. */
  readonly calls: number;
  readonly signal: AbortSignal;
  /** Milliseconds for all of it. Default 8,000. */
  readonly limitMs?: number;
}

/** What the reading came to. */
export interface Reading {
  readonly strata: readonly Stratum[];
  readonly causes: ReadonlyMap<FleetMember, Cause | undefined>;
  /** Why some could not be read. */
  readonly failure?: ToolError;
}

class CauseReader {
  readonly causes = new Map<FleetMember, Cause | undefined>();
  failure: ToolError | undefined;
  #left: number;
  readonly #options: ReadingOptions;
  readonly #within: AbortSignal;

  constructor(options: ReadingOptions, within: AbortSignal) {
    this.#options = options;
    this.#within = within;
    this.#left = options.calls;
  }

  /** How many more can be read. */
  get room(): number {
    return this.#within.aborted ? 0 : Math.floor(this.#left / CALLS_EACH);
  }

  async ask(question: Question): Promise<void> {
    if (this.room === 0) return;
    const { member, stratum: { trouble } } = question;
    const client = this.#options.clientOf(member);
    let calls = 0;
    const counted: Pick<ArgocdClient, "call"> = {
      call(endpoint, options) {
        calls++;
        return client.call(endpoint, options);
      },
    };
    this.#left -= CALLS_EACH;
    try {
      const detail = await this.#read(question, counted);
      this.causes.set(member, detail && causeOf(member, trouble, detail));
    } catch (error) {
      if (this.#options.signal.aborted || !this.#within.aborted) throw error;
    } finally {
      this.#left += CALLS_EACH - calls;
    }
  }

  async #tolerate<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
    const answer = await tolerate(work, this.#within);
    if (!(answer instanceof ToolError)) return answer;
    this.failure = answer;
    // The operator's limit is not there to be tried.
    if (answer.code === "RATE_LIMIT_EXCEEDED") this.#left = -Infinity;
    return undefined;
  }

  async #read(
    { member, stratum: { trouble } }: Question,
    client: Pick<ArgocdClient, "call">,
  ): Promise<Detail | undefined> {
    const { metadata, spec } = member.application;
    const { name = "", namespace } = metadata ?? {};
    const { project } = spec ?? {};
    const signal = this.#within;
    const readApplication = async () => {
      const application = await this.#tolerate(fetchApplication(client, {
        name,
        namespace,
        project,
        signal,
        purpose: `read application '${name}'`,
      }));
      return application && { application };
    };
    if (!isToldByTree(trouble)) return await readApplication();
    const path = { name };
    const query = { appNamespace: namespace, project };
    const tree = await this.#tolerate(client.call(getResourceTree, {
      path,
      query,
      signal,
      purpose: `read the resources of application '${name}'`,
    }));
    if (!tree || !tellingNode(tree)) return await readApplication();
    const pod = silentPod(tree);
    if (!pod?.uid) return { tree };
    const events = await this.#tolerate(client.call(getEvents, {
      path,
      query: {
        ...query,
        resourceUID: pod.uid,
        resourceName: pod.name,
        resourceNamespace: pod.namespace ?? "",
      },
      signal,
      purpose: `read events of application '${name}'`,
    }));
    return { tree, events: events?.items ?? [] };
  }
}

/** Divides the ill into strata, and reads as many of each as tell something. */
export async function readCauses(
  members: readonly FleetMember[],
  options: ReadingOptions,
): Promise<Reading> {
  const { signal, limitMs = LIMIT_MS } = options;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), limitMs);
  const within = AbortSignal.any([signal, patience.signal]);
  const reader = new CauseReader(options, within);
  let strata = stratify(members);
  try {
    while (reader.room > 0) {
      const { causes, room } = reader;
      const count = Math.min(ROUND, room);
      const questions = chooseQuestions(strata, { causes, count });
      if (questions.length === 0) break;
      await mapLimited(questions, (question) => reader.ask(question));
      strata = strata.flatMap((stratum) => divide(stratum, causes));
    }
  } finally {
    clearTimeout(timer);
  }
  const { causes, failure } = reader;
  return { strata, causes, ...(failure ? { failure } : {}) };
}
