/**
 * House rules that a machine can check: the direction of imports, and no side doors.
 *
 * @module
 */
import { pathToFileURL } from "node:url";

/**
 * What each folder (or file) of `lib/` may import from `lib/`: whole folders, or single files of one. Itself is always
 * allowed. Tools get the client as an argument, so of `argocd` they see what describes a call, not what makes one.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "concat_bytes.ts": [],
  "map_limited.ts": [],
  "errors.ts": [],
  "patience.ts": [],
  "tier.ts": [],
  "read_lines.ts": [],
  "within_time.ts": [],
  "log.ts": ["guards/mask_secrets.ts", "within_time.ts"],
  argocd: ["concat_bytes.ts", "errors.ts", "read_lines.ts", "tier.ts"],
  auth: ["argocd", "errors.ts", "patience.ts", "within_time.ts"],
  instances: [
    "argocd",
    "auth",
    "errors.ts",
    "guards",
    "pipeline/nearest.ts",
    "tier.ts",
    "views",
  ],
  guards: ["errors.ts", "tier.ts"],
  audit: ["errors.ts", "guards", "tier.ts"],
  pipeline: [
    "argocd/client.ts",
    "argocd/endpoint.ts",
    "argocd/endpoints.ts",
    "argocd/wire",
    "errors.ts",
    "guards",
    "views/project_rules.ts",
  ],
  views: [
    "argocd/server_version.ts",
    "argocd/wire",
    "effects/action_effect.ts",
    "errors.ts",
    "guards/secret_marks.ts",
  ],
  plans: ["concat_bytes.ts", "errors.ts"],
  "tool_spec.ts": [
    "argocd/client.ts",
    "audit",
    "guards",
    "instances/instance.ts",
    "pipeline",
    "plans",
    "tier.ts",
  ],
  run: [
    "argocd/abortable.ts",
    "argocd/client.ts",
    "argocd/comparable_address.ts",
    "audit",
    "errors.ts",
    "guards",
    "instances/instance.ts",
    "instances/label_selector.ts",
    "map_limited.ts",
    "pipeline",
    "plans",
    "tier.ts",
    "tool_spec.ts",
    "views/one_line.ts",
    "within_time.ts",
  ],
  "tool.ts": [
    "audit",
    "errors.ts",
    "guards",
    "instances/instance.ts",
    "pipeline",
    "plans",
    "run",
    "tier.ts",
    "tool_spec.ts",
  ],
  tools: [
    "argocd/abortable.ts",
    "argocd/client.ts",
    "argocd/endpoints.ts",
    "argocd/server_version.ts",
    "argocd/wire",
    "diagnose",
    "errors.ts",
    "effects",
    "guards/check_names.ts",
    "guards/effect.ts",
    "guards/guard.ts",
    "guards/require_open_window.ts",
    "guards/scope.ts",
    "guards/secret_marks.ts",
    "map_limited.ts",
    "patience.ts",
    "plans/facts.ts",
    "tool.ts",
    "tool_spec.ts",
    "views",
  ],
  unlisted: [
    "argocd/client.ts",
    "argocd/endpoints.ts",
    "argocd/wire",
    "errors.ts",
    "pipeline/matching_names.ts",
    "plans/facts.ts",
    "tool.ts",
    "tools",
    "views",
  ],
  prompts: ["tier.ts"],
  diagnose: ["argocd/wire", "views"],
  effects: ["argocd/wire", "guards/effect.ts", "tier.ts"],
  server: [
    "audit/describe_call.ts",
    "errors.ts",
    "guards/person.ts",
    "instances/instance.ts",
    "log.ts",
    "map_limited.ts",
    "pipeline",
    "plans/facts.ts",
    "prompts",
    "read_lines.ts",
    "tier.ts",
    "tool.ts",
    "tools/registry.ts",
    "unlisted",
    "within_time.ts",
  ],
  demo: ["argocd/wire", "concat_bytes.ts"],
  cli: [
    "argocd",
    "audit",
    "auth",
    "demo",
    "errors.ts",
    "guards",
    "instances",
    "log.ts",
    "map_limited.ts",
    "pipeline",
    "server",
    "tier.ts",
    "tool.ts",
    "tools",
    "views",
  ],
};

/** Folders that reach the world only through what they are handed. */
const SEALED = [
  "diagnose",
  "prompts",
  "tools",
  "unlisted",
  "views",
  "guards",
  "pipeline",
  "plans",
  "run",
  "effects",
];
/** Packages without a way out; anything else could be one (`node:http`, `undici`). */
const SEALED_PACKAGES = ["diff", "node:crypto", "node:util", "yaml", "zod"];
const SIDE_DOORS = [
  "Deno",
  "fetch",
  "globalThis",
  "process",
  "WebSocket",
  "Worker",
  "eval",
];

