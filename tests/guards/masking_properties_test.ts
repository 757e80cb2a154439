import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { base64, base64url, jwt, pem, TOKENS } from "./planted_secrets.ts";

/** A text with a secret in it, and the pieces of it that must not come out. */
interface Canary {
  readonly text: string;
  readonly needles: readonly string[];
}

const alphabet = [
  ..."abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
];
const letters = (length: number) =>
  fc.array(fc.constantFrom(...alphabet), {
    minLength: length,
    maxLength: length,
  })
    .map((chars) => chars.join(""));

/** Long enough not to stand in a text by chance, with a digit so that it is no word. */
const random = letters(14).map((text) => `${text}7`);

const canary: fc.Arbitrary<Canary> = fc.oneof(
  random.map((secret) => ({
    text: `Authorization: Bearer ${secret}`,
    needles: [secret],
  })),
  random.map((secret) => ({
    text: `sent Bearer ${secret} upstream`,
    needles: [secret],
  })),
  random.map((secret) => ({
    text: `Authorization: Basic ${base64(`bob:${secret}`)}`,
    needles: [secret, base64(`bob:${secret}`)],
  })),
  random.map((secret) => ({
    text: jwt(secret),
    needles: [jwt(secret), jwt(secret).split(".")[1] ?? ""],
  })),
  random.map((secret) => {
    const key = pem("PRIVATE KEY", secret);
    return { text: key, needles: key.split("\n").slice(1, -1) };
  }),
  random.map((secret) => ({
    text: `https://bob:${secret}@git.example.com/x`,
    needles: [secret],
  })),
  random.map((secret) => ({
    text: `https://h/hook?a=b&access_token=${secret}`,
    needles: [secret],
  })),
  random.map((secret) => ({ text: `password=${secret}`, needles: [secret] })),
  random.map((secret) => ({
    text: `{"api_key": "${secret} with spaces"}`,
    needles: [secret, "with spaces"],
  })),
  random.map((secret) => ({
    text: `db: {clientSecret: ${secret}}`,
    needles: [secret],
  })),
  random.map((secret) => ({
    text: `kind: Secret\ndata:\n  any: ${base64(secret)}\n`,
    needles: [base64(secret)],
  })),
  random.map((secret) => ({
    text: JSON.stringify({ kind: "Secret", data: { any: base64(secret) } }),
    needles: [base64(secret)],
  })),
  fc.constantFrom(...Object.values(TOKENS)).map((token) => ({
    text: token,
    needles: [token],
  })),
);

/** How a canary can be wrapped before it is planted. */
const wrapped: fc.Arbitrary<Canary> = fc.tuple(
  canary,
  fc.constantFrom(
    (text: string) => text,
    base64,
    base64url,
    (text: string) => base64(text).replace(/=+$/, ""),
    (text: string) => JSON.stringify({ a: [text], b: 1 }),
    (text: string) => JSON.stringify({ last: JSON.stringify({ a: text }) }),
    (text: string) => stringify({ a: { b: [text] }, kind: "ConfigMap" }),
    (text: string) => `level=info msg=${JSON.stringify(text)} x=1`,
  ),
).map(([{ text, needles }, wrap]) => ({
  text: wrap(text),
  needles: [...needles, ...needles.map(base64)],
}));

/** Ordinary texts around a canary, none of which could swallow it or be taken for a part of it. */
const around = fc.constantFrom(
  "",
  "found ",
  "at 12:30 ",
  "(",
  '"',
  "note: ",
  "a, ",
  "\n",
);
const neutralKey = fc.constantFrom(
  "a",
  "message",
  "spec",
  "status",
  "items",
  "note",
  "values",
  "metadata",
);

const planted = fc.tuple(
  wrapped,
  around,
  fc.constantFrom("", " end", "\n", ")", " ,x"),
);

/** A structure with `leaf` somewhere in it. */
function nested(leaf: unknown): fc.Arbitrary<unknown> {
  return fc.array(fc.tuple(fc.constantFrom("list", "map"), neutralKey), {
    maxLength: 6,
  })
    .map((path) =>
      path.reduce<unknown>(
        (inner, [shape, key]) =>
          shape === "list"
            ? ["x", inner, 3]
            : { name: "web", [key]: inner, port: 80 },
        leaf,
      )
    );
}

Deno.test("no planted secret survives, wherever and however it stands", () => {
  fc.assert(
    fc.property(
      planted.chain(([secret, before, after]) =>
        fc.tuple(fc.constant(secret), nested(before + secret.text + after))
      ),
      ([{ needles }, value]) => {
        const outputs = [
          JSON.stringify(createMasker().value(value)),
          createMasker().text(JSON.stringify(value)),
          createMasker().text(JSON.stringify(value, null, 2)),
          createMasker().text(stringify(value)),
        ];
        for (const output of outputs) assertGone(output, needles);
      },
    ),
    { numRuns: 600 },
  );
});

