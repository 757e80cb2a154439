/**
 * Lines of a megabyte made of what each expression and each scan could stumble
 * over. Work that grows with the square of the length would be some 10^12 steps
 * here and would never come back; each piece has to come back once.
 */
import assert from "node:assert/strict";
import { createMasker } from "../../lib/guards/mask_secrets.ts";

const LENGTH = 1_000_000;

const PIECES = [
  "a",
  "\\",
  "-----BEGIN PRIVATE KEY-----\\\\",
  "eyJ",
  "eyJabcdefgh.",
  "password",
  "password=",
  "password: ",
  "password:'",
  'password:"',
  'password:\\"',
  '\\"',
  '\\\\"',
  '{"a":',
  "[{",
  '{"',
  "-----BEGIN PRIVATE KEY-----",
  "-----END PRIVATE KEY-----",
  "-----BEGIN ",
  "https://a:b",
  "://u:p@",
  "a@",
  "@tcp(",
  ";a=",
  ",a",
  "kind: Secret\n",
  "kind: Secret\n  kind: Secret\n",
  "- ",
  "\n",
  "data:\n",
  "token:\n ",
  "token: |\n  a\n",
  "name: password\n",
  "Bearer ",
  "authorization: ",
  "--password x ",
  "<a>",
  "<password>",
  "name=password value=",
  "$6$a$",
  "a.b-c/",
  "+",
  "=",
  "cGFzc3dvcmQ9aHVudGVyMg",
  "abcdefghijklmnopqrst\n",
  "<masked:1>",
  "key: {",
  "a: [\n",
  "password: a\n b\n",
  "x8Q~",
  "hooks.slack.com/services/",
];

for (const piece of PIECES) {
  Deno.test(`masking comes back from a megabyte of ${JSON.stringify(piece)}`, () => {
    const text = piece.repeat(LENGTH / piece.length);
    const output = createMasker().text(
      `"kind":"Secret"\n${text}\npassword=hunter2 `,
    );
    assert.equal(typeof output, "string");
  });
}

Deno.test("a secret behind a megabyte of text is still found", () => {
  const output = createMasker().text(
    `${"all is well, ".repeat(80_000)}password=hunter2`,
  );
  assert.ok(output.endsWith("all is well, password=<masked:1>"));
});
