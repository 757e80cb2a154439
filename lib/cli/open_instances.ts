/**
 * The Argo CDs that the settings and the registry describe.
 *
 * @module
 */
import { comparableAddress } from "../argocd/comparable_address.ts";
import { parseServerAddress } from "../argocd/address.ts";
import { ToolError } from "../errors.ts";
import {
  ChangingInstances,
  type InstanceChange,
  requireDistinct,
} from "../instances/changing_instances.ts";
import type { Instances } from "../instances/instance.ts";
import type { InstanceSpec } from "../instances/instance_spec.ts";
import { tryTransport } from "../instances/try_transport.ts";
import type { OwnedInstance } from "../instances/open_instance.ts";
import { checkSettings } from "./check_settings.ts";
import type { CommandContext } from "./command.ts";
import { refusal, refusalText } from "./configuration_error.ts";
import { giveUpUnneeded, requireNotGivenUp } from "./needed_permissions.ts";
import { policyOf } from "./policy.ts";
import { readFreeze } from "./read_freeze.ts";
import { proxyOf, settingsInstance } from "./settings_instance.ts";
import { signInMachine } from "./sign_in_machine.ts";

/** Instances with a command's use of them. */
export interface OpenedInstances extends Instances, AsyncDisposable {
  readonly all: readonly OwnedInstance[];
  readonly usual: OwnedInstance | undefined;
  /** Reads the registry again, now and whenever it changes; does nothing without one. */
  watch(): Disposable;
}

interface Planned {
  readonly specs: readonly InstanceSpec[];
  readonly usual: string | undefined;
}

/** Reads the registry and what it names. */
async function registrySpecs(
  path: string,
  context: CommandContext,
): Promise<readonly InstanceSpec[]> {
  const { settings, origins } = context;
  const [{ readRegistry }, { entrySpec }, machine] = await Promise.all([
    import("../instances/registry_file.ts"),
    import("../instances/entry_spec.ts"),
    signInMachine(context),
  ]);
  const source = origins.get("registry") ?? "registry";
  const entries = await readRegistry(path, source);
  const { freezeFile } = settings;
  return await Promise.all(entries.map((entry) =>
    entrySpec(entry, {
      policy: policyOf(settings),
      ...(freezeFile === undefined ? {} : { freeze: readFreeze(freezeFile) }),
      timeoutSeconds: settings.timeout,
      proxy: proxyOf(settings),
      readFreeze,
      machine,
    })
  ));
}

async function plan(context: CommandContext): Promise<Planned> {
  const planned = await describe(context);
  requireDistinct(planned.specs);
  for (const spec of planned.specs) await tryTransport(spec);
  return planned;
}

async function describe(context: CommandContext): Promise<Planned> {
  const { settings, origins } = context;
  const { way } = checkSettings(context);
  const own = way === undefined
    ? undefined
    : await settingsInstance(way, context);
  if (settings.registry === undefined) {
    return { specs: own ? [own] : [], usual: own?.name };
  }
  const specs = await registrySpecs(settings.registry, context);
  if (own) return { specs: [own, ...specs], usual: own.name };
  if (settings.server === undefined) return { specs, usual: undefined };
  // An address without a way in is that of an entry.
  const source = origins.get("server") ?? "ARGOCD_SERVER";
  const { href } = parseServerAddress(settings.server, {
    plaintext: true,
    source,
  });
  const usual = specs.find(({ baseUrl }) =>
    comparableAddress(baseUrl.href) === comparableAddress(href)
  );
  if (!usual) {
    throw refusal(
      `there is no way to sign in for the address of ${source}, neither in the settings nor in the registry`,
      "Add it to the registry, or set ARGOCD_AUTH_TOKEN or another way to sign in",
    );
  }
  return { specs, usual: usual.name };
}

function changeText({ added, changed, removed }: InstanceChange): string {
  const parts = [
    ["added", added],
    ["changed", changed],
    ["removed", removed],
  ] as const;
  const said = parts.filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${names.join(", ")}`);
  return said.length > 0 ? said.join("; ") : "nothing changed";
}

/** Has the registry read again whenever it changes, and when the operator asks for it. */
function watch(
  { path, since, first }: {
    readonly path: string;
    readonly since: string;
    /** What this process was started with. */
    readonly first: readonly InstanceSpec[];
  },
  instances: ChangingInstances,
  context: CommandContext,
): Disposable {
  const { host } = context;
  const watched = import("../instances/registry_watch.ts").then(
    ({ watchRegistry }) =>
      watchRegistry<Planned>({
        path,
        since,
        async read() {
          const planned = await plan(context);
          requireNotGivenUp(planned.specs, first);
          return planned;
        },
        onChange({ specs, usual }) {
          const change = instances.replace(specs, usual);
          host.tell(`argocd-mcp: read ${path} again: ${changeText(change)}`);
        },
        onError(error) {
          const why = error instanceof ToolError
            ? refusalText(error)
            : "it cannot be read";
          host.tell(
            `argocd-mcp: warning: ${path} has changed and is not used, everything goes on as before: ${why}`,
          );
        },
      }),
  );
  host.onReload(() => void watched.then((watcher) => watcher.check()));
  return {
    [Symbol.dispose]: () =>
      void watched.then((watcher) => watcher[Symbol.dispose]()),
  };
}

/**
 * Opens what is described; nothing is sent yet.
 *
 * @throws {ToolError} `CONFIGURATION` for whatever could not be used later.
 */
export async function openInstances(
  context: CommandContext,
): Promise<OpenedInstances> {
  const { settings: { registry }, version } = context;
  const since = registry === undefined
    ? undefined
    : await (await import("../instances/registry_watch.ts")).registryStamp(
      registry,
    );
  const planned = await plan(context);
  giveUpUnneeded(context, planned.specs);
  const machine = await signInMachine(context);
  const instances = new ChangingInstances({ machine, version });
  instances.replace(planned.specs, planned.usual);
  return {
    get all() {
      return instances.all;
    },
    get usual() {
      return instances.usual;
    },
    // Who cannot change need not be listened to.
    ...(registry === undefined ? {} : {
      onChange: (listener: () => void) => instances.onChange(listener),
      formerSecrets: () => instances.formerSecrets(),
    }),
    watch: () =>
      registry === undefined || since === undefined
        ? { [Symbol.dispose]() {} }
        : watch(
          { path: registry, since, first: planned.specs },
          instances,
          context,
        ),
    [Symbol.asyncDispose]: () => instances[Symbol.asyncDispose](),
  };
}