Deno.test("no secret survives in a key", () => {
  const inKey = fc.oneof(
    fc.constantFrom(...Object.values(TOKENS)),
    random.map((secret) => `https://bob:${secret}@host/x`),
  );
  fc.assert(
    fc.property(
      inKey.chain((key) => fc.tuple(fc.constant(key), nested({ [key]: 1 }))),
      ([key, value]) => {
        assertGone(JSON.stringify(createMasker().value(value)), [key]);
        assertGone(createMasker().text(JSON.stringify(value)), [key]);
        assertGone(createMasker().text(stringify(value)), [key]);
      },
    ),
    { numRuns: 200 },
  );
});

const words = fc.constantFrom(
  ["password"],
  ["db", "password"],
  ["token"],
  ["api", "key"],
  ["client", "secret"],
  ["private", "key"],
  ["ssh", "private", "key"],
  ["aws", "secret", "access", "key"],
  ["connection", "string"],
  ["pgpass"],
  ["credentials"],
  ["x", "auth", "token"],
  ["cookie"],
);
const credentialKey = fc.tuple(
  words,
  fc.constantFrom("snake", "kebab", "camel", "env", "dotted"),
).map(([parts, style]) => {
  if (style === "snake") return parts.join("_");
  if (style === "kebab") return parts.join("-");
  if (style === "env") return parts.join("_").toUpperCase();
  if (style === "dotted") return `app.${parts.join("-")}`;
  return parts.map((part, at) =>
    at === 0 ? part : part.slice(0, 1).toUpperCase() + part.slice(1)
  ).join("");
});
/** Anything a person might take for a password, with a piece that can be found again. */
const password = fc.tuple(
  random,
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ maxLength: 12 }),
)
  .map(([core, before, after]) => ({
    core,
    text: `x${before}${core}${after}`,
  }));

Deno.test("no value of a credential key survives, whatever its letters", () => {
  fc.assert(
    fc.property(credentialKey, password, (key, { core, text }) => {
      const value = {
        [key]: text,
        env: [{ name: key, value: text }],
        nested: { deep: [{ [key]: { inner: [text] } }] },
        data: {
          "app.json": JSON.stringify({ [key]: text }),
          "app.yaml": stringify({ a: { [key]: text } }),
        },
        args: [`--${key}`, text],
      };
      assertGone(JSON.stringify(createMasker().value(value)), [core]);
      assertGone(createMasker().text(JSON.stringify(value)), [core]);
      assertGone(createMasker().text(stringify(value)), [core]);
      assertGone(createMasker().text(`{{ no yaml\n${stringify(value)}`), [
        core,
      ]);
    }),
    { numRuns: 300 },
  );
});

Deno.test("no value of a Secret survives, whatever its letters", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ maxLength: 6 }), password, {
        minKeys: 1,
        maxKeys: 4,
      }),
      (entries) => {
        const stringData = Object.fromEntries(
          Object.entries(entries).map(([key, { text }]) => [key, text]),
        );
        const data = Object.fromEntries(
          Object.entries(entries).map(([key, { text }]) => [key, base64(text)]),
        );
        const secret = { kind: "Secret", data, stringData };
        const needles = Object.values(entries).flatMap((
          { core, text },
        ) => [core, base64(text)]);
        const wrappers = [secret, { items: [secret] }, {
          live: JSON.stringify(secret),
        }, { manifests: [stringify(secret)] }];
        for (const value of wrappers) {
          assertGone(
            JSON.stringify(createMasker().value(value)),
            needles,
          );
        }
        assertGone(
          createMasker().text(`failed: ${JSON.stringify(secret)} end`),
          needles,
        );
      },
    ),
    { numRuns: 200 },
  );
});

const fragments = fc.oneof(
  canary.map(({ text }) => text),
  fc.constantFrom(
    "password",
    ":",
    "=",
    " ",
    "\n",
    '"',
    "'",
    "\\",
    "{",
    "}",
    "[",
    "]",
    "- ",
    "  ",
    "name: ",
    "value: ",
    "kind: Secret",
    "data:\n",
    "token: |\n  ",
    "<masked:1>",
    "<masked:",
    "+++++++++",
    "@@ -1 +1 @@\n",
    "https://",
    "@",
    "#",
    ",",
    "&",
    ";",
    "Bearer ",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
  ),
  fc.string({ maxLength: 6 }),
);

Deno.test("masking masked output changes nothing", () => {
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 14 }), (pieces) => {
      const masker = createMasker();
      const once = masker.text(pieces.join(""));
      assert.equal(masker.text(once), once);
      assert.equal(createMasker().text(once), once);
      const value = masker.value({
        a: pieces,
        [pieces.join("").slice(0, 40)]: { b: pieces.join("") },
      });
      assert.deepEqual(masker.value(value), value);
      assert.deepEqual(createMasker().value(value), value);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("masking keeps the shape of any JSON value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const masked = createMasker().value(value);
      assert.deepEqual(shapeOf(masked), shapeOf(value));
      const text = createMasker().text(JSON.stringify(value));
      assert.deepEqual(shapeOf(JSON.parse(text)), shapeOf(value));
    }),
    { numRuns: 300 },
  );
});

function assertGone(output: string, needles: readonly string[]): void {
  for (const needle of needles) {
    if (needle.length >= 12) {
      assert.equal(
        output.includes(needle),
        false,
        `'${needle}' came out: ${output}`,
      );
    }
  }
}

/** The lists and the numbers of members, without leaves and keys. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return "leaf";
  return Object.values(value).map(shapeOf);
}
