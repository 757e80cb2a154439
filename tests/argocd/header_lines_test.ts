import assert from "node:assert/strict";
import { parseHeaderLines } from "../../lib/argocd/header_lines.ts";
import { ToolError } from "../../lib/errors.ts";

Deno.test("parseHeaderLines() reads names and values", () => {
  assert.deepEqual(
    parseHeaderLines(
      "X-Team: web\r\n\n  X-Gate :  a: b \nCF-Access-Client-Id: 1\n",
    ),
    [["X-Team", "web"], ["X-Gate", "a: b"], ["CF-Access-Client-Id", "1"]],
  );
  assert.deepEqual(parseHeaderLines(""), []);
});

Deno.test("parseHeaderLines() refuses what would change who we are or what is sent, and repeats no value", () => {
  const lines = [
    "Authorization: Basic s3cret",
    "cookie: argocd.token=s3cret",
    "Host: s3cret",
    "Content-Type: s3cret",
    "content-length: 3",
    "Grpc-Metadata-Token: s3cret",
    "Grpc-Timeout: 1S",
    "Transfer-Encoding: chunked",
    "Connection: close",
    "Proxy-Authorization: s3cret",
    "User-Agent: s3cret",
    "Accept: text/html",
    "Upgrade: h2c",
    "X-A: s3cret\nx-a: s3cret",
    "X-A:",
    "X-A: s3cret\u00e4",
    "X-A: s3cret\u0000",
    "X-A: s3cret\rX-B: y",
    "no colon s3cret",
    ": s3cret",
    "X A: s3cret",
  ];
  for (const text of lines) {
    assert.throws(() => parseHeaderLines(text), (error) => {
      assert(error instanceof ToolError, text);
      assert.equal(error.code, "CONFIGURATION");
      assert.match(error.message, /^Cannot use line [12] of ARGOCD_HEADERS: /);
      assert(!error.message.includes("s3cret"), error.message);
      return true;
    }, text);
  }
});
