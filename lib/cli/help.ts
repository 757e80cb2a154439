/**
 * The help text and the README's table, made from the table of options.
 *
 * @module
 */

import { COMMANDS, GROUPS, type Option, optionEntries } from "./options.ts";

/** The formats of `node:util`'s `styleText` that we use. */
export type TextFormat = "bold" | "underline" | "yellow";

/** Colours a text, or returns it as it is where colours do not belong. */
export type Style = (format: TextFormat, text: string) => string;

const WIDTH = 80;
const INDENT = 6;

const EXAMPLES = [
  "ARGOCD_SERVER=argocd.example.com ARGOCD_AUTH_TOKEN=… argocd-mcp check",
  "op run --env-file=.env -- argocd-mcp",
  "argocd-mcp demo",
];

/** Breaks a text into lines of at most 80 columns. */
export function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && indent + longer.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((line) => " ".repeat(indent) + line).join("\n");
}

function flagOf(option: Option<unknown>): string | undefined {
  if (option.flag === undefined) return undefined;
  const { placeholder } = option.value;
  if (placeholder) return `--${option.flag} ${placeholder}`;
  return `--${option.default === true ? "no-" : ""}${option.flag}`;
}

function defaultOf(option: Option<unknown>): string | undefined {
  if (option.default === undefined) return undefined;
  return option.default === false ? undefined : String(option.default);
}

function describe(option: Option<unknown>, style: Style): string {
  const names = [flagOf(option), ...option.variables]
    .filter((name) => name !== undefined);
  // A comma belongs to the name before it, so that a line never starts with one.
  const head = wrap(names.join(", "), 2)
    .replace(/[^\s,]+/g, (name) => style("bold", name));
  const byDefault = defaultOf(option);
  const help = byDefault
    ? `${option.help} (default ${byDefault})`
    : option.help;
  return `${head}\n${wrap(help, INDENT)}`;
}

/**
 * The text of `--help`, at most 80 columns wide.
 *
 * @param style Gives a terminal its colours; without it there are none.
 */
export function helpText(
  version: string,
  style: Style = (_format, text) => text,
): string {
  const heading = (text: string) => style("underline", text);
  const commands = Object.entries(COMMANDS).map(([name, help]) =>
    `  ${style("bold", name.padEnd(9))} ${help}`
  );
  const groups = GROUPS.map((group) =>
    [
      heading(group),
      ...optionEntries()
        .filter(([, option]) => option.group === group)
        .map(([, option]) => describe(option, style)),
    ].join("\n")
  );
  return [
    `argocd-mcp ${version}: an MCP server for Argo CD`,
    `Usage: argocd-mcp [command] [flags]`,
    [heading("Commands"), ...commands].join("\n"),
    ...groups,
    [
      heading("Rules"),
      wrap(
        "A flag beats a variable. Several names of one setting must agree. Empty means unset. Switches take true, " +
          "false, 1, 0, yes, no, on, off; --no-NAME switches a flag off. Secrets are never flags.",
        2,
      ),
      wrap(
        "Exit codes: 0 ended as asked, 1 failed, 2 was started the wrong way.",
        2,
      ),
    ].join("\n"),
    [heading("Examples"), ...EXAMPLES.map((line) => `  ${line}`)].join("\n"),
    "",
  ].join("\n\n").replace(/\n+$/, "\n");
}

/** The settings as a Markdown table, for the README. */
export function optionsTable(): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const code = (text: string) => `\`${text}\``;
  const rows = optionEntries().map(([, option]) => {
    const flag = flagOf(option);
    return [
      option.variables.map(code).join(", "),
      flag ? code(flag) : "",
      defaultOf(option) ?? "",
      option.help,
    ].map(cell);
  });
  return [
    ["Variable", "Flag", "Default", "Meaning"],
    ["---", "---", "---", "---"],
    ...rows,
  ].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
