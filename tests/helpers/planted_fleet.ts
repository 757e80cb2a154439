/**
 * A fleet in which recorded faults were planted many times: the list is the simulator's, and each ill application
 * answers for itself what the recorded one did, under its own name.
 *
 * @module
 */
import type { Application } from "../../lib/demo/model/application.ts";
import type { Fleet } from "../../lib/demo/model/fleet.ts";
import type { Dict } from "../../lib/demo/model/json.ts";
import type { World } from "../../lib/demo/simulator.ts";
import { readFault, type RecordedFault } from "./recorded_fault.ts";

/** What the applications with one cause have in common, and no others; everything else about them is any. */
export type Bond =
  | "image"
  | "chart"
  | "target"
  | "path"
  | "repository"
  | "cluster"
  | "project"
  | "registry"
  | "nothing";

/** A recorded fault, and how often it is planted. */
export interface Planted {
  readonly id: string;
  readonly count: number;
  readonly bond: Bond;
  /** What it is called where the same fault is planted with other words. Default: its id. */
  readonly as?: string;
  /**
   * Words that were recorded, and what stands for them here: `{name}`, `{server}` and `{project}` are those of each
   * application, `{number}` tells it from others.
   */
  readonly says?: readonly (readonly [recorded: string, here: string])[];
}

