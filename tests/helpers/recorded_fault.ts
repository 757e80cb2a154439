/**
 * A recorded fault as an Argo CD: whoever asks what was asked when it was recorded gets the same answer. What was not
 * recorded is refused, and the simulator says the rest (version, settings, who we are).
 *
 * @module
 */
import { denied } from "./denied.ts";
import { type Harness, harness } from "./tool_harness.ts";

/** A case of `tests/faults/`. */
export interface RecordedFault {
  readonly id: string;
  readonly title: string;
  readonly kind: "fault" | "twin" | "double";
  readonly truth: {
    readonly cause: string;
    readonly findings: readonly {
      readonly what: string;
      readonly where: string;
      readonly decisive_text: string;
    }[];
    readonly not?: readonly string[];
  };
  readonly recorded_at: string;
  readonly calls: readonly {
    readonly request: { readonly method: string; readonly path: string };
    readonly response: { readonly status: number; readonly body: unknown };
  }[];
}

const FOLDER = new URL("../faults/", import.meta.url);

/** Reads one case. */
export async function readFault(id: string): Promise<RecordedFault> {
  return JSON.parse(await Deno.readTextFile(new URL(`${id}.json`, FOLDER)));
}

/** Ids of all cases. */
export function faultIds(): readonly string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length)).sort();
}

/** The keys that tell questions apart; how much is asked for, and for whom, does not. */
const TELLING_KEYS = [
  "resourceUID",
  "resourceName",
  "kind",
  "podName",
  "container",
  "previous",
  "revision",
];

function questionOf(method: string, url: URL): string {
  const isWhole = /\/(?:events|managed-resources)$/.test(url.pathname);
  const keys = TELLING_KEYS.flatMap((key) => {
    const value = url.searchParams.get(key);
    // Events are told apart by the object alone, and all resources are asked for by their kind where they have one.
    if (value === null || isWhole && key === "kind") return [];
    if (key === "previous" && value === "false") return [];
    return [`${key}=${value}`];
  });
  return `${method} ${decodeURIComponent(url.pathname)} ${keys.join("&")}`;
}

/** Paths that belong to the case; everything else is the simulator's. */
function isOfCase({ pathname }: URL): boolean {
  return /^\/api\/v1\/(applications|applicationsets|projects|clusters|repositories|stream)\b/
    .test(pathname);
}

function bodyOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** As Argo CD does of managed resources: only the members of its items that were asked for. */
function projected(body: unknown, { pathname, searchParams }: URL): unknown {
  const fields = searchParams.get("fields");
  if (!fields || !pathname.endsWith("/managed-resources")) return body;
  const wanted = new Set(
    fields.split(",").map((field) => field.replace(/^items\./, "")),
  );
  const { items } = body as { readonly items?: readonly object[] };
  return items === undefined ? body : {
    items: items.map((item) =>
      Object.fromEntries(
        Object.entries(item).filter(([key]) => wanted.has(key)),
      )
    ),
  };
}

/** Answers what belongs to the case; `undefined` for what the simulator says. */
export function answerFault(
  fault: RecordedFault,
): (request: Request) => Response | undefined {
  const answers = new Map<string, RecordedFault["calls"][number]["response"]>();
  for (const { request, response } of fault.calls) {
    const url = new URL(request.path, "http://argocd");
    const question = questionOf(request.method, url);
    if (!answers.has(question)) answers.set(question, response);
  }
  return (request) => {
    const url = new URL(request.url);
    if (!isOfCase(url)) return undefined;
    const answer = answers.get(questionOf(request.method, url));
    if (answer) {
      return new Response(bodyOf(projected(answer.body, url)), {
        status: answer.status,
        headers: { "content-type": "application/json" },
      });
    }
    return denied("permission denied: not recorded");
  };
}

/** Tools over a recorded case, at the time of its recording; dispose of it. */
export function faultHarness(fault: RecordedFault): Harness {
  return harness({
    now: () => new Date(fault.recorded_at),
    intercept: answerFault(fault),
  });
}
