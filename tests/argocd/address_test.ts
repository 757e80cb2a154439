import assert from "node:assert/strict";
import { parseServerAddress } from "../../lib/argocd/address.ts";
import { ToolError } from "../../lib/errors.ts";

function parse(text: string, plaintext = false): string {
  return parseServerAddress(text, { plaintext }).href;
}

function refusal(text: string): string {
  try {
    return `accepted as ${parse(text)}`;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    assert.equal(error.code, "CONFIGURATION");
    return error.message.replace(/^.*?\(ARGOCD_SERVER\): /, "");
  }
}

Deno.test("parseServerAddress() reads what people have at hand", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["argocd.example", "https://argocd.example/"],
    ["  argocd.example\n", "https://argocd.example/"],
    ["ArgoCD.Example:443", "https://argocd.example/"],
    ["argocd.example:8443", "https://argocd.example:8443/"],
    ["argocd.example/argo", "https://argocd.example/argo/"],
    ["https://argocd.example", "https://argocd.example/"],
    ["HTTPS://argocd.example//", "https://argocd.example/"],
    ["https://argocd.example./", "https://argocd.example/"],
    ["https://host/a/b", "https://host/a/b/"],
    ["https://host/argocd/", "https://host/argocd/"],
    [
      "https://host/argocd/applications/argocd/guestbook?view=tree&resource=",
      "https://host/argocd/",
    ],
    ["https://host/applications", "https://host/"],
    ["https://host/applications/argocd/api", "https://host/"],
    ["https://host/settings/clusters/https%3A%2F%2Fx", "https://host/"],
    ["https://host/login?return_url=x#y", "https://host/"],
    ["https://host/argocd/api/v1", "https://host/argocd/"],
    ["host/argocd/api/v1/session", "https://host/argocd/"],
    ["https://host/user-info", "https://host/"],
    ["http://localhost:8080", "http://localhost:8080/"],
    ["http://127.0.0.1:8080/argo", "http://127.0.0.1:8080/argo/"],
    ["http://[::1]:8080", "http://[::1]:8080/"],
    ["localhost:8080", "https://localhost:8080/"],
    ["[2001:db8::1]:8443", "https://[2001:db8::1]:8443/"],
  ];
  for (const [text, expected] of cases) {
    assert.equal(parse(text), expected, text);
  }
});

Deno.test("parseServerAddress() wants a word before it sends a token in clear", () => {
  assert.match(
    refusal("http://argocd.example"),
    /plain http to 'argocd\.example'/,
  );
  assert.match(refusal("http://127.0.0.1.example"), /plain http/);
  assert.match(refusal("http://10.0.0.1"), /plain http/);
  assert.match(refusal("http://0.0.0.0"), /plain http/);
  assert.equal(parse("http://argocd.example", true), "http://argocd.example/");
});

Deno.test("parseServerAddress() refuses what is no address of a server, and repeats no password", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /empty/],
    ["https://", /not an address/],
    ["ftp://host", /scheme is 'ftp'/],
    ["file:///etc/passwd", /scheme is 'file'/],
    ["javascript://x", /scheme is 'javascript'/],
    ["https://me:s3cret@host", /user or a password/],
    ["me:s3cret@host", /user or a password/],
    ["me@host", /user or a password/],
    ["https://host name", /space/],
    ["https://host\\path", /backslash/],
    ["https://host\u0000", /control/],
    ["https://ho\u200bst", /control/],
    ["https://host:99999", /not an address/],
    ["https://host/a%2fb", /root path/],
    ["https://host/%2e%2e/x;y", /root path/],
    ["https://host/ü", /root path/],
    ["https://..", /host name/],
    ["https:/host", /host or its port is missing/],
    ["https:///host", /host or its port is missing/],
    ["/etc/passwd", /host or its port is missing/],
    ["host:", /host or its port is missing/],
  ];
  for (const [text, expected] of cases) {
    const message = refusal(text);
    assert.match(message, expected, text);
    assert(!message.includes("s3cret"));
  }
});

Deno.test("an error names the place where the address was given", () => {
  assert.throws(
    () =>
      parseServerAddress("ftp://host", {
        plaintext: false,
        source: "ARGOCD_URL",
      }),
    {
      message:
        "Cannot use the address of Argo CD (ARGOCD_URL): its scheme is 'ftp', not https",
    },
  );
});