/** What belongs to the process as a whole; only the command line has to do with it. */
const PROCESS = [
  "addSignalListener",
  "args",
  "chdir",
  "env",
  "exit",
  "exitCode",
  "stderr",
  "stdin",
  "stdout",
];

const LIB = new URL("../lib/", import.meta.url).href;

/** A path below our `lib/`, or `undefined` outside of it. */
function inLib(url: URL): string | undefined {
  return url.href.startsWith(LIB) ? url.href.slice(LIB.length) : undefined;
}

/** The folder or file of `lib/` that rules speak of. */
function part(path: string): string | undefined {
  return inLib(pathToFileURL(path))?.split("/")[0];
}

function checkImport(
  context: Deno.lint.RuleContext,
  source: Deno.lint.StringLiteral,
): void {
  const from = part(context.filename);
  if (!from) return;
  if (!source.value.startsWith(".")) {
    if (!SEALED.includes(from) || SEALED_PACKAGES.includes(source.value)) {
      return;
    }
    context.report({
      node: source,
      message: `'lib/${from}' must not import '${source.value}'`,
      hint:
        "Tools, views and guards are handed what they need; the list is in scripts/lint_plugin.ts",
    });
    return;
  }
  const to = inLib(new URL(source.value, pathToFileURL(context.filename)));
  const folder = to?.split("/")[0];
  const allowed = MAY_IMPORT[from] ?? [];
  if (
    to && folder &&
    (folder === from ||
      allowed.some((one) => to === one || to.startsWith(`${one}/`)))
  ) return;
  context.report({
    node: source,
    message: `'lib/${from}' must not import '${
      to ? `lib/${to}` : source.value
    }'`,
    hint: "The table in scripts/lint_plugin.ts says which way imports point",
  });
}

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "import-direction": {
      create(context): Deno.lint.LintVisitor {
        return {
          ImportDeclaration(node): void {
            checkImport(context, node.source);
          },
          ExportNamedDeclaration(node): void {
            if (node.source) checkImport(context, node.source);
          },
          ExportAllDeclaration(node): void {
            checkImport(context, node.source);
          },
          ImportExpression(node): void {
            const { source } = node;
            if (source.type === "Literal" && typeof source.value === "string") {
              checkImport(context, source as Deno.lint.StringLiteral);
            }
          },
        };
      },
    },
    "no-side-door": {
      create(context): Deno.lint.LintVisitor {
        const sealed = SEALED.includes(part(context.filename) ?? "");
        return {
          Identifier(node): void {
            if (!sealed || !SIDE_DOORS.includes(node.name)) return;
            const parent = node.parent;
            if (
              parent.type === "MemberExpression" && parent.property === node
            ) return;
            if (
              parent.type === "Property" && parent.key === node &&
              !parent.shorthand
            ) return;
            context.report({
              node,
              message:
                `'${node.name}' must not be used here: tools, views and guards are handed what they need`,
            });
          },
          ImportExpression(node): void {
            if (!sealed) return;
            context.report({
              node,
              message:
                "No dynamic import here: it would be outside the checked graph",
            });
          },
        };
      },
    },
    "process-in-cli": {
      create(context): Deno.lint.LintVisitor {
        const from = part(context.filename);
        return {
          MemberExpression({ object, property }): void {
            if (!from || from === "cli") return;
            if (object.type !== "Identifier" || object.name !== "Deno") return;
            if (
              property.type !== "Identifier" || !PROCESS.includes(property.name)
            ) return;
            context.report({
              node: property,
              message:
                `'Deno.${property.name}' belongs to the process: only 'lib/cli' and 'main.ts' use it`,
            });
          },
        };
      },
    },
    "named-exports": {
      create(context): Deno.lint.LintVisitor {
        return {
          ExportDefaultDeclaration(node): void {
            if (context.filename.endsWith("lint_plugin.ts")) return;
            context.report({
              node,
              message: "No default exports: a name is searched and renamed",
            });
          },
        };
      },
    },
  },
};

export default plugin;
