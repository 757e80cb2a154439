/**
 * Checks that each module of `lib/` says what it is for and each export what it means.
 *
 * @module
 */

const ROOT = new URL("..", import.meta.url);

/** Modules whose exports need no comment of their own, and why. */
const EXEMPT: Readonly<Record<string, string>> = {
  "lib/argocd/endpoints.ts":
    "each constant is one line that holds method, path, tier and query keys; the module says what the table is for",
};

interface Declaration {
  readonly declarationKind: string;
  /** `reference` for what the module only hands on. */
  readonly kind?: string;
  readonly location: { readonly line: number };
  readonly jsDoc?: { readonly doc?: string };
}

/** What `deno doc --json` says of one module, as far as it is looked at. */
export interface ModuleDocs {
  readonly module_doc?: { readonly doc?: string };
  readonly symbols?: readonly {
    readonly name: string;
    readonly declarations: readonly Declaration[];
  }[];
}

/**
 * What is missing in a module, one line each.
 *
 * An overloaded function needs one comment, not one for each signature; what a module hands on from another
 * is explained there.
 */
export function findGaps(path: string, docs: ModuleDocs): readonly string[] {
  const gaps: string[] = [];
  if (!docs.module_doc?.doc?.trim()) {
    gaps.push(`${path}:1: the module has no comment with @module`);
  }
  if (path in EXEMPT) return gaps;
  for (const { name, declarations } of docs.symbols ?? []) {
    const exported = declarations.filter(({ declarationKind, kind }) =>
      declarationKind === "export" && kind !== "reference"
    );
    const [first] = exported;
    if (!first || exported.some(({ jsDoc }) => jsDoc?.doc?.trim())) continue;
    gaps.push(`${path}:${first.location.line}: '${name}' has no comment`);
  }
  return gaps;
}

async function findModules(folder: URL): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) {
      found.push(...await findModules(new URL(`${name}/`, folder)));
    } else if (name.endsWith(".ts")) {
      found.push(new URL(name, folder).href.slice(ROOT.href.length));
    }
  }
  return found.sort();
}

async function readDocs(
  modules: readonly string[],
): Promise<Readonly<Record<string, ModuleDocs>>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...modules],
    cwd: ROOT,
    stdin: "null",
  }).output();
  if (!success) {
    throw new Error(
      `Cannot read comments: ${new TextDecoder().decode(stderr)}`,
    );
  }
  return JSON.parse(new TextDecoder().decode(stdout)).nodes;
}

async function main(): Promise<number> {
  const docs = await readDocs(await findModules(new URL("lib/", ROOT)));
  const gaps = Object.entries(docs)
    .flatMap(([url, module]) => findGaps(url.slice(ROOT.href.length), module));
  const text = gaps.length === 0
    ? `${Object.keys(docs).length} modules, every export documented`
    : `${gaps.join("\n")}\n${gaps.length} comments are missing`;
  await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
  return gaps.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
