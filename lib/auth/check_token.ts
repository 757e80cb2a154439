/**
 * Whether a text can be a token at all.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/**
 * Returns the token without white space around it. Throws `CONFIGURATION` for a text that cannot stand in a header;
 * the error names the source, never the text.
 *
 * @param source For messages: `ARGOCD_AUTH_TOKEN`.
 */
export function checkToken(text: string, source: string): string {
  const token = text.trim();
  if (token === "") throw unusable(source, "it is empty");
  if (/^bearer\s/i.test(token)) {
    throw unusable(
      source,
      "it begins with 'Bearer'; only the token belongs there",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw unusable(
      source,
      "it has a line break, a space or another character that no token has",
    );
  }
  return token;
}

function unusable(source: string, state: string): ToolError {
  return new ToolError(
    "CONFIGURATION",
    `Cannot use the token of ${source}: ${state}`,
    { hint: "Copy the token again, as one line of text" },
  );
}
