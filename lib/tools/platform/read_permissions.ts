/**
 * What this program's account may do, as far as Argo CD answers that question.
 *
 * @module
 */
import type { ToolContext } from "../../tool.ts";
import { askPermission, type Permission } from "../ask_permission.ts";
import { mapLimited } from "../../map_limited.ts";

/** What may be asked of a project's applications; an action on a resource is answered `no` to everybody, so it is not here. */
const IN_PROJECT = [
  "applications get",
  "applications sync",
  "applications create",
  "applications update",
  "applications delete",
  "applications override",
  "logs get",
  "exec create",
  "applicationsets get",
] as const;
const PROJECT_ITSELF = ["projects get", "projects update"] as const;
const EVERYWHERE = ["clusters get", "repositories get"] as const;

/** Answers about one project and about everything. */
export interface PermissionsView {
  readonly project: string;
  readonly may: Actions;
  readonly may_not?: Actions;
  readonly unknown?: Actions;
}

/** Actions by resource: `{"applications": ["get", "sync"]}`. */
type Actions = Readonly<Record<string, readonly string[]>>;

/** Words, then the object; Argo CD takes the object literally, `*` included. */
type Question = readonly [permission: string, object: string];

/**
 * Asks about `project`.
 *
 * @throws {ToolError} what the first question is answered with, so that "not logged in" is not twelve "unknown".
 */
export async function readPermissions(
  project: string,
  { argocd, signal }: Pick<ToolContext, "argocd" | "signal">,
): Promise<PermissionsView> {
  const questions: readonly Question[] = [
    ...IN_PROJECT.map((words): Question => [words, `${project}/*`]),
    ...PROJECT_ITSELF.map((words): Question => [words, project]),
    ...EVERYWHERE.map((words): Question => [words, "*"]),
  ];

  async function ask(
    [words, object]: Question,
  ): Promise<[string, Permission]> {
    const [resource = "", action = ""] = words.split(" ");
    const question = { resource, action, object };
    return [words, await askPermission(argocd, question, { signal })];
  }
  const [first, ...others] = questions;
  const answers = [
    ...(first ? [await ask(first)] : []),
    ...await mapLimited(others, ask),
  ];

  function those(wanted: Permission): Actions {
    const words = answers.filter(([, value]) => value === wanted)
      .map(([words]) => words.split(" "));
    const byResource = Map.groupBy(words, ([resource = ""]) => resource);
    return Object.fromEntries(
      [...byResource].map(([resource, all]) => [
        resource,
        all.map(([, action = ""]) => action),
      ]),
    );
  }
  const [denied, unknown] = [those("no"), those("unknown")];
  return {
    project,
    may: those("yes"),
    ...(Object.keys(denied).length > 0 ? { may_not: denied } : {}),
    ...(Object.keys(unknown).length > 0 ? { unknown } : {}),
  };
}
