import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type {
  Application,
  ApplicationSource,
} from "../../../lib/argocd/wire/application.ts";
import { mergePatch as applyPatch } from "../../../lib/demo/model/json.ts";
import {
  editApplication,
  type EditArguments,
} from "../../../lib/tools/changes/spec/edit_application.ts";
import { imageName } from "../../../lib/tools/changes/spec/edit_source.ts";
import {
  losesNull,
  mergePatch,
} from "../../../lib/tools/changes/spec/merge_patch.ts";

const OPTIONS = { knowsEnabled: true, purpose: "update application 'shop'" };

const word = fc.constantFrom("a", "b", "nginx", "prune", "null", "é");
const texts = fc.dictionary(word, fc.string({ maxLength: 5 }), { maxKeys: 3 });
const free: fc.Arbitrary<unknown> = fc.jsonValue({ maxDepth: 3 });

const source: fc.Arbitrary<ApplicationSource> = fc.record({
  repoURL: word,
  path: word,
  targetRevision: word,
  name: word,
  helm: fc.record({
    releaseName: word,
    parameters: fc.uniqueArray(
      fc.record({ name: word, value: word, forceString: fc.boolean() }),
      { selector: ({ name }) => name, maxLength: 3 },
    ),
    valueFiles: fc.array(word, { maxLength: 2 }),
    valuesObject: free,
    fileParameters: fc.array(fc.record({ name: word, path: word }), {
      maxLength: 1,
    }),
  }, { requiredKeys: [] }),
  kustomize: fc.record({
    namePrefix: word,
    images: fc.uniqueArray(fc.constantFrom("a:1", "b=x:2", "nginx@sha256:1"), {
      maxLength: 3,
    }),
    commonLabels: texts,
  }, { requiredKeys: [] }),
  plugin: fc.record({ env: fc.array(fc.record({ name: word, value: word })) }),
}, { requiredKeys: ["repoURL"] }) as fc.Arbitrary<ApplicationSource>;

const application: fc.Arbitrary<Application> = fc.record({
  metadata: fc.record({
    name: fc.constant("shop"),
    labels: texts,
    annotations: texts,
    finalizers: fc.array(word, { maxLength: 2 }),
  }, { requiredKeys: ["name"] }),
  spec: fc.record({
    project: word,
    destination: fc.record({ server: word, namespace: word }),
    sources: fc.array(source, { minLength: 1, maxLength: 3 }),
    syncPolicy: fc.record({
      automated: fc.record({
        prune: fc.boolean(),
        selfHeal: fc.boolean(),
        allowEmpty: fc.boolean(),
        enabled: fc.boolean(),
      }, { requiredKeys: [] }),
      syncOptions: fc.array(word, { maxLength: 2 }),
      retry: fc.record({ limit: fc.nat(5) }),
      managedNamespaceMetadata: fc.record({ labels: texts }),
    }, { requiredKeys: [] }),
    ignoreDifferences: fc.array(fc.record({ kind: word }), { maxLength: 2 }),
    info: fc.array(fc.record({ name: word, value: word }), { maxLength: 2 }),
    revisionHistoryLimit: fc.nat(9),
    unknownToUs: free,
  }, { requiredKeys: ["project", "destination", "sources"] }),
}) as fc.Arbitrary<Application>;

const nullable = fc.dictionary(word, fc.option(word, { nil: null }), {
  maxKeys: 2,
});
const edit: fc.Arbitrary<EditArguments> = fc.record({
  revision: word,
  path: word,
  repo: word,
  parameters: nullable,
  value_files: fc.array(word, { maxLength: 2 }),
  images: nullable,
  automated: fc.constant(true),
  prune: fc.boolean(),
  self_heal: fc.boolean(),
  sync_options: fc.array(word, { maxLength: 2 }),
  project: word,
  namespace: word,
  labels: nullable,
  annotations: nullable,
}, { requiredKeys: [] });

