/**
 * Refuses what is about an application or a project that the operator keeps out of sight.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { CallFacts, GuardedCall } from "./guard.ts";
import {
  type ApplicationFacts,
  projectRestriction,
  type Restriction,
  type Scope,
} from "./scope.ts";

function why({ rule, setting }: Restriction): string {
  if (rule === "cluster") {
    return `its destination is not surely the one cluster that ${setting} allows`;
  }
  return `${setting} does not allow ${
    rule === "projects" ? "its project" : "it"
  }`;
}

/** The refusal of `what`, which names it and says nothing else of it. */
export function outOfScope(what: string, state: string): ToolError {
  return new ToolError("OUT_OF_SCOPE", `Cannot use ${what}: ${state}`, {
    hint:
      "list_applications shows what is in scope; only the operator of this server can change its scope",
  });
}

/** The refusal of an application because of `restriction`. */
export function applicationOutOfScope(
  ref: string,
  restriction: Restriction,
): ToolError {
  return outOfScope(`application '${ref}'`, why(restriction));
}

/** The refusal of a project. */
export function projectOutOfScope(
  project: string,
  { setting }: Restriction,
): ToolError {
  return outOfScope(`project '${project}'`, `${setting} does not allow it`);
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((item) => typeof item === "string");
}

/**
 * Passes calls whose `application` and `project` arguments are in scope; without a scope, all. With one no
 * ApplicationSet passes: it may lead anywhere.
 */
export async function requireScope(
  { args, policy, facts }: Pick<GuardedCall, "args" | "policy" | "facts">,
): Promise<void> {
  const { scope } = policy;
  if (!scope) return;
  for (const project of textsOf(args["project"])) {
    const restriction = projectRestriction(project, scope);
    if (restriction) throw projectOutOfScope(project, restriction);
  }
  for (const ref of textsOf(args["applicationset"])) {
    throw outOfScope(
      `ApplicationSet '${ref}'`,
      "it cannot be told which applications it leads to",
    );
  }
  for (const ref of textsOf(args["application"])) {
    const restriction = await facts.restrictionOf(ref);
    if (restriction) throw applicationOutOfScope(ref, restriction);
  }
}

/**
 * Passes a write whose outcome stays in scope.
 *
 * @param outcome.becomes Applications as they would be afterwards.
 * @param outcome.coversAll Whether it is about everything that the application consists of.
 * @param outcome.deploysUnseen Whether Argo CD would deploy by itself what may hold any application.
 * @param known.leftOut What the scope has hidden while the write was thought through.
 * @throws {ToolError} `OUT_OF_SCOPE`
 */
export async function requireInScope(
  { purpose, becomes = [], coversAll, deploysUnseen }: {
    readonly purpose: string;
    readonly deploysUnseen?: boolean;
    readonly becomes?: readonly ApplicationFacts[];
    readonly coversAll?: true;
  },
  { facts, leftOut, scope }: {
    readonly facts: CallFacts;
    readonly scope: Scope | undefined;
    readonly leftOut: ReadonlyMap<string, number>;
  },
): Promise<void> {
  for (const application of becomes) {
    const restriction = await facts.restrictionOfState(application);
    if (!restriction) continue;
    throw outOfScope(
      `application '${application.metadata?.name ?? "?"}' as it would be`,
      why(restriction),
    );
  }
  if (scope && deploysUnseen) {
    throw new ToolError(
      "OUT_OF_SCOPE",
      `Cannot ${purpose}: automated sync would deploy what nobody has looked at, and its project lets that hold applications that are out of scope`,
      {
        hint:
          "Switch automated sync off for it and sync it here, where its resources are looked at; or use a project that does not allow the namespace of Argo CD as destination",
      },
    );
  }
  const hidden = leftOut.get("resources") ?? 0;
  if (coversAll && hidden > 0) {
    throw new ToolError(
      "OUT_OF_SCOPE",
      `Cannot ${purpose}: ${hidden} of its resources belong to what is out of scope`,
      {
        hint:
          "It would change what this server must not touch; only the operator of this server can change its scope",
      },
    );
  }
}
