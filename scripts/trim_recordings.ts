/**
 * Makes `tests/recordings/` out of a folder of full recordings of running Argo
 * CD servers: picks what the tests need, drops repeated requests of one class,
 * and shortens long strings and lists without losing a key or a type.
 *
 * Usage: `deno run -R -W scripts/trim_recordings.ts SOURCE_DIR [TARGET_DIR]`
 *
 * @module
 */

import { shortenBody } from "./trim_recordings/shorten.ts";
import { classOf, type Recording } from "./trim_recordings/recording.ts";
import { isWanted, SELECTION } from "./trim_recordings/selection.ts";
import {
  ssoEntries,
  type SsoRecording,
  trimmedSso,
} from "./trim_recordings/sso.ts";

/** Source folder of each recorded version, and the name of its target folder. */
const VERSIONS = [
  { source: ".", target: "v3.5" },
  { source: "v3.2", target: "v3.2" },
  { source: "v2.14", target: "v2.14" },
] as const;

/** Response headers that say nothing about Argo CD's behaviour. */
const DROPPED_HEADERS = ["transfer-encoding", "content-length", "vary"];

/** Paths that the recorder's masking of machine paths has eaten, by entry name. */
const REPAIRED_PATHS: Readonly<Record<string, string>> = {
  "resource-tree root": "/root/resource-tree",
  "list actions: Application (child)": "/root/resource/actions",
};

async function main(args: readonly string[]): Promise<void> {
  const [source, target = "tests/recordings"] = args;
  if (source === undefined) {
    throw new TypeError("Cannot trim: SOURCE_DIR is missing");
  }
  for (const version of VERSIONS) {
    const folder = `${target}/${version.target}`;
    await Deno.mkdir(folder, { recursive: true });
    for (const [file, rule] of Object.entries(SELECTION)) {
      const entries = await read(`${source}/${version.source}/${file}.json`);
      const kept = distinct(entries.filter((entry) => isWanted(entry, rule)));
      if (kept.length === 0) continue;
      const lines = kept.map((entry) => JSON.stringify(trimmed(entry)));
      await Deno.writeTextFile(
        `${folder}/${file}.jsonl`,
        `${lines.join("\n")}\n`,
      );
    }
  }
  const sso = await read<SsoRecording>(`${source}/sso.json`);
  if (sso.length === 0) return;
  await Deno.mkdir(`${target}/sso`, { recursive: true });
  const lines = ssoEntries(sso).map((entry) =>
    JSON.stringify(trimmedSso(entry))
  );
  await Deno.writeTextFile(
    `${target}/sso/argocd.jsonl`,
    `${lines.join("\n")}\n`,
  );
}

async function read<T extends Recording>(path: string): Promise<readonly T[]> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The first entry of each request class, in the order of recording. */
function distinct(entries: readonly Recording[]): readonly Recording[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const key = classOf(entry);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function trimmed(entry: Recording): unknown {
  const { name, account, request, response, note } = entry;
  const repaired = REPAIRED_PATHS[name];
  const path = repaired === undefined
    ? request.path
    : request.path.replace("<path>", repaired);
  const body = shortenBody(response.body, response.status);
  const headers = Object.entries(response.headers)
    .filter(([key]) => !DROPPED_HEADERS.includes(key));
  return {
    name,
    account,
    ...(entry.objects === undefined ? {} : { objects: entry.objects }),
    request: {
      method: request.method,
      path,
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    response: {
      status: response.status,
      headers: Object.fromEntries(headers),
      body: body.value,
      ...(body.trimmed || response.trimmed === true ? { trimmed: true } : {}),
    },
    ...(note === undefined ? {} : { note }),
  };
}

if (import.meta.main) await main(Deno.args);
