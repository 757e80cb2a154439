/**
 * What a sync asks for, taken from its body. As seen on live servers, positions of sources count from 1 and one
 * out of range is a 500; an unknown branch is a 400, and so is a repo-server that is down.
 *
 * @module
 */
import { precondition, unknownError } from "../model/api_error.ts";
import { type Operation, sourcesOf } from "../model/application.ts";
import { RepoServerDown, resolveSource } from "../model/desired_state.ts";
import { RepoError } from "../model/git.ts";
import { type Dict, digDict, digList, digText, isDict } from "../model/json.ts";
import type { ApplicationRecord } from "../model/world.ts";
import type { Call } from "./call.ts";

/** A resource of a sync as Go writes it: empty fields are left out, the name never is. */
export function resourceEntry(
  entry: unknown,
): NonNullable<Operation["sync"]["resources"]>[number] {
  const group = digText(entry, "group");
  const namespace = digText(entry, "namespace");
  return {
    ...(group === "" ? {} : { group }),
    kind: digText(entry, "kind"),
    name: digText(entry, "name"),
    ...(namespace === "" ? {} : { namespace }),
  };
}

/** The texts of a list; what else stands in it is passed over. */
export function texts(list: readonly unknown[]): string[] {
  return list.filter((one) => typeof one === "string");
}

/** How often to retry: what the body asks for, else what the application's own policy says. */
export function retryOf(
  record: ApplicationRecord,
  body: Dict,
): Operation["retry"] {
  const asked = digDict(body, "retryStrategy");
  if (Object.keys(asked).length > 0) return { ...asked };
  const policy = record.app.spec.syncPolicy?.retry;
  return isDict(policy) ? { ...policy } : {};
}

/** The full revisions a sync goes to: `revision` for one source, `revisions` by `sourcePositions` for several. */
export function resolvedRevisions(
  call: Call,
  record: ApplicationRecord,
  body: Dict,
): string[] {
  const { spec } = record.app;
  const sources = sourcesOf(spec);
  const asked: (string | undefined)[] = [];
  if (spec.sources === undefined) {
    asked[0] = digText(body, "revision") || undefined;
  } else {
    const given = digList(body, "revisions");
    for (
      const [index, position] of digList(body, "sourcePositions").entries()
    ) {
      if (
        typeof position !== "number" || position < 1 ||
        position > sources.length
      ) {
        throw unknownError("source position is out of range");
      }
      asked[position - 1] = String(given[index] ?? "") || undefined;
    }
  }
  return sources.map((source, index) => {
    try {
      return resolveSource(call.world, source, asked[index]);
    } catch (error) {
      if (error instanceof RepoServerDown) {
        throw precondition(
          `error resolving repo revision: rpc error: code = Unavailable desc = ${error.message}`,
        );
      }
      if (error instanceof RepoError) {
        throw precondition(
          `error resolving repo revision: rpc error: code = Unknown desc = ${error.message}`,
        );
      }
      throw error;
    }
  });
}
