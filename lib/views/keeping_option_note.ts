/**
 * What an application's own sync options say of deletions.
 *
 * @module
 */
import { plural } from "./plural.ts";

/**
 * Says what `Prune=` or `Delete=` among the options of an application does to a deletion; `undefined` where there is
 * none. Argo CD has it for single resources since long, and for a whole application only lately: so what an older one
 * does is said, too.
 *
 * @param doing.count Resources that would be deleted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const doing = { word: "Prune", count: 2 } as const;
 * assert.match(keepingOptionNote(["Prune=confirm"], doing) ?? "", /wait for a confirmation/);
 * assert.equal(keepingOptionNote(["PruneLast=true"], doing), undefined);
 * ```
 */
export function keepingOptionNote(
  options: readonly string[],
  doing: { readonly word: "Prune" | "Delete"; readonly count: number },
): string | undefined {
  const { word, count } = doing;
  if (count === 0) return undefined;
  const option = options.map((one) => one.trim()).find((one) =>
    one === `${word}=false` || one === `${word}=confirm`
  );
  if (option === undefined) return undefined;
  const what = plural(count, "resource");
  return option.endsWith("=false")
    ? `option ${option} of the application: newer versions of Argo CD, 3.5 among them, keep the ${what} unless its own option says otherwise; older ones delete`
    : `option ${option} of the application: newer versions of Argo CD, 3.5 among them, wait for a confirmation (argocd app confirm-deletion) before they delete; older ones do not`;
}
