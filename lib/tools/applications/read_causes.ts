/**
 * Reads why some of many applications are ill, spread over all that looks different.
 *
 * @module
 */
import type { ArgocdClient } from "../../argocd/client.ts";
import { getEvents, getResourceTree } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { mapLimited } from "../../map_limited.ts";
import { patience } from "../../patience.ts";
import {
  type Cause,
  causeOf,
  type Detail,
  isToldByTree,
} from "../../views/fleet_cause.ts";
import type { FleetMember, Trouble } from "../../views/fleet_member.ts";
import {
  chooseQuestions,
  divide,
  type Question,
} from "../../views/fleet_sample.ts";
import { stratify, type Stratum } from "../../views/fleet_strata.ts";
import { canTell, type Told, toldBy, toldKey } from "../../views/fleet_told.ts";
import { silentPod, tellingNode } from "../../views/fleet_tree.ts";
import { fetchApplication } from "../fetch_application.ts";
import { readTold } from "../read_told.ts";
import { tolerate } from "../tolerate.ts";

/** Each round learns from the one before. */
const ROUND = 10;
/** Requests that one answer may cost: what is silent, or broken, is asked in a second way. */
const CALLS_EACH = 2;
/** A summary is worth so much waiting; what was read by then counts. */
const LIMIT_MS = 8_000;
/** So few are read one by one: asking all what they say of themselves costs Argo CD more. */
const FEW = 5;

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
  /** What each has told itself; every one that could was asked. */
  readonly told: ReadonlyMap<FleetMember, Told>;
  /** Why some could not be read. */
  readonly failure?: ToolError;
}

class CauseReader {
  readonly causes = new Map<FleetMember, Cause | undefined>();
  readonly told = new Map<FleetMember, Told>();
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

  /** Lets those tell their causes that can, with one request of each Argo CD. */
  async listen(members: readonly FleetMember[]): Promise<void> {
    const able = members.filter(canTell);
    const byClient = Map.groupBy(able, this.#options.clientOf);
    const many = [...byClient].filter(([, own]) => own.length > FEW);
    await mapLimited(many, async ([client, own]) => {
      if (this.#left < 1) return;
      this.#left--;
      const signal = this.#within;
      const { applications, failure } = await readTold(client, own, { signal });
      if (failure) this.#fail(failure);
      for (const [member, application] of applications) {
        const told = toldBy(member, application);
        if (!told) continue;
        this.told.set(member, told);
        this.causes.set(member, told.cause);
      }
    });
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
    } finally {
      this.#left += CALLS_EACH - calls;
    }
  }

  async #tolerate<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
    const answer = await tolerate(work, this.#within);
    if (!(answer instanceof ToolError)) return answer;
    this.#fail(answer);
    return undefined;
  }

  #fail(failure: ToolError): void {
    this.failure = failure;
    // The operator's limit is not there to be tried.
    if (failure.code === "RATE_LIMIT_EXCEEDED") this.#left = -Infinity;
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

/** What members told themselves divides them for good. */
function toldStrata(
  members: readonly FleetMember[],
  told: ReadonlyMap<FleetMember, Told>,
): readonly Stratum[] {
  const groups = new Map<
    string,
    { trouble: Trouble; members: FleetMember[] }
  >();
  for (const member of members) {
    const own = told.get(member);
    if (!own) continue;
    const key = toldKey(own);
    const group = groups.get(key);
    if (group) group.members.push(member);
    else groups.set(key, { trouble: own.trouble, members: [member] });
  }
  const alone = [...groups.values()].filter((one) => one.members.length === 1);
  // Where many say what nobody else does, their words hold something by chance: the list may know what they share.
  const isChance = alone.length > FEW;
  return [...groups.values()].filter((one) =>
    one.members.length > 1 || !isChance
  );
}

/** Divides the ill into strata, and reads as many of each as tell something. */
export async function readCauses(
  members: readonly FleetMember[],
  options: ReadingOptions,
): Promise<Reading> {
  const { limitMs = LIMIT_MS } = options;
  using wait = patience(limitMs, {
    signal: options.signal,
    reason: () =>
      new ToolError(
        "TIMEOUT",
        `Cannot read more causes: ${limitMs / 1_000} s are over`,
      ),
  });
  const reader = new CauseReader(options, wait.signal);
  await reader.listen(members);
  const { causes, told } = reader;
  const known = toldStrata(members, told);
  let strata = stratify(members, new Set(known.flatMap((one) => one.members)));
  while (reader.room > 0) {
    const count = Math.min(ROUND, reader.room);
    const questions = chooseQuestions(strata, { causes, count });
    if (questions.length === 0) break;
    await mapLimited(questions, (question) => reader.ask(question));
    strata = strata.flatMap((stratum) => divide(stratum, causes));
  }
  const { failure } = reader;
  return {
    strata: [...known, ...strata],
    causes,
    told,
    ...(failure ? { failure } : {}),
  };
}
