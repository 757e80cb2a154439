/**
 * JSON Patch (RFC 6902), with the error texts of the Go library behind the API.
 *
 * @module
 */
import { unknownError } from "./api_error.ts";
import { dig, digText, isDict } from "./json.ts";

/** RFC 6902. */
export function applyJsonPatch(object: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw unknownError(
      "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch",
    );
  }
  for (const step of patch) applyStep(object, step);
  return object;
}

function keysIn(path: string): readonly string[] {
  return path.split("/").slice(1).map((key) =>
    key.replaceAll("~1", "/").replaceAll("~0", "~")
  );
}

function stepInto(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key;
}

function applyStep(object: unknown, step: unknown): void {
  const op = digText(step, "op");
  const path = digText(step, "path");
  if (op === "copy" || op === "move") {
    const from = digText(step, "from");
    const value = structuredClone(
      dig(object, ...keysIn(from).map((key) => stepInto(key))),
    );
    if (op === "move") applyStep(object, { op: "remove", path: from });
    return applyStep(object, { op: "add", path, value });
  }
  const keys = [...keysIn(path)];
  const last = keys.pop() ?? "";
  let target = object;
  for (const key of keys) {
    target = Array.isArray(target)
      ? target[Number(key)]
      : isDict(target)
      ? target[key]
      : undefined;
  }
  const fail = (reason: string) =>
    unknownError(
      `error applying patch: error in ${op} for path: '${path}': ${reason}: missing value`,
    );
  if (Array.isArray(target)) {
    const index = last === "-" ? target.length : Number(last);
    if (op === "remove") target.splice(index, 1);
    else if (op === "add") target.splice(index, 0, dig(step, "value"));
    else target[index] = dig(step, "value");
    return;
  }
  if (!isDict(target)) {
    throw fail(
      `${op} operation does not apply: doc is missing path: "${path}"`,
    );
  }
  if ((op === "remove" || op === "replace") && !(last in target)) {
    throw fail(`Unable to ${op} nonexistent key: ${last}`);
  }
  if (op === "remove") delete target[last];
  else if (op === "add" || op === "replace") target[last] = dig(step, "value");
  else if (
    op === "test" &&
    JSON.stringify(target[last]) !== JSON.stringify(dig(step, "value"))
  ) {
    throw unknownError(
      `error applying patch: testing path '${path}' failed: test failed`,
    );
  }
}
