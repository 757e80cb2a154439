/**
 * Which Argo CDs this server may use, whether they answer, and who we are there.
 *
 * @module
 */
import * as z from "zod";
import { getUserInfo } from "../../argocd/endpoints.ts";
import { ToolError } from "../../errors.ts";
import { patience } from "../../patience.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { isoTime } from "../../views/iso_time.ts";
import { plural } from "../../views/plural.ts";
import { table } from "../../views/table.ts";
import { cursor, limit } from "../arguments.ts";
import { tolerate } from "../tolerate.ts";

const input = z.strictObject({ limit: limit(50), cursor });

/** One that stalls is told as such, in its own row. */
const PATIENCE_MS = 5_000;

/** After the instance's name, which the pipeline puts first. */
const COLUMNS = [
  "address",
  "labels",
  "version",
  "account",
  "sign_in",
  "expires",
  "tier",
  "problem",
] as const;

type Row = Readonly<Record<typeof COLUMNS[number], string>>;

interface InstanceList {
  readonly total: number;
  readonly columns: readonly string[];
  readonly items: readonly (readonly string[])[];
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** What goes wrong is a fact about the instance here, not the end of the answer. */
function said(error: ToolError): string {
  return `${error.code}: ${error.message}`;
}

async function account(
  { argocd, signal }: ToolContext,
): Promise<Partial<Row>> {
  const user = await tolerate(
    argocd.call(getUserInfo, { signal, purpose: "read the account" }),
    signal,
  );
  if (user instanceof ToolError) return { problem: said(user) };
  if (user.loggedIn) return { account: user.username || "unknown" };
  return {
    account: "not logged in",
    problem:
      "Argo CD does not accept the credential (get_server_info says more)",
  };
}

async function describe(context: ToolContext): Promise<Row> {
  const { instance, policy } = context;
  using wait = patience(PATIENCE_MS, {
    signal: context.signal,
    reason: () =>
      new ToolError(
        "TIMEOUT",
        `Cannot ask it: no answer within ${PATIENCE_MS / 1_000} s`,
      ),
  });
  const { signal } = wait;
  const { signIn } = instance;
  const known = {
    address: instance.address,
    labels: labelsText(instance.labels),
    sign_in: signIn?.kind ?? "none",
    tier: policy.tier,
  };
  const row: Row = {
    version: "",
    account: "",
    expires: "",
    problem: "",
    ...known,
  };
  // Looking at a list must not send anybody to a sign-in page.
  const isReady = signIn !== undefined && await signIn.isReady();
  const client = isReady ? context.argocd : instance.stranger();
  const version = await tolerate(client.version(signal), signal);
  if (version instanceof ToolError) {
    return { ...row, version: "not known", problem: said(version) };
  }
  const who = !signIn
    ? {}
    : isReady
    ? await account({ ...context, signal })
    : { account: "not signed in" };
  const expires = signIn?.expiresAt();
  return {
    ...row,
    version: version.text,
    ...(expires ? { expires: isoTime(expires) } : {}),
    ...who,
  };
}

/** The registered instances. */
export const listInstances: Tool = defineTool({
  name: "list_instances",
  title: "Instances",
  tier: "read",
  across: "always",
  description:
    "Lists the Argo CDs of this server: labels, version, account, how and until when we are signed in, highest tier allowed.",
  input,
  output: z.looseObject({ total: z.int(), items: z.array(z.unknown()) }),
  paging: { field: "items", limit: 50, narrow: "instances" },
  async handler(
    _args: z.infer<typeof input>,
    context: ToolContext,
  ): Promise<InstanceList> {
    const row = await describe(context);
    return {
      total: 1,
      columns: COLUMNS,
      items: [COLUMNS.map((column) => row[column])],
    };
  },
  text({ total, columns, items }: InstanceList): string {
    return `${plural(total, "instance")}\n${table(columns, items)}`;
  },
});
