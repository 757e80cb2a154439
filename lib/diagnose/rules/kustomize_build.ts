/**
 * Kustomize cannot build the folder.
 *
 * @module
 */
import { connectionFailure } from "../connection_failure.ts";
import { inSource } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

const SAYINGS: readonly Saying[] = [
  {
    rule: "kustomize-version",
    pattern:
      /kustomize version "?([\w.-]+)"? is not registered|unknown kustomize version "?([\w.-]+)/i,
    summary: (match, failure) =>
      `Kustomize ${match.slice(1).find(Boolean)} is not installed in Argo CD${
        inSource(failure)
      }`,
    then: "use a registered version, or have this one registered in argocd-cm",
  },
  {
    rule: "kustomize-missing-file",
    pattern:
      /unable to find one of 'kustomization\.yaml'[^\n]*? in directory '(?:<[^>\n]+>\/?)?([^'\n]+)'|unable to find one of 'kustomization\.yaml'[^\n]{0,120}|no kustomization file found[^\n]{0,80}/i,
    summary: ([, folder], failure) =>
      `${
        folder
          ? `Folder '${folder}'`
          : "A folder that is built, or that the build refers to,"
      } has no kustomization.yaml${inSource(failure)}`,
    then: "add the file, or correct the path that leads there",
  },
  {
    rule: "kustomize-missing-file",
    pattern:
      /(?:evalsymlink failure on|lstat|open|stat|reading|loading) '?"?[^\s'"]*?([^\s'"/]+)'?"?\s?:? ?(?:lstat [^\s]+: )?no such file or directory|accumulating resources from '([^']+)'[^\n]*?(?:must resolve to a file|no such file|doesn't exist)|trouble (?:configuring|loading)[^\n]{0,120}no such file[^\n]{0,30}|missing (?:Resource|metadata)[^\n]{0,80}/,
    summary: (match, failure) =>
      `The build refers to a file or folder that is not there: '${
        named(failure.text) ?? match.slice(1).find(Boolean) ?? "?"
      }'${inSource(failure)}`,
    then: "add it, or take it out of kustomization.yaml",
  },
  {
    rule: "kustomize-patch",
    pattern:
      /no matches for Id ([^;\n]+?)(?:; failed|\n|$)|unable to find (?:patch )?target[^\n]{0,120}|failed to find unique target for patch ([^\n]{0,120})|no resource matches strategic merge patch "?([^"\n;]+)|(?:patch|JSON ?patch|replace operation|remove operation|add operation|test operation|doc is missing)[^\n]{0,40}(?:path|key)[^\n]{0,80}(?:missing|not found|does not exist|doesn't exist)[^\n]{0,60}/i,
    summary: (match, failure) =>
      `A patch finds nothing to change: ${
        match.slice(1).find(Boolean)?.trim() ??
          "its target or path is not there"
      }${inSource(failure)}`,
    then:
      "correct the patch's target (kind, name, namespace, path), or remove it",
  },
  {
    rule: "kustomize-duplicate",
    pattern:
      /may not add resource with an already registered id: ([^\n'"]+)|found multiple possible (?:matches|referrals)[^\n]{0,120}|multiple matches for Id ([^\n;]+)/,
    summary: (match, failure) =>
      `The build has the same object twice: ${
        match.slice(1).find(Boolean)?.trim() ?? "see the evidence"
      }${inSource(failure)}`,
    then: "take one of them out, or rename it",
  },
  {
    rule: "kustomize-restricted",
    pattern:
      /security; file '?([^'\s]+)'? is not in or below|must (?:be|specify) --enable[-_](helm|alpha[-_]plugins|exec)|must specify --enable-helm|(?:cycle detected|cycle not allowed)[^\n]{0,80}/,
    summary: (match, failure) =>
      `Kustomize refuses what the build asks for${
        /helm/.test(match[0]) ? ": charts need --enable-helm" : ""
      }${inSource(failure)}`,
    then:
      "keep files below the folder that is built; build options are set in argocd-cm (kustomize.buildOptions)",
  },
  {
    rule: "kustomize-invalid",
    pattern:
      /invalid Kustomization: [^\n]+|(?:json: )?unknown field "[^"]+"|json: cannot unmarshal[^\n]+|(?:yaml|error converting YAML to JSON): [^\n]+|must build at directory[^\n]+|missing metadata\.name[^\n]*|kustomization\.yaml (?:is empty|field)[^\n]*|couldn't make target[^\n]+|unable to make loader[^\n]+/,
    summary: (_match, failure) =>
      `A file of the build is not valid${fileOf(failure.text)}${
        inSource(failure)
      }`,
    then: "correct the file; 'kustomize build' on a copy says the same",
  },
  {
    rule: "kustomize-invalid",
    pattern: /Error: ([^\n]{3,300})/,
    // A chart that Kustomize fetches has rules of its own.
    unless: /unable to run: '?helm pull/,
    summary: (_match, failure) =>
      `Kustomize fails on the folder${inSource(failure)}`,
    confidence: 0.7,
    then: "run the same 'kustomize build' on a copy of the repository",
  },
];

/** What the folder itself asks for, rather than where it was looked for last. */
function named(text: string): string | undefined {
  return [...text.matchAll(/accumulating resources from '([^']+)'/g)]
    .map(([, name]) => name).findLast(Boolean);
}

/**
 * What the build failed with in the end. Kustomize first tries a folder as a file, and tells of that try even where
 * the folder was built and only then something failed.
 */
function innermost(text: string): string {
  return text.split(
    /recursed (?:accumulation of|merging from) path '[^']*': /,
  ).at(-1) ?? text;
}

function fileOf(text: string): string {
  const [, file] = /'?([\w./-]+\.ya?ml)'?/.exec(
    text.replace(/`kustomize build [^`]*`/, ""),
  ) ?? [];
  return file ? `: '${file.split("/").slice(-3).join("/")}'` : "";
}

/** A folder that Kustomize cannot build. */
export const kustomizeBuild: TextRule = textRule({
  names: [
    "kustomize-version",
    "kustomize-missing-file",
    "kustomize-patch",
    "kustomize-duplicate",
    "kustomize-restricted",
    "kustomize-invalid",
  ],
  subjects: ["source"],
  read: (failure) => {
    const { text } = failure;
    if (
      !/kustomiz/i.test(text) ||
      /failed timeout after|signal: killed/.test(text)
    ) {
      return undefined;
    }
    // A base that lies elsewhere is a matter of the network first.
    if (/dial tcp|unable to access/.test(text) && connectionFailure(text)) {
      return undefined;
    }
    const read = readSayings(SAYINGS);
    const inner = innermost(text);
    return read(inner === text ? failure : { ...failure, text: inner });
  },
});
