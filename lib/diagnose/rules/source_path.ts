/**
 * The folder that an application is made of is not there, or holds nothing to deploy.
 *
 * @module
 */
import { inSource, repositoryTitle, sourceField } from "../source_title.ts";
import {
  readSayings,
  type Saying,
  type TextRule,
  textRule,
} from "../text_rule.ts";

const THEN =
  "correct the path with update_application path, or put the folder back in the repository";

const SAYINGS: readonly Saying[] = [
  {
    rule: "path-not-found",
    pattern: /([^\s:]+): app path (does not exist|is not a directory)/,
    summary: ([, path = "", state], failure) =>
      `Path '${path}' ${
        state === "is not a directory" ? "is no folder" : "does not exist"
      } in ${repositoryTitle(failure)} at revision '${
        failure.source?.targetRevision || "HEAD"
      }'${inSource(failure)}`,
    then: THEN,
  },
  {
    rule: "path-not-found",
    pattern:
      /app path (?:does not exist|is not a directory)|app path outside root|app path is absolute|path should be a relative path|error getting app path/i,
    summary: (_match, failure) =>
      `Path '${failure.source?.path ?? "?"}' cannot be used in ${
        repositoryTitle(failure)
      }${inSource(failure)}`,
    then: THEN,
  },
  {
    rule: "source-incomplete",
    pattern:
      /spec\.source\.(?:repoURL|path|chart)[^.]* (?:are|is) required|Destination server missing from app spec|spec\.(?:sources?|project) (?:is )?required|source\.ref[^.]* (?:is|are) required|referenced source "?\$?([\w-]+)"?[^.]*(?:not found|does not exist)|source referenced "?([^"\s]+)"?, (?:which is not one of the available sources|but no source has a 'ref' field defined)/i,
    summary: (match, failure) =>
      `The application's source is not complete${inSource(failure)}: ${
        match.slice(1).find(Boolean)
          ? `it refers to source '${
            match.slice(1).find(Boolean)
          }', which is not there`
          : "a field that must be there is missing"
      }`,
    then: "complete the source in what the application is made from",
  },
];

/** A path that cannot be used. */
export const sourcePath: TextRule = textRule({
  names: ["path-not-found", "source-incomplete"],
  subjects: ["source"],
  read: (failure) => {
    const reading = readSayings(SAYINGS)(failure);
    return reading?.rule === "path-not-found"
      ? { ...reading, field: sourceField(failure, "path") }
      : reading;
  },
});
