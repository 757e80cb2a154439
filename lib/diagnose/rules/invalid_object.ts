/**
 * The object is not what its API takes: an unknown field, a wrong type, a value that is missing or not allowed.
 *
 * @module
 */
import {
  isSpecial,
  listed,
  type RefusedField,
  refusedFields,
} from "../api_causes.ts";
import type { Rule } from "../facts.ts";
import { quoted } from "../quote.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const RULE = "invalid-object";
const UNKNOWN_REGEXP =
  /unknown field "([^"]+)"|unknown field "?([\w.[\]]+)|\.([\w.[\]"=]+): field not declared in schema/;
const TYPE_REGEXP =
  /cannot unmarshal (\w+) into Go (?:struct field \w+\.([\w.]+)|value) of type ([\w.*[\]]+)|\.([\w.[\]"=]+): expected (\w+)[^,]*, got (\w+)/;
const QUANTITY_REGEXP =
  /quantities must match the regular expression|unable to parse quantity/i;
const OTHER_REGEXP =
  /error validating data|ValidationError\(|strict decoding error|cannot be handled as an? |is invalid:|Object '(?:Kind|apiVersion)' is missing|error unmarshall?ing|failed to create typed patch object|unable to decode|json: |yaml: /i;

function unknownField(message: string): string | undefined {
  const [, quotedName, name, declared] = UNKNOWN_REGEXP.exec(message) ?? [];
  return quotedName ?? name ?? declared;
}

function typeProblem(message: string): string | undefined {
  const found = TYPE_REGEXP.exec(message);
  if (!found) return undefined;
  const [, got, field, wanted, path, expected, given] = found;
  return path
    ? `${path} is ${given} where ${expected} is expected`
    : `${field ?? "a value"} is ${got} where ${wanted} is expected`;
}

const REASON_CHARS = 110;

/** What the API says of its only field: the value, and what is wrong with it. */
function reasonOf(message: string, { path, kind }: RefusedField): string {
  const [, rest = ""] = message.split(`${path}: ${kind}`);
  const reason = rest.replace(/^:\s*/, "")
    // A rule of a schema speaks of a whole object, not of a value.
    .replace(/^"object": /, "").replace(/\s+/g, " ").trim();
  if (reason === "") return "";
  return `: ${
    reason.length > REASON_CHARS
      ? `${reason.slice(0, REASON_CHARS - 1)}…`
      : reason
  }`;
}

function fieldProblem(message: string): string | undefined {
  const fields = refusedFields(message);
  const [only] = fields;
  if (!only) return undefined;
  if (fields.length === 1 && only.kind !== "Required value") {
    return `${only.path} (${only.kind.toLowerCase()})${
      reasonOf(message, only)
    }`;
  }
  return listed(
    fields.map(({ path, kind }) =>
      kind === "Required value"
        ? `${path} is missing`
        : `${path} (${kind === "Forbidden" ? "forbidden" : kind.toLowerCase()})`
    ),
  );
}

/** Finds objects that the API does not understand. */
export const invalidObject: Rule = {
  names: [RULE],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      const { message } = failure;
      if (isSpecial(message)) return undefined;
      const unknown = unknownField(message);
      const isInvalid = unknown !== undefined || TYPE_REGEXP.test(message) ||
        QUANTITY_REGEXP.test(message) || OTHER_REGEXP.test(message);
      if (!isInvalid) return undefined;
      const problem = unknown === undefined
        ? QUANTITY_REGEXP.test(message)
          ? "an amount is not written as Kubernetes writes them (100m, 128Mi)"
          : typeProblem(message) ?? fieldProblem(message) ??
            quoted(message, 120)
        : `its API has no field '${unknown}'`;
      const field = unknown ?? refusedFields(message)[0]?.path;
      return {
        rule: RULE,
        decisive:
          /unknown field|cannot unmarshal|expected \w+|(?:Invalid|Required|Unsupported) value.{0,160}|is invalid:.{0,160}|quantit/i,
        confidence: 0.95,
        ...(field ? { field } : {}),
        summary: `${titleOf(failure)} is not valid: ${problem}`,
        then: "correct the object in the source",
      };
    }),
};
