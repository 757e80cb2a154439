/**
 * What the audit log adds to a call: describing it, masking its arguments, sealing and writing the record.
 *
 * `--check` exits 1 when a record takes longer than its limit.
 *
 * @module
 */
import { AuditTrail } from "../../lib/audit/audit_trail.ts";
import { type CallFacts, describeCall } from "../../lib/audit/describe_call.ts";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { conclude, median, printTable, time } from "./measure.ts";

const RECORDS = 2_000;
const DURABLE_RECORDS = 50;
/** The first records are compiled while they are made. */
const WARM_UP = 500;
const MAX_MS = 0.3;

const FACTS: CallFacts = {
  kind: "call",
  id: "3f0e2a58-9a0c-4a52-8c1e-0c3a6f1f7b11",
  client: { name: "claude-code", version: "2.0.1" },
  transport: "stdio",
  instance: "argocd.example.com",
  tool: "get_application_logs",
  tier: "read",
  args: {
    application: "team-a/payments",
    workload: "payments-api",
    container: "api",
    previous: true,
    filter: "connection refused",
  },
  decision: "allowed",
  upstream: { calls: 2, status: 200 },
  ms: 41,
};

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

async function measure(
  trail: AuditTrail,
  { kind, count }: { readonly kind: CallFacts["kind"]; readonly count: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let record = 0; record < count; record++) {
    times.push(
      await time(async () => {
        const known = ["a-token-of-an-account-0123456789"];
        const call = describeCall({ ...FACTS, kind }, createMasker({ known }));
        if (!await trail.record(call)) {
          throw new Error("Cannot measure: not recorded");
        }
      }),
    );
  }
  return times;
}

async function main(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "argocd-mcp-bench-" });
  try {
    const path = `${folder}/audit.log`;
    const trail = new AuditTrail({ path, maxBytes: 0 });
    await measure(trail, { kind: "call", count: WARM_UP });
    const calls = await measure(trail, { kind: "call", count: RECORDS });
    const outcomes = await measure(trail, {
      kind: "outcome",
      count: DURABLE_RECORDS,
    });
    const { size } = await Deno.stat(path);
    const row = (name: string, times: readonly number[]) => [
      name,
      median(times).toFixed(3),
      percentile(times, 0.99).toFixed(3),
    ];
    printTable([
      ["record", "median ms", "99 % ms"],
      row("of a read, handed to the system", calls),
      row("of a write, on the disk", outcomes),
      [
        "bytes",
        String(Math.round(size / (WARM_UP + RECORDS + DURABLE_RECORDS))),
        "",
      ],
    ]);
    return conclude([{
      what: "ms for the record of a read",
      measured: median(calls),
      limit: MAX_MS,
    }]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main());