type Leaves = ReadonlyMap<string, unknown>;

/** Every value by its path; entries of parameters by their name, images by theirs. */
function leaves(value: unknown, path = ""): Leaves {
  if (typeof value !== "object" || value === null) {
    return new Map([[path, value]]);
  }
  const entries = Array.isArray(value)
    ? value.map((item, index): [string, unknown] => {
      const named = path.endsWith(".parameters");
      if (named) return [`[${(item as { name: string }).name}]`, item];
      return path.endsWith(".images")
        ? [`[${imageName(item as string)}]`, item]
        : [`[${index}]`, item];
    })
    : Object.entries(value).map(([key, member]): [string, unknown] => [
      `.${key}`,
      member,
    ]);
  return new Map(
    entries.flatMap(([step, member]) => [...leaves(member, `${path}${step}`)]),
  );
}

/** Where an edit may leave something else than what was there. */
function named(args: EditArguments): readonly string[] {
  const of = `.spec.sources[${(args.source ?? 1) - 1}]`;
  const keys = (prefix: string, map: object | undefined) =>
    Object.keys(map ?? {}).map((key) => `${prefix}${key}`);
  return [
    ...(args.revision === undefined ? [] : [`${of}.targetRevision`]),
    ...(args.path === undefined ? [] : [`${of}.path`, `${of}.chart`]),
    ...(args.repo === undefined ? [] : [`${of}.repoURL`]),
    ...Object.entries(args.parameters ?? {}).flatMap(([name, value]) => {
      const one = `${of}.helm.parameters[${name}]`;
      return value === null ? [one] : [`${one}.name`, `${one}.value`];
    }),
    ...(args.value_files ? [`${of}.helm.valueFiles`] : []),
    ...keys(`${of}.kustomize.images[`, args.images),
    ...(args.automated || args.prune !== undefined ||
        args.self_heal !== undefined
      ? [
        ...(args.automated ? [".spec.syncPolicy.automated.enabled"] : []),
        ...(args.prune === undefined
          ? []
          : [".spec.syncPolicy.automated.prune"]),
        ...(args.self_heal === undefined
          ? []
          : [".spec.syncPolicy.automated.selfHeal"]),
      ]
      : []),
    ...(args.sync_options ? [".spec.syncPolicy.syncOptions"] : []),
    ...(args.project === undefined ? [] : [".spec.project"]),
    ...(args.namespace === undefined ? [] : [".spec.destination.namespace"]),
    ...keys(".metadata.labels.", args.labels),
    ...keys(".metadata.annotations.", args.annotations),
  ];
}

function edited(before: Application, args: EditArguments): Application {
  return editApplication(before, args, OPTIONS);
}

/** Settings of an automated sync that is off are refused, which is tested elsewhere. */
function isAskable(before: Application, args: EditArguments): boolean {
  return before.spec?.syncPolicy?.automated !== undefined ||
    args.automated === true ||
    (args.prune === undefined && args.self_heal === undefined);
}

const wholeEdit = fc.record({ before: application, args: edit }).map(
  ({ before, args }) => {
    const touches = [
      "revision",
      "path",
      "repo",
      "parameters",
      "value_files",
      "images",
    ]
      .some((key) => key in args);
    return { before, args: touches ? { ...args, source: 1 } : args };
  },
).filter(({ before, args }) => isAskable(before, args));

