/**
 * Where the Argo CD of an entry is, and how the way there is protected.
 *
 * @module
 */
import { isSeq } from "yaml";
import { parseServerAddress } from "../argocd/address.ts";
import { parseHeaderLines } from "../argocd/header_lines.ts";
import { registryNames } from "../argocd/setting_names.ts";
import { ToolError } from "../errors.ts";
import type { RegistryEntry, RegistryTls } from "./registry_entry.ts";
import type { RegistryFields } from "./registry_fields.ts";
import {
  flag,
  integer,
  listOf,
  pairs,
  type Reader,
  text,
} from "./registry_values.ts";

/** The keys that are read here. */
export const CONNECTION_KEYS = [
  "baseUrl",
  "plaintext",
  "insecure",
  "ca_file",
  "client_cert_file",
  "client_key_file",
  "tls_server_name",
  "headers",
  "timeout",
] as const;

/** What a file without a name of its instance calls the settings. */
const NAMES = {
  ...registryNames("it"),
  plaintext: "plaintext: true",
  account: "username and password",
};

/** What `work` gives; its refusal is taken down. */
function tried<T>(
  fields: RegistryFields,
  key: string,
  work: () => T,
): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    fields.refused(key, error);
    return undefined;
  }
}

function addressOf(
  fields: RegistryFields,
  plaintext: boolean,
): URL | undefined {
  const address = fields.get("baseUrl", text());
  if (address === undefined) return undefined;
  return tried(
    fields,
    "baseUrl",
    () =>
      parseServerAddress(address, {
        plaintext,
        names: NAMES,
        source: "baseUrl",
      }),
  );
}

/** Both forms as lines. A line break would begin another header. */
const headerLines: Reader<readonly string[]> = (node) => {
  if (isSeq(node)) return listOf(text())(node);
  const reading = pairs(node);
  if (!("value" in reading)) return reading;
  const lines = reading.value.map(([name, value]) =>
    `${name}: ${value.trim()}`
  );
  return lines.some((line) => /\p{Cc}/u.test(line))
    ? { state: "has a line break or another control character" }
    : { value: lines };
};

function headersOf(fields: RegistryFields): RegistryEntry["headers"] {
  const lines = fields.get("headers", headerLines) ?? [];
  return tried(
    fields,
    "headers",
    () => parseHeaderLines(lines.join("\n"), "headers"),
  ) ?? [];
}

function tlsOf(
  fields: RegistryFields,
  resolve: (path: string) => string,
): RegistryTls {
  const insecure = fields.get("insecure", flag) ?? false;
  if (insecure && fields.has("ca_file")) {
    fields.problem(
      "ca_file",
      "and insecure contradict: without verification there is nothing to trust certificates for",
    );
  }
  for (
    const [has, lacks] of [
      ["client_cert_file", "client_key_file"],
      ["client_key_file", "client_cert_file"],
    ] as const
  ) {
    if (fields.has(has) && !fields.has(lacks)) {
      fields.problem(has, `is given without ${lacks}`);
    }
  }
  const file = (key: string) => {
    const path = fields.get(key, text());
    return path === undefined ? undefined : resolve(path);
  };
  const caFile = file("ca_file");
  const clientCertFile = file("client_cert_file");
  const clientKeyFile = file("client_key_file");
  const serverName = fields.get("tls_server_name", text());
  return {
    insecure,
    ...(serverName === undefined ? {} : { serverName }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(clientCertFile === undefined ? {} : { clientCertFile }),
    ...(clientKeyFile === undefined ? {} : { clientKeyFile }),
  };
}

/** Reads it; what is wrong is taken down. */
export function readConnection(
  fields: RegistryFields,
  resolve: (path: string) => string,
): Pick<
  RegistryEntry,
  "baseUrl" | "plaintext" | "tls" | "headers" | "timeoutSeconds"
> {
  const plaintext = fields.get("plaintext", flag) ?? false;
  const timeoutSeconds = fields.get("timeout", integer({ min: 1, max: 600 }));
  return {
    baseUrl: addressOf(fields, plaintext),
    plaintext,
    tls: tlsOf(fields, resolve),
    headers: headersOf(fields),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}
