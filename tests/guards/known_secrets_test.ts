import assert from "node:assert/strict";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { base64, base64url } from "./planted_secrets.ts";

const OWN = "Tr0ub4dor&3 'x' \"y\"/+é";

for (const enabled of [true, false]) {
  const masker = () =>
    createMasker({ enabled, known: [OWN, "plain-own-credential"] });
  Deno.test(`our own credentials never come out, masking ${enabled ? "on" : "off"}`, () => {
    const forms = [
      OWN,
      encodeURIComponent(OWN),
      encodeURI(OWN),
      JSON.stringify(OWN),
      base64(OWN),
      base64url(OWN),
      base64(`a:${OWN}`),
      base64(`ab:${OWN}`),
      base64url(`abc:${OWN}:tail`),
    ];
    for (const form of forms) {
      const input = { [`k ${form}`]: [`before ${form} after`], note: form };
      const output = JSON.stringify(masker().value(input));
      const text = masker().text(`before ${form} after`);
      for (const left of [output, text]) {
        assert.equal(left.includes("Tr0ub4dor"), false, left);
        assert.equal(left.includes(form), false, left);
        assert.match(left, /before .*<masked:1>.* after/);
      }
    }
  });

  Deno.test(`a known value in the words of a mark does no harm, masking ${enabled ? "on" : "off"}`, () => {
    const own = createMasker({
      enabled,
      known: ["masked", "plain-own-credential"],
    });
    assert.equal(own.text("plain-own-credential"), "<masked:1>");
    assert.equal(
      own.text(own.text("plain-own-credential is masked")),
      "<masked:1> is <masked:2>",
    );
  });
}

Deno.test("masking that is off leaves everything else", () => {
  const input = {
    password: "x",
    kind: "Secret",
    data: { a: "b" },
    url: "https://u:p@h",
  };
  const masker = createMasker({ enabled: false, known: ["something-else"] });
  assert.deepEqual(masker.value(input), input);
  assert.equal(masker.text("password=x"), "password=x");
});

Deno.test("known values of less than four characters are not searched for", () => {
  const masker = createMasker({ enabled: false, known: ["", "a", "abc"] });
  assert.equal(masker.text("an abc of a"), "an abc of a");
});

Deno.test("the longer of two known values goes first", () => {
  const masker = createMasker({ known: ["abcd", "abcdefgh"] });
  assert.equal(
    masker.text("x abcdefgh y abcd z"),
    "x <masked:1> y <masked:2> z",
  );
});
