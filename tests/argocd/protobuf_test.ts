import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bytesOf,
  MalformedMessage,
  MessageWriter,
  readFields,
  textOf,
} from "../../lib/argocd/protobuf.ts";

const NUMBERS = fc.integer({ min: 1, max: 2 ** 29 - 1 });

Deno.test("what MessageWriter writes readFields() reads", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(NUMBERS, fc.string({ unit: "binary" }))),
    (fields) => {
      const writer = new MessageWriter();
      for (const [number, text] of fields) writer.text(number, text);
      const read = [...readFields(writer.finish())];
      assert.deepEqual(
        read.map((field) => [field.number, textOf(field)]),
        fields,
      );
    },
  ));
});

Deno.test("messages may stand in messages, and long lengths take several bytes", () => {
  const long = "x".repeat(70_000);
  const inner = new MessageWriter().text(12, long).finish();
  const outer = new MessageWriter().bytes(4, inner).text(1, "").finish();
  const [first, second] = [...readFields(outer)];
  assert(first && second);
  assert.deepEqual([first.number, second.number, textOf(second)], [4, 1, ""]);
  const [field] = [...readFields(bytesOf(first))];
  assert(field);
  assert.equal(textOf(field), long);
});

Deno.test("readFields() reads flags and large numbers, and passes over fields of a fixed length", () => {
  const bytes = Uint8Array.fromHex(
    "6001" + "08ffffffffffffffff7f" + "0d01020304" + "110102030405060708" +
      "1a0161",
  );
  assert.deepEqual([...readFields(bytes)], [
    { number: 12, value: 1 },
    { number: 1, value: 2 ** 63 - 1 },
    { number: 3, value: Uint8Array.of(97) },
  ]);
});

Deno.test("any bytes are a message or a MalformedMessage", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        for (const { value } of readFields(bytes)) {
          if (typeof value !== "number") assert(value.length <= bytes.length);
        }
      } catch (error) {
        assert(error instanceof MalformedMessage, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("a message that is cut off is no message, unless it is cut between two fields", () => {
  const whole = new MessageWriter().text(1, "abc").text(2, "de").finish();
  for (let length = 1; length < whole.length; length++) {
    if (length === 5) continue;
    assert.throws(
      () => [...readFields(whole.subarray(0, length))],
      { name: "MalformedMessage", message: "it breaks off" },
    );
  }
});

Deno.test("readFields() names what it cannot read", () => {
  for (
    const [hex, message] of [
      ["0b", "field 1 has the type 3"],
      ["0201", "a field has no number"],
      ["ffffffffffffffffffff01", "a number in it has no end"],
      ["0affffffff0f", "it breaks off"],
    ] as const
  ) {
    assert.throws(() => [...readFields(Uint8Array.fromHex(hex))], { message });
  }
  assert.throws(() => textOf({ number: 4, value: 1 }), {
    message: "field 4 is a number",
  });
});
