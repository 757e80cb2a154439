/**
 * The registry of instances: a file with one entry for each Argo CD.
 *
 * It is a list of entries or a mapping with the list under `instances`, as YAML or JSON. What other servers for Argo CD
 * read (`[{"baseUrl": "…", "token": "…"}]`) is read as it is.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { isMap, isSeq } from "yaml";
import { comparableAddress } from "../argocd/comparable_address.ts";
import { isLabelKey, isLabelValue } from "./label_selector.ts";
import { CONNECTION_KEYS, readConnection } from "./registry_connection.ts";
import { readRegistryDocument } from "./registry_document.ts";
import type { RegistryEntry } from "./registry_entry.ts";
import { type FieldsContext, RegistryFields } from "./registry_fields.ts";
import { LIMIT_KEYS, readLimits, readWindows } from "./registry_limits.ts";
import { RegistryProblems, unusableRegistry } from "./registry_problems.ts";
import { readSignIn, SIGN_IN_KEYS } from "./registry_sign_in.ts";
import { readRegistryText } from "./registry_text.ts";
import { pairs, type Reader, text } from "./registry_values.ts";

const ENTRY = {
  what: "an instance",
  keys: [
    "name",
    "labels",
    ...CONNECTION_KEYS,
    ...SIGN_IN_KEYS,
    ...LIMIT_KEYS,
    "freeze_file",
  ],
  aliases: { base_url: "baseUrl" },
} as const;

const WHOLE = { what: "the registry", keys: ["instances"] } as const;

const NAME_REGEXP = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
/** What contexts of the CLI are usually called: addresses. */
const CONTEXT_REGEXP = /^[A-Za-z0-9[][A-Za-z0-9._:/[\]-]{0,199}$/;
const NAME_STATE =
  "must have at most 63 letters, digits, '.', '_' and '-', and begin and end with a letter or a digit";

const name = text((given) => NAME_REGEXP.test(given) ? undefined : NAME_STATE);

const labels: Reader<Readonly<Record<string, string>>> = (node) => {
  const reading = pairs(node);
  if (!("value" in reading)) return reading;
  const isWrong = reading.value.some(([key, value]) =>
    !isLabelKey(key) || !isLabelValue(value)
  );
  return isWrong
    ? {
      state:
        "has a label that Kubernetes would not take: at most 63 letters, digits, '-', '_' and '.' each",
    }
    : { value: Object.fromEntries(reading.value) };
};

/** The address as people write it. */
function addressName({ host, pathname }: URL): string {
  return `${host}${pathname.replace(/\/$/, "")}`;
}

function readEntry(
  fields: RegistryFields,
  base: string,
): RegistryEntry | undefined {
  const toAbsolute = (path: string) => resolve(base, path);
  const given = fields.get("name", name);
  const connection = readConnection(fields, toAbsolute);
  const { baseUrl } = connection;
  const context = fields.has("argocd_context")
    ? fields.get("argocd_context", text())
    : undefined;
  if (
    given === undefined && !fields.has("baseUrl") && context !== undefined &&
    !CONTEXT_REGEXP.test(context)
  ) {
    fields.problem(
      "argocd_context",
      "cannot be the name of the instance; give it a name",
    );
  }
  const called = given ?? (baseUrl ? addressName(baseUrl) : context);
  const source = `'${called ?? "?"}' in the registry`;
  if (fields.has("baseUrl") === fields.has("argocd_context")) {
    // The token of a context belongs to the address of the context.
    if (baseUrl) {
      fields.problem("baseUrl", "is what argocd_context says; leave it out");
    } else if (!fields.has("baseUrl")) fields.wrong("it has no baseUrl");
  }
  const signIn = readSignIn(fields, { source, resolve: toAbsolute });
  const windows = readWindows(fields);
  const freezeFile = fields.get("freeze_file", text());
  const limits = readLimits(fields, source);
  const own = fields.get("labels", labels) ?? {};
  if (called === undefined || !signIn) return undefined;
  return {
    line: fields.line,
    name: called,
    labels: own,
    ...connection,
    signIn,
    limits,
    ...(freezeFile === undefined ? {} : { freezeFile: toAbsolute(freezeFile) }),
    ...(windows ? { windows } : {}),
  };
}

/** Takes down entries that cannot be told apart. */
function refuseTwins(
  entries: readonly RegistryEntry[],
  problems: RegistryProblems,
): void {
  const names = new Map<string, RegistryEntry>();
  const addresses = new Map<string, RegistryEntry>();
  for (const entry of entries) {
    const key = entry.name.toLowerCase();
    const first = names.get(key);
    if (first) {
      problems.add(
        entry.line,
        `the name '${entry.name}' is given twice, first in line ${first.line}`,
      );
    } else names.set(key, entry);
    const address = entry.baseUrl && comparableAddress(entry.baseUrl.href);
    const other = address === undefined ? undefined : addresses.get(address);
    if (other) {
      problems.add(
        entry.line,
        `its baseUrl is the address of '${other.name}', too (line ${other.line})`,
      );
    } else if (address !== undefined) addresses.set(address, entry);
  }
  // Calls may name an instance by its address.
  for (const entry of entries) {
    const meant = addresses.get(comparableAddress(entry.name) ?? "");
    if (meant && meant !== entry && meant.name !== entry.name) {
      problems.add(
        entry.line,
        `the name '${entry.name}' is the address of '${meant.name}' (line ${meant.line})`,
      );
    }
  }
}

function listOfEntries(
  root: unknown,
  context: FieldsContext,
): readonly RegistryFields[] {
  const { problems, document } = context;
  const whole = isMap(root)
    ? RegistryFields.open(root, WHOLE, { ...context, around: 1 })
    : undefined;
  if (whole) {
    if (!whole.has("instances")) whole.wrong("it has no instances");
    return whole.mappings("instances", ENTRY) ?? [];
  }
  if (!isSeq(root) || root.items.length === 0) {
    problems.add(
      document.lineOf(root, 1),
      "the registry must be a list of instances that is not empty",
    );
    return [];
  }
  return root.items.flatMap((item) =>
    RegistryFields.open(item, ENTRY, { ...context, around: 1 }) ?? []
  );
}

/**
 * Reads the registry.
 *
 * @param path Relative paths in the file are relative to its folder.
 * @param source The setting that names it: `ARGOCD_TOKEN_REGISTRY_PATH`.
 * @throws {ToolError} `CONFIGURATION` with everything that is wrong, each with file and line; never with a secret.
 */
export async function readRegistry(
  path: string,
  source: string,
): Promise<readonly RegistryEntry[]> {
  const place = { path, source };
  const content = await readRegistryText(place);
  const problems = new RegistryProblems(place);
  const document = readRegistryDocument(content, problems);
  problems.refuse();
  if (!document) throw unusableRegistry(place, "it cannot be read");
  const base = dirname(resolve(path));
  const entries = listOfEntries(document.root, { document, problems })
    .flatMap((fields) => readEntry(fields, base) ?? []);
  refuseTwins(entries, problems);
  problems.refuse();
  return entries;
}
