/**
 * House rules that a machine can check: the direction of imports, and no side doors.
 *
 * @module
 */

/** What each folder (or file) of `lib/` may import from `lib/`; itself is always allowed. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "tier.ts": [],
  "log.ts": ["guards", "errors.ts"],
  argocd: ["errors.ts", "tier.ts"],
  auth: ["argocd", "errors.ts"],
  guards: ["errors.ts", "tier.ts"],
  pipeline: ["argocd", "errors.ts", "guards"],
  views: ["argocd", "errors.ts", "guards"],
  "tool.ts": ["argocd", "errors.ts", "guards", "pipeline", "tier.ts"],
  tools: ["argocd", "errors.ts", "guards", "tool.ts", "views"],
  server: [
    "errors.ts",
    "guards",
    "log.ts",
    "pipeline",
    "tier.ts",
    "tool.ts",
    "tools",
  ],
  demo: ["argocd"],
  cli: [
    "argocd",
    "auth",
    "demo",
    "errors.ts",
    "guards",
    "log.ts",
    "pipeline",
    "server",
    "tier.ts",
    "tool.ts",
    "tools",
  ],
};

/** Folders that reach the world only through what they are handed. */
const SEALED = ["tools", "views", "guards", "pipeline"];
const SIDE_DOORS = [
  "Deno",
  "fetch",
  "globalThis",
  "process",
  "WebSocket",
  "Worker",
  "eval",
];

/** The first part of a path below `lib/`, or `undefined` outside of it. */
function part(path: string): string | undefined {
  return /\/lib\/([^/]+)/.exec(path.replaceAll("\\", "/"))?.[1];
}

function checkImport(
  context: Deno.lint.RuleContext,
  source: Deno.lint.StringLiteral,
): void {
  const from = part(context.filename);
  if (!from || !source.value.startsWith(".")) return;
  const target =
    new URL(source.value, `file://${context.filename.replaceAll("\\", "/")}`)
      .pathname;
  const to = part(target);
  if (to === from || (to && MAY_IMPORT[from]?.includes(to))) return;
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
            if (parent.type === "Property" && parent.key === node) return;
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
