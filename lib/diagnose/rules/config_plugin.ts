/**
 * A config management plugin is not there, or its command fails.
 *
 * @module
 */
import { inSource, sourceField } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

const SAYINGS: readonly Saying[] = [
  {
    rule: "plugin-not-found",
    pattern:
      /could(?:n't| not) find cmp-server plugin with name "?([^"\s]+)"?|config management plugin (?:not supported\.?|with name) (?:plugin name )?'?"?([^'"\s]+)|could(?:n't| not) find (?:cmp-server )?plugin supporting the given (?:cmpserver|repository)|plugin "?([^"\s]+)"? (?:is )?not (?:found|supported)/i,
    summary: (match, failure) => {
      const name = match.slice(1).find(Boolean) ??
        failure.source?.plugin?.["name"];
      return `No plugin${
        name ? ` '${name}'` : ""
      } of Argo CD's repo-server answers for this source${inSource(failure)}`;
    },
    then:
      "check the plugin's name with its version, that its sidecar runs, and its discover rule",
  },
  {
    rule: "plugin-failed",
    pattern:
      /(?:CMP processing failed|plugin sidecar failed)[^\n]*?(?:error generating manifests in cmp|failed exit status|failed signal|failed timeout|context|Object '|unmarshal|error)[^\n]*/,
    summary: (_match, failure) =>
      `The plugin that renders the source fails${said(failure.text)}${
        inSource(failure)
      }`,
    then:
      "run the plugin's command on a copy; its sidecar in the repo-server has a log",
  },
  {
    rule: "plugin-failed",
    pattern:
      /error (?:generating manifests|sending [^\n]*?) (?:in|to) cmp[^\n]*/,
    summary: (_match, failure) =>
      `The plugin that renders the source fails${said(failure.text)}${
        inSource(failure)
      }`,
    then:
      "run the plugin's command on a copy; its sidecar in the repo-server has a log",
  },
];

/** How its command ended, where that is told. */
function said(text: string): string {
  const [, code] = /failed exit status (\d+)/.exec(text) ?? [];
  if (code) return ` with exit code ${code}`;
  if (/signal: killed|failed signal/.test(text)) return ": it was killed";
  if (/timeout|deadline/.test(text)) return ": it took too long";
  if (/unmarshal|Object '/.test(text)) return ": its output is no manifest";
  return "";
}

/** A plugin that does not deliver. */
export const configPlugin: TextRule = textRule({
  names: ["plugin-not-found", "plugin-failed"],
  subjects: ["source", "argocd"],
  read: (failure) => {
    const reading = readSayings(SAYINGS)(failure);
    return reading && { ...reading, field: sourceField(failure, "plugin") };
  },
});
