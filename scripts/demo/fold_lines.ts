/**
 * Fits text to a terminal.
 *
 * @module
 */

/** Tabs become two spaces, longer lines go on with a hanging indent; at a space where there is one. */
export function foldLines(text: string, width: number): readonly string[] {
  const folded: string[] = [];
  for (const line of text.replaceAll("\t", "  ").split("\n")) {
    const indent = /^ */.exec(line)?.[0].slice(0, 20) ?? "";
    let rest = line;
    while (rest.length > width) {
      const space = rest.lastIndexOf(" ", width);
      const at = space > indent.length + width / 2 ? space : width;
      folded.push(rest.slice(0, at));
      rest = `${indent}  ${rest.slice(at).trimStart()}`;
    }
    folded.push(rest);
  }
  return folded;
}
