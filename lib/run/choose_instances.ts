/**
 * Which of the registered Argo CDs a call is for.
 *
 * Only names and addresses that the operator registered are taken. Anything else is refused here, before a host name
 * could be looked up.
 *
 * @module
 */
import { comparableAddress } from "../argocd/comparable_address.ts";
import { ToolError } from "../errors.ts";
import type { Instance, Instances } from "../instances/instance.ts";
import { parseLabelSelector } from "../instances/label_selector.ts";
import { nearest } from "../pipeline/nearest.ts";
import type { Tier } from "../tier.ts";

/** What is known of a call when its instance is looked for. */
export interface ChoosingCall {
  readonly tool: string;
  readonly tier: Tier;
  /** How it can be asked of several at once: not at all, when told to, unless told otherwise, or always. */
  readonly across?: "asked" | "usual" | "always" | undefined;
  /** The argument that names a second one. */
  readonly other?: string | undefined;
  readonly args: unknown;
}

/** Where a call goes. */
export interface Choice {
  /** One, unless the call asked for several. */
  readonly instances: readonly Instance[];
  /** A second one, which is not the first. */
  readonly other?: Instance;
  readonly isAcross: boolean;
  /** The arguments without those that choose. */
  readonly args: unknown;
}

/** The words that choose; they exist where there is more than one instance. */
export const INSTANCE_ARGUMENT = "instance";
/** Chooses several, by labels or all; see {@linkcode INSTANCE_ARGUMENT}. */
export const INSTANCES_ARGUMENT = "instances";

const MOST_NAMES = 20;

function shown(text: unknown): string {
  return typeof text === "string" ? `'${text.slice(0, 100)}'` : "that";
}

function namesHint({ all }: Instances): string {
  const names = all.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = all.length > MOST_NAMES
    ? ` and ${all.length - MOST_NAMES} more (list_instances)`
    : "";
  return `Registered instances: ${names.join(", ")}${more}`;
}

function find(
  wanted: unknown,
  { tool, instances }: {
    readonly tool: string;
    readonly instances: Instances;
  },
): Instance {
  const { all } = instances;
  if (typeof wanted === "string") {
    const byName = all.find(({ name }) => name === wanted);
    if (byName) return byName;
    const address = comparableAddress(wanted);
    const byAddress = address === undefined
      ? undefined
      : all.find((one) => comparableAddress(one.address) === address);
    if (byAddress) return byAddress;
  }
  const near = typeof wanted === "string"
    ? nearest(wanted, all.map(({ name }) => name))
    : undefined;
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot call '${tool}': no instance ${shown(wanted)} is registered${
      near ? ` (did you mean '${near}'?)` : ""
    }; nothing was sent`,
    { hint: namesHint(instances) },
  );
}

function findAll(
  wanted: unknown,
  { tool, instances }: {
    readonly tool: string;
    readonly instances: Instances;
  },
): readonly Instance[] {
  const { all } = instances;
  if (wanted === "all") return all;
  function refuse(state: string, hint = namesHint(instances)): ToolError {
    return new ToolError(
      "INVALID_ARGUMENT",
      `Cannot call '${tool}': ${state}`,
      { hint },
    );
  }
  // An argument that was only filled in must not mean all of them.
  if (typeof wanted !== "string" || wanted.trim() === "") {
    throw refuse(
      `'${INSTANCES_ARGUMENT}' says nothing`,
      "Use 'all' or labels: env=prod,region!=eu",
    );
  }
  const matches = parseLabelSelector(wanted);
  const found = all.filter(({ labels }) => matches(labels));
  if (found.length > 0) return found;
  throw refuse(`no instance has labels that match ${shown(wanted)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Chooses. Where only one instance is registered the words that choose do not exist, and the tool's own schema refuses
 * them.
 *
 * @throws {ToolError} `INVALID_ARGUMENT` with the registered names.
 */
export function chooseInstances(
  instances: Instances,
  call: ChoosingCall,
): Choice {
  const { tool, other, args } = call;
  if (other === undefined || instances.all.length === 1 || !isObject(args)) {
    return chooseOwn(instances, call);
  }
  const { [other]: second, ...own } = args;
  const choice = chooseOwn(instances, { ...call, args: own });
  if (second === undefined) return choice;
  const found = find(second, { tool, instances });
  if (!choice.instances.includes(found)) return { ...choice, other: found };
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot call '${tool}': '${other}' is the instance of the call itself`,
    {
      hint: `Leave '${other}' out, or name another one. ${
        namesHint(instances)
      }`,
    },
  );
}

function chooseOwn(instances: Instances, call: ChoosingCall): Choice {
  const { all, usual } = instances;
  const { tool, tier, across, args } = call;
  if (all.length === 1) {
    return { instances: all, isAcross: across === "always", args };
  }
  const {
    [INSTANCE_ARGUMENT]: one,
    [INSTANCES_ARGUMENT]: several,
    ...own
  } = isObject(args) ? args : {};
  // What is no object is refused by the schema, in its words.
  const rest = isObject(args) || args === undefined || args === null
    ? own
    : args;
  const about = { tool, instances };
  if (several !== undefined && across !== undefined) {
    if (one !== undefined) {
      throw new ToolError(
        "INVALID_ARGUMENT",
        `Cannot call '${tool}': '${INSTANCE_ARGUMENT}' and '${INSTANCES_ARGUMENT}' are given together`,
        { hint: "Use one of them" },
      );
    }
    return { instances: findAll(several, about), isAcross: true, args: rest };
  }
  const checked = several === undefined
    ? rest
    : { ...own, [INSTANCES_ARGUMENT]: several };
  if (one !== undefined) {
    return {
      instances: [find(one, about)],
      isAcross: across === "always",
      args: checked,
    };
  }
  if (across === "always" || across === "usual") {
    return { instances: all, isAcross: true, args: checked };
  }
  // A change is never for whichever instance happens to be the usual one.
  if (tier === "read" && usual) {
    return { instances: [usual], isAcross: false, args: checked };
  }
  throw new ToolError(
    "INVALID_ARGUMENT",
    `Cannot call '${tool}': 'instance' is missing, and ${all.length} are registered`,
    {
      hint: `${namesHint(instances)}${
        across ? `; or several with ${INSTANCES_ARGUMENT}='all'` : ""
      }`,
    },
  );
}

/** The arguments that choose, as far as a tool has them. */
export function choosingArguments(
  { all }: Instances,
  tool: object,
): readonly string[] {
  if (all.length === 1) return [];
  const { other } = tool as { readonly other?: string };
  return [
    INSTANCE_ARGUMENT,
    ...("across" in tool ? [INSTANCES_ARGUMENT] : []),
    ...(other === undefined ? [] : [other]),
  ];
}

/** The instances that a call is for, in a word; a call that chose none where there are several is for none. */
export function namesOf(
  choice: Choice | undefined,
  { all }: Instances,
): string {
  const chosen = choice?.instances ?? (all.length === 1 ? all : []);
  const named = choice?.other ? [...chosen, choice.other] : chosen;
  return named.map(({ name }) => name).join(", ") || "none";
}
