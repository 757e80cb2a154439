/**
 * Numbers and tables that the benches share.
 *
 * @module
 */

/** The middle value; the mean of the two middle ones where there is an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? NaN;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? NaN) + upper) / 2
    : upper;
}

/** Milliseconds that `action` takes. */
export async function time(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** Resident memory of a process now and at its highest, in MB; `undefined` where the system does not tell. */
export async function residentMemory(
  pid: number,
): Promise<{ now: number; peak: number } | undefined> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`)
    .catch(() => undefined);
  const now = /VmRSS:\s+(\d+) kB/.exec(status ?? "")?.[1];
  const peak = /VmHWM:\s+(\d+) kB/.exec(status ?? "")?.[1];
  if (now === undefined || peak === undefined) return undefined;
  return { now: Number(now) / 1024, peak: Number(peak) / 1024 };
}

/** One requirement of a bench and whether it is met. */
export interface Requirement {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** Prints rows as columns; the first row is the heading. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    print(cells.join("  ").trimEnd());
  }
}

/** Prints each requirement, and returns the exit code: 1 where one is missed and `--check` was given. */
export function conclude(requirements: readonly Requirement[]): number {
  print("");
  for (const { what, measured, limit } of requirements) {
    const verdict = measured <= limit ? "met" : "MISSED";
    print(
      `${verdict}: ${what}: ${measured.toFixed(3)}, at most ${
        limit.toFixed(3)
      }`,
    );
  }
  const missed = requirements.some(({ measured, limit }) =>
    !(measured <= limit)
  );
  return missed && Deno.args.includes("--check") ? 1 : 0;
}
