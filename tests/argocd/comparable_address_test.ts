import assert from "node:assert/strict";
import fc from "fast-check";
import {
  comparableAddress,
  sameAddress,
} from "../../lib/argocd/comparable_address.ts";

Deno.test("comparableAddress() knows every spelling of one address", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "https://argocd.example/": [
      "argocd.example",
      "//argocd.example",
      "https://argocd.example",
      "HTTPS://ArgoCD.Example/",
      "https://argocd.example.",
      "https://argocd.example:443",
      "https://argocd.example:0443/",
      "https://argocd.example:/",
      "https://%61rgocd.example",
      "https://ａｒｇｏｃｄ.example",
      "https://argocd。example",
      "https://argocd.example///",
      "https://argocd.example/applications/argocd/web?view=tree",
      "https://argocd.example/#/../x",
      "https://argocd.example?x=https://evil.example",
      "https://argocd.example/argo/..",
      "https://argocd.example/%2e%2e/",
      "  argocd.example \n",
    ],
    "https://host/argo/": [
      "host/argo",
      "https://host/argo/",
      "https://host//argo//",
      "https://host/x/../argo",
      "https://host/x/%2E%2e/argo",
      "https://host/./argo/api/v1/session",
    ],
    "https://127.0.0.1/": [
      "https://127.1",
      "https://2130706433",
      "https://0x7f000001",
      "https://0x7f.1",
      "https://017700000001",
      "https://0177.0.0.01",
      "https://127.0.0.1.",
      "https://１２７.0.0.1",
      "https://[::ffff:127.0.0.1]",
      "https://[::FFFF:7f00:1]",
      "https://[0:0:0:0:0:ffff:7f00:0001]:443",
    ],
    "https://[::1]/": ["https://[0::1]", "https://[0:0:0:0:0:0:0:1]/"],
    "https://xn--mnchen-3ya.example/": [
      "https://münchen.example",
      "https://MÜNCHEN.example",
      "https://mu\u0308nchen.example",
    ],
    "http://argocd.example/": ["http://argocd.example:80"],
  };
  for (const [comparable, spellings] of Object.entries(cases)) {
    assert.equal(comparableAddress(comparable), comparable);
    for (const spelling of spellings) {
      assert.equal(comparableAddress(spelling), comparable, spelling);
      assert(sameAddress(spelling, comparable), spelling);
    }
  }
});

Deno.test("comparableAddress() takes nothing else for a registered address", () => {
  const registered = "https://argocd.example/argo/";
  for (
    const other of [
      "https://argocd.example/",
      "https://argocd.example/ARGO",
      "https://argocd.example/argo2",
      "https://argocd.example/argo/x",
      "https://argocd.example:444/argo",
      "http://argocd.example/argo",
      "http://argocd.example:443/argo",
      "https://argocd.example.evil.example/argo",
      "https://evil.example/argo",
      "https://evil.example/argo#argocd.example",
      "https://evil.example/?argocd.example/argo",
      "https://argocd-example/argo",
      "https://аrgocd.example/argo",
      "https://www.argocd.example/argo",
      "https://169.254.169.254/argo",
    ]
  ) assert(!sameAddress(other, registered), other);
});

Deno.test("comparableAddress() takes no trick for an address", () => {
  for (
    const text of [
      "",
      " ",
      "https://",
      "https:///argo",
      "https:/argocd.example",
      "https:argocd.example",
      "argocd.example:",
      "argocd.example:/argo",
      "https://argocd.example@evil.example",
      "https://argocd.example:x@evil.example/",
      "argocd.example@evil.example",
      "https://@",
      "https://evil.example\\@argocd.example",
      "https:\\\\argocd.example",
      "https://argocd.example\\..\\argo",
      "https://argocd.example\u0000.evil.example",
      "https://argocd.example\t/",
      "https://argocd\u00ad.example",
      "https://argocd.example%00.evil.example",
      "https://argocd.example%2f@evil.example",
      "https://argocd.example／evil.example",
      "https://argocd.example/argo%2f..",
      "https://argocd.example/..;/argo",
      "https://argocd.example/argo;x=y",
      "https://argocd.example/argo%00",
      "https://argocd.example..",
      "https://[::1",
      "https://[fe80::1%25eth0]/",
      "https://256.0.0.1",
      "https://0x100000000",
      "https://argocd.example:65536",
      "https://argocd.example:-1",
      "file:///etc/passwd",
      "javascript://argocd.example/%0aalert(1)",
      "ftp://argocd.example",
      "blob:https://argocd.example/x",
      `https://${"a.".repeat(2_000)}example`,
    ]
  ) assert.equal(comparableAddress(text), undefined, text);
});

Deno.test("comparableAddress() never throws, and what it returns is its own comparable form", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.tuple(
      fc.constantFrom("", "https://", "http://", "//", "HTTPS:\\\\"),
      fc.constantFrom("", "u@", "u:p@"),
      fc.oneof(fc.ipV4Extended(), fc.ipV6(), fc.domain(), fc.string()),
      fc.constantFrom("", ":443", ":0", ".", ":"),
      fc.constantFrom("", "/", "/a/../b", "/%2e%2e", "/a;b", "/api", "/a//b"),
    ).map((parts) => parts.join("")),
  );
  fc.assert(fc.property(text, (spelling) => {
    const comparable = comparableAddress(spelling);
    if (comparable === undefined) return;
    assert.equal(comparableAddress(comparable), comparable);
    const url = new URL(comparable);
    assert(url.href === comparable && url.pathname.endsWith("/"));
    assert.equal(url.username + url.password + url.search + url.hash, "");
  }));
});