/** A fleet for a simulator; `intercept` answers for what is ill. */
export interface PlantedFleet {
  readonly fleet: Fleet;
  readonly intercept: (request: Request) => Response | undefined;
  /** Names by the id of the fault; what is fine has none. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly now: Date;
}

const NOW = "2026-11-21T06:40:00Z";
const LONG_AGO = "2026-11-19T10:00:00Z";
const IMAGES = ["catalog", "orders", "search", "cart", "tax", "voice", "docs"];

/** The same numbers in every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  while (true) {
    state = Math.imul(state, 1103515245) + 12345 >>> 0;
    yield state >>> 8;
  }
}

/** The recorded application, also of a fault for which only the list shows it. */
function recorded({ calls, id }: RecordedFault): Application {
  for (const { response: { body } } of calls) {
    const one = body as Partial<Application> & { items?: Application[] };
    const found = one?.spec && one.status ? one : one?.items?.[0];
    if (found?.metadata?.name === id) return found as Application;
  }
  throw new Error(`Cannot find the application of '${id}'`);
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What was recorded of `planted`, as if it were of the application `name`. */
function retold(
  value: unknown,
  { id, says = [] }: Planted,
  { name, place: { server, project } }: {
    readonly name: string;
    readonly place: Place;
  },
): unknown {
  const number = String(Number(name.slice(-5)));
  const own: Record<string, string> = { name, server, project, number };
  let text = JSON.stringify(value);
  for (const [recorded, here] of says) {
    const filled = here.replace(/\{(\w+)\}/g, (all, key) => own[key] ?? all);
    text = text.replaceAll(quoted(recorded), quoted(filled));
  }
  return JSON.parse(text.replaceAll(id, name));
}

/** Where an application is, of its own accord. */
interface Place {
  readonly project: string;
  readonly server: string;
  readonly source: Record<string, string>;
}

/** One application that is ill. */
interface Planting {
  readonly planted: Planted;
  readonly fault: RecordedFault;
  readonly app: Application;
  readonly place: Place;
}

function specOf(
  { spec }: Application,
  { bond, place, name, id }: Pick<Planted, "bond" | "id"> & {
    readonly place: Place;
    readonly name: string;
  },
): Application["spec"] {
  const own = (spec.source ?? spec.sources?.at(-1) ?? { repoURL: "" }) as
    & Record<string, string>
    & { repoURL: string };
  const source: Record<string, string> = { ...place.source };
  const isOfGit = ["repository", "target", "path"].includes(bond);
  if (isOfGit && source["chart"]) {
    delete source["chart"];
    Object.assign(source, { path: `apps/${name}`, targetRevision: "main" });
  }
  if (bond === "repository") source["repoURL"] = own.repoURL;
  if (bond === "target") {
    source["targetRevision"] = own["targetRevision"] ?? "";
    source["repoURL"] = "https://git.example.test/bonds/target.git";
  }
  if (bond === "path") {
    source["path"] = own["path"] ?? "";
    source["repoURL"] = "https://git.example.test/bonds/path.git";
  }
  if (bond === "chart") {
    delete source["path"];
    Object.assign(source, {
      chart: id,
      repoURL: "https://charts.example.test/all",
      targetRevision: "4.0.0",
    });
  }
  return {
    project: bond === "project" ? `only-${id}` : place.project,
    destination: {
      server: bond === "cluster"
        ? spec.destination.server === "https://kubernetes.default.svc"
          ? `https://${id}.clusters.example.test`
          : spec.destination.server ?? ""
        : place.server,
      namespace: name,
    },
    source: source as never,
  };
}

/** Plants the faults among applications that are fine; `total` of all. Another `seed` puts them elsewhere. */
export async function plantFleet(
  planted: readonly Planted[],
  total: number,
  seed = 12345,
): Promise<PlantedFleet> {
  const random = numbers(seed);
  const pick = (most: number) => random.next().value % most;
  const apps: Application[] = [];
  const names = new Map<string, string[]>();
  const answers = new Map<string, Planting>();

  function placeOf(name: string): Place {
    const isChart = pick(4) === 0;
    return {
      project: `team-${pick(14)}`,
      server: pick(3) === 0
        ? "https://kubernetes.default.svc"
        : `https://c${pick(20)}.clusters.example.test`,
      source: isChart
        ? {
          repoURL: "https://charts.example.test/all",
          chart: `chart-${pick(8)}`,
          targetRevision: `1.${pick(4)}.0`,
        }
        : {
          repoURL: `https://git.example.test/team/repo-${pick(30)}.git`,
          path: `apps/${name}`,
          targetRevision: "main",
        },
    };
  }
  for (const one of planted) {
    const { id, count, bond, as: called = id } = one;
    const fault = await readFault(id);
    const origin = recorded(fault);
    names.set(called, []);
    for (let number = 0; number < count; number++) {
      const name = `app-${String(apps.length).padStart(5, "0")}`;
      const place = placeOf(name);
      const copy = retold(origin, one, { name, place }) as Application;
      const isOwn = bond !== "image" && bond !== "registry";
      const status = isOwn && copy.status.summary.images
        ? {
          ...copy.status,
          summary: { images: [`registry.example.test/own/${name}:1.0.0`] },
        }
        : copy.status;
      const app: Application = {
        ...copy,
        metadata: { ...copy.metadata, name, namespace: "argocd" },
        spec: specOf(copy, { bond, id: called, name, place }),
        status,
      };
      apps.push(app);
      names.get(called)?.push(name);
      answers.set(name, { planted: one, fault, app, place });
    }
  }
  while (apps.length < total) {
    const name = `app-${String(apps.length).padStart(5, "0")}`;
    const { source, project, server } = placeOf(name);
    apps.push({
      metadata: {
        name,
        namespace: "argocd",
        creationTimestamp: LONG_AGO,
      },
      spec: {
        source: source as never,
        project,
        destination: { server, namespace: name },
      },
      status: {
        sync: { status: "Synced", comparedTo: {}, revision: "a".repeat(40) },
        health: { status: "Healthy", lastTransitionTime: LONG_AGO },
        summary: {
          images: [
            `registry.example.test/${IMAGES[pick(IMAGES.length)]}:1.${
              pick(9)
            }.7`,
          ],
        },
        operationState: {
          operation: { sync: {}, initiatedBy: {}, retry: {} },
          phase: "Succeeded",
          startedAt: LONG_AGO,
          finishedAt: LONG_AGO,
        },
        sourceHydrator: {},
      },
    } as unknown as Application);
  }
  const byName = new Map(apps.map((app) => [app.metadata.name, app]));

  function intercept(request: Request): Response | undefined {
    const url = new URL(request.url);
    const [, name = "", rest = ""] =
      /^\/api\/v1\/applications\/([^/]+)(?:\/(.+))?$/.exec(url.pathname) ?? [];
    const asked = url.searchParams.get("name") ?? "";
    if (url.pathname === "/api/v1/applications" && answers.has(asked)) {
      return Response.json({ items: [answers.get(asked)?.app] });
    }
    const answer = answers.get(name);
    if (!answer) return undefined;
    const { planted, fault: { id, calls }, app, place } = answer;
    const found = calls.find(({ request: { path } }) => {
      const [where] = path.split("?");
      return where === `/api/v1/applications/${id}${rest && `/${rest}`}` &&
        (rest !== "events" ||
          path.includes(
            `resourceName=${url.searchParams.get("resourceName")}`,
          ));
    });
    if (!found) return undefined;
    const { status, body } = found.response;
    return rest === "" && status === 200
      ? Response.json(app)
      : Response.json(retold(body, planted, { name, place }), { status });
  }
  const fleet: Fleet = {
    *members() {
      for (const app of apps) {
        yield { app, wire: () => app as unknown as Dict };
      }
    },
    materialize: (_world: World, name) => {
      const app = byName.get(name);
      if (app && answers.has(name)) {
        throw new Error(`Cannot make '${name}' real: it was recorded`);
      }
      return undefined;
    },
    countOn: () => 0,
  };
  return { fleet, intercept, names, now: new Date(NOW) };
}
