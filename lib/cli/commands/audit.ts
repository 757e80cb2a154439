/**
 * `argocd-mcp audit verify FILE…` and `argocd-mcp audit show FILE…`.
 *
 * @module
 */
import { openIntents } from "../../audit/open_intents.ts";
import { lookAtAll, readLines } from "../../audit/read_log.ts";
import { asciiJson, readSealed } from "../../audit/seal.ts";
import {
  type AuditFilter,
  isOpen,
  isWanted,
  recordLine,
} from "../../audit/show.ts";
import { type AuditFindings, verifyAudit } from "../../audit/verify.ts";
import { cleanText } from "../../guards/clean_text.ts";
import { nearest } from "../../pipeline/nearest.ts";
import type { CommandContext } from "../command.ts";
import { didYouMean, refusal } from "../configuration_error.ts";
import type { OptionKey, Settings } from "../options.ts";

const ACTIONS = ["verify", "show"];
const FILTERS: readonly OptionKey[] = [
  "tool",
  "application",
  "decision",
  "since",
  "until",
];
/** Printed at once: a long log must not become one text. */
const CHUNK_CHARS = 64 * 1024;

function findingsText(findings: AuditFindings): string {
  const { files, records, first, last, problem, notes } = findings;
  const range = first === undefined ? "" : `, ${first} to ${last}`;
  const count = `${records} records${range}, in ${files} ${
    files === 1 ? "file" : "files"
  }`;
  const lines = problem
    ? [
      `NOT INTACT: ${problem.text} (${problem.where})`,
      `in order before it: ${count}`,
    ]
    : [`intact: ${count}`];
  return [...lines, ...notes.map((note) => `note: ${note}`)]
    .map((line) => `${cleanText(line)}\n`).join("");
}

async function verify(
  paths: readonly string[],
  { host, settings }: CommandContext,
): Promise<number> {
  const findings = await verifyAudit(paths);
  const intact = findings.problem === undefined;
  host.print(
    settings.json
      ? `${asciiJson({ intact, ...findings })}\n`
      : findingsText(findings),
  );
  return intact ? 0 : 1;
}

function filterOf(
  { tool, application, decision, since, until }: Settings,
): AuditFilter {
  return {
    ...(tool === undefined ? {} : { tool }),
    ...(application === undefined ? {} : { application }),
    ...(decision === undefined ? {} : { decision }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

async function show(
  paths: readonly string[],
  { host, settings }: CommandContext,
): Promise<number> {
  const filter = filterOf(settings);
  let chunk = "";
  let unread = 0;
  let left = 0;
  const files = await lookAtAll(paths);
  const open = await openIntents(files);
  for (const file of files) {
    for await (const { text } of readLines(file)) {
      const record = readSealed(text)?.record;
      if (!record) unread++;
      else if (isWanted(record, filter)) {
        if (isOpen(record, open)) left++;
        const line = settings.json
          ? asciiJson(record)
          : recordLine(record, open);
        chunk += `${line}\n`;
      }
      if (chunk.length < CHUNK_CHARS) continue;
      host.print(chunk);
      chunk = "";
    }
  }
  host.print(chunk);
  if (left > 0) {
    host.tell(
      `argocd-mcp: warning: ${left} ${
        left === 1 ? "write has" : "writes have"
      } an intent and no outcome in these files: still under way, or the program stopped in the middle; Argo CD shows what became of it`,
    );
  }
  if (unread > 0) {
    host.tell(
      `argocd-mcp: warning: ${unread} lines are no records; 'argocd-mcp audit verify' says more`,
    );
  }
  return 0;
}

/** Verifies or shows audit logs; 0 when they are intact or shown, 1 when they are not intact. */
export async function audit(context: CommandContext): Promise<number> {
  const { operands, origins } = context;
  const [action = "", ...paths] = operands;
  if (!ACTIONS.includes(action)) {
    const near = nearest(action, ACTIONS);
    throw refusal(
      `'audit' needs 'verify' or 'show', and files${didYouMean(near)}`,
      near ? undefined : "For example: argocd-mcp audit verify audit.log",
    );
  }
  if (paths.length === 0) throw refusal(`'audit ${action}' needs a file`);
  if (action === "show") return await show(paths, context);
  for (const key of FILTERS) {
    if (!origins.has(key)) continue;
    throw refusal(
      `flag '${
        origins.get(key)
      }' is for 'audit show': only a whole chain can be verified`,
    );
  }
  return await verify(paths, context);
}