Deno.test("an edit leaves every value that it does not name", () => {
  fc.assert(
    fc.property(wholeEdit, ({ before, args }) => {
      const [was, is] = [leaves(before), leaves(edited(before, args))];
      const touched = named(args);
      for (const path of new Set([...was.keys(), ...is.keys()])) {
        if (touched.some((one) => path.startsWith(one))) continue;
        assert.deepEqual(is.get(path), was.get(path), path);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("an edit is what its merge patch makes of the application, and the patch names nothing else", () => {
  fc.assert(
    fc.property(wholeEdit, ({ before, args }) => {
      const after = edited(before, args);
      const patch = mergePatch(before, after);
      const sent = JSON.parse(JSON.stringify(patch));
      assert.deepEqual(
        JSON.parse(JSON.stringify(applyPatch(before, sent))),
        JSON.parse(JSON.stringify(after)),
      );
      assert.equal(
        Object.keys(patch).length === 0,
        isDeepStrictEqual(before, after),
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("an edit is the same when it is made again", () => {
  fc.assert(fc.property(wholeEdit, ({ before, args }) => {
    const once = edited(before, args);
    assert.deepEqual(edited(once, args), once);
  }));
});

function shop(spec: Application["spec"]): Application {
  return { metadata: { name: "shop" }, spec: { project: "default", ...spec } };
}

Deno.test("a switch of automated sync keeps what is not named, and forgets it only when it is switched off", () => {
  const policy = (before: object | undefined, args: EditArguments) =>
    edited(shop(before ? { syncPolicy: before } : {}), args).spec?.syncPolicy;
  const full = { automated: { prune: true, allowEmpty: true } };
  assert.deepEqual(policy(full, { self_heal: true }), {
    automated: { prune: true, allowEmpty: true, selfHeal: true },
  });
  assert.deepEqual(policy(full, { prune: false }), {
    automated: { allowEmpty: true },
  });
  assert.deepEqual(policy(full, { automated: false }), {});
  assert.deepEqual(policy(full, { automated: false, prune: true }), {
    automated: { prune: true, allowEmpty: true, enabled: false },
  });
  assert.deepEqual(policy(undefined, { automated: true }), { automated: {} });
  assert.equal(policy(undefined, { automated: false }), undefined);
});

Deno.test("what cannot be meant is refused with what to do", () => {
  const refusal = (spec: Application["spec"], args: EditArguments) => {
    try {
      edited(shop(spec), args);
      return "accepted";
    } catch (error) {
      return String(error);
    }
  };
  const sources = [{ repoURL: "r1", path: "p" }, { repoURL: "r2", ref: "v" }];
  assert.equal(
    refusal({ sources }, { revision: "v2" }),
    "INVALID_ARGUMENT: Cannot update application 'shop': it has 2 sources\n" +
      "Next: Say with 'source' which one is meant: 1 = r1 p, 2 = r2 v",
  );
  assert.match(refusal({ sources }, { source: 3, path: "x" }), /not 3\n/);
  assert.match(refusal({ sources }, { source: 1 }), /nothing of it is to be/);
  assert.match(
    refusal({ sourceHydrator: {} }, { path: "x" }),
    /its source is written by the manifest hydrator\n/,
  );
  assert.match(
    refusal({ source: {} }, { prune: true }),
    /belong to automated sync, which is off\nNext: Give automated=true/,
  );
  const old = { ...OPTIONS, knowsEnabled: false };
  assert.throws(
    () => editApplication(shop({}), { automated: false, prune: true }, old),
    { code: "UNSUPPORTED", message: /it would switch it on/ },
  );
});

Deno.test("a null inside of what a merge patch writes is noticed, a removal is none", () => {
  assert(!losesNull({ spec: { a: null, b: { c: "x" } } }));
  assert(
    losesNull({ spec: { sources: [{ helm: { valuesObject: { a: null } } }] } }),
  );
});

Deno.test("images are known by what they replace", () => {
  const names = [
    "nginx",
    "nginx:1",
    "r:5000/nginx",
    "r:5000/nginx:1",
    "nginx@sha256:a",
    "nginx:1@sha256:a",
    "a=b:2",
  ]
    .map(imageName);
  assert.deepEqual(names, [
    "nginx",
    "nginx",
    "r:5000/nginx",
    "r:5000/nginx",
    "nginx",
    "nginx",
    "a",
  ]);
});
