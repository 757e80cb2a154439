/**
 * Makes `tests/faults/` out of a folder of recorded faults: everything that Argo CD said about each of them, without
 * the book-keeping of Kubernetes that nobody reads.
 *
 * Usage: `deno run -R -W scripts/trim_faults.ts SOURCE_DIR [TARGET_DIR]`
 *
 * @module
 */

/** Who wrote which field, kilobytes in each object. What the tools make of it is tested with other recordings. */
const DROPPED = new Set(["managedFields"]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Objects that stand as text within an answer stay text. */
function trimText(text: string): string {
  const inner = text.startsWith("{") ? parsed(text) : undefined;
  return inner === undefined ? text : JSON.stringify(trim(inner));
}

function trim(value: unknown): unknown {
  if (typeof value === "string") return trimText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(trim);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !DROPPED.has(key))
      .map(([key, child]) => [key, trim(child)]),
  );
}

async function main(
  [source, target = "tests/faults"]: readonly string[],
): Promise<void> {
  if (source === undefined) {
    throw new TypeError("Cannot trim: SOURCE_DIR is missing");
  }
  await Deno.mkdir(target, { recursive: true });
  for await (const { name } of Deno.readDir(source)) {
    if (!name.endsWith(".json")) continue;
    const recorded = JSON.parse(await Deno.readTextFile(`${source}/${name}`));
    const calls = recorded.calls.map((
      { request, response }: { request: unknown; response: { body: unknown } },
    ) => ({ request, response: { ...response, body: trim(response.body) } }));
    // One call a line: a change of one answer is a change of one line.
    const { calls: _calls, ...about } = recorded;
    const head = JSON.stringify(about).slice(0, -1);
    const lines = calls.map((call: unknown) => JSON.stringify(call));
    await Deno.writeTextFile(
      `${target}/${name}`,
      `${head},"calls":[\n${lines.join(",\n")}\n]}\n`,
    );
  }
}

await main(Deno.args);
