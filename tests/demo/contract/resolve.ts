import type { Session } from "./session.ts";

/**
 * Puts the simulator's own names into a recorded request: generated pod names,
 * ids, and commits, which differ from run to run on a real server as well.
 */
export async function resolveNames(
  session: Session,
  text: string,
): Promise<string> {
  let result = text.replace(/\bv(?:32|214)-/g, "")
    .replace(/\bargocd-(?:32|214)\b/g, "argocd")
    .replace("resourceName=stray&", `resourceName=${ORPHAN}&`);
  for (const [pod = "", workload = ""] of result.matchAll(POD_REGEXP)) {
    const name = await podOf(session, workload);
    if (name !== undefined) result = result.replaceAll(pod, name);
  }
  const [uid] = result.match(UID_REGEXP) ?? [];
  if (uid !== undefined) {
    const query = new URL(result, "http://argocd.test").searchParams;
    const node = await nodeOf(
      session,
      query.get("resourceNamespace") ?? "",
      (item) =>
        item.name === query.get("resourceName") &&
        !["Service", "Endpoints"].includes(item.kind),
    );
    result = result.replace(uid, String(node?.uid));
  }
  for (const [commit, read] of Object.entries(COMMITS)) {
    if (result.includes(commit)) {
      result = result.replaceAll(commit, await read(session));
    }
  }
  return result;
}

const POD_REGEXP =
  /\b([a-z-]+)-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}\b/g;
const UID_REGEXP = /(?<=resourceUID=)[0-9a-f-]{36}/;

/** The world's orphaned ConfigMap in the namespace of `payments`. */
const ORPHAN = "debug-notes";

/** Recorded commits and where a fresh world has one with the same part to play. */
const COMMITS: Readonly<
  Record<string, (session: Session) => Promise<string>>
> = {
  // v1.0.0 of the guestbook repository: what it was first deployed at.
  a9dfc3ceb7bf8cdbd8fb6354b86463f5174139fa: (session) =>
    revisionOf(session, "guestbook"),
  "32b00e7dd89e746d05026b7d81b014974b830451": (session) =>
    revisionOf(session, "guestbook"),
  // Older commits of the platform repository.
  d0d48dde14220adc239a0a567def441665976bfa: (session) =>
    revisionOf(session, "payments"),
  "5342948b6d42a0d640bca85a7afadd287fcff178": (session) =>
    revisionOf(session, "payments"),
  // A commit of the config repository, second source of `multi`.
  ace1e939efecbdd33add5e9ab2e0a53d7a66f4c4: (session) =>
    revisionOf(session, "multi"),
};

interface Node {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

async function podOf(
  session: Session,
  workload: string,
): Promise<string | undefined> {
  const node = await nodeOf(
    session,
    workload,
    ({ kind, name }) => kind === "Pod" && name.startsWith(`${workload}-`),
  );
  return node?.name;
}

async function nodeOf(
  session: Session,
  application: string,
  matches: (node: Node) => boolean,
): Promise<Node | undefined> {
  const { nodes = [] } = await read(
    session,
    `/api/v1/applications/${application}/resource-tree`,
  ) as { nodes?: readonly Node[] };
  return nodes.find(matches);
}

/** The revision of the oldest deployment; the last one where there are several. */
async function revisionOf(session: Session, name: string): Promise<string> {
  const { status } = await read(session, `/api/v1/applications/${name}`) as {
    status: {
      history: readonly { revision?: string; revisions?: readonly string[] }[];
    };
  };
  const [first] = status.history;
  return first?.revisions?.at(-1) ?? first?.revision ?? "";
}

async function read(session: Session, path: string): Promise<unknown> {
  const token = await session.token("admin");
  const response = await session.send("GET", path, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return await response.json();
}
