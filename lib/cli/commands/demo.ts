/**
 * `argocd-mcp demo`: the same program on a simulated Argo CD, for trying it without one.
 *
 * @module
 */
import type { Connection } from "../../argocd/client.ts";
import type { Instance } from "../../instances/instance.ts";
import type { CommandContext } from "../command.ts";
import { refusal } from "../configuration_error.ts";
import type { Settings } from "../options.ts";
import { parseListenAddress } from "../parse_listen_address.ts";
import { policyOf } from "../policy.ts";
import { readFreeze } from "../read_freeze.ts";
import { serveMcp } from "../serve_mcp.ts";
import { serveUntilEnd } from "../serve_until_end.ts";
import { warn } from "../setting_warnings.ts";
import { thisLaunch, waitingNotice } from "../waiting_notice.ts";

/** Connects to a simulator of our own; both live as long as the process. */
async function openDemo(
  settings: Settings,
  version: string,
): Promise<Connection> {
  const [
    { connect },
    { bearerToken },
    { createSimulator },
    { serveSimulator },
  ] = await Promise.all([
    import("../../argocd/connect.ts"),
    import("../../auth/bearer_token.ts"),
    import("../../demo/simulator.ts"),
    import("../../demo/serve_simulator.ts"),
  ]);
  const simulator = createSimulator({ version: settings.argocdVersion });
  const server = serveSimulator(simulator);
  const { readonly, admin } = simulator.credentials;
  const { token } = settings.readOnly ? readonly : admin;
  return connect({
    instance: "demo",
    baseUrl: new URL(`${server.url.replace(/\/$/, "")}/`),
    credential: bearerToken(token, "the demo"),
    proxy: settings.httpProxy ? { httpProxy: settings.httpProxy } : {},
    version,
  });
}

async function serveDemo(context: CommandContext): Promise<void> {
  const { host, settings, version } = context;
  if (host.isTerminal) host.tell(waitingNotice({ launch: thisLaunch("demo") }));
  let opened: Promise<Connection> | undefined;
  let secrets: Connection["secrets"] = () => [];
  const { freezeFile } = settings;
  const demo: Instance = {
    name: "demo",
    labels: {},
    address: "http://127.0.0.1",
    policy: policyOf(settings),
    ...(freezeFile === undefined ? {} : { freeze: readFreeze(freezeFile) }),
    async connection() {
      const connection = await (opened ??= openDemo(settings, version));
      secrets = connection.secrets;
      return connection;
    },
    secrets: () => secrets(),
  };
  await serveMcp(context, { all: [demo], usual: demo });
}

/** The reasons why a port cannot be had, in words. */
function startListening<Server>(start: () => Server, address: string): Server {
  try {
    return start();
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw refusal(`'${address}' is taken by another program`);
    }
    if (
      error instanceof Deno.errors.AddrNotAvailable ||
      error instanceof Deno.errors.PermissionDenied
    ) {
      throw refusal(`'${address}' is not an address that we may listen on`);
    }
    throw error;
  }
}

async function listen(
  { host, log, settings }: CommandContext,
  address: string,
): Promise<void> {
  const { hostname, port } = parseListenAddress(address);
  const [{ createSimulator }, { serveSimulator }, { accountsText }] =
    await Promise.all([
      import("../../demo/simulator.ts"),
      import("../../demo/serve_simulator.ts"),
      import("../demo_accounts.ts"),
    ]);
  const simulator = createSimulator({ version: settings.argocdVersion });
  await using server = startListening(
    () => serveSimulator(simulator, { hostname, port }),
    address,
  );
  host.tell(accountsText({
    url: server.url,
    version: settings.argocdVersion,
    credentials: simulator.credentials,
  }));
  const end = Promise.withResolvers<void>();
  await serveUntilEnd({
    closed: end.promise,
    close() {
      end.resolve();
      return end.promise;
    },
  }, { host, log });
}

/** Serves MCP on the simulator, or with `--listen` the simulator itself, until the client or a signal ends it. */
export async function demo(context: CommandContext): Promise<number> {
  await warn(context);
  const { listen: address } = context.settings;
  if (address === undefined) await serveDemo(context);
  else await listen(context, address);
  await context.log.flush();
  return 0;
}
