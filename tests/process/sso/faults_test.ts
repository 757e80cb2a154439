import assert from "node:assert/strict";
import { makeAuthority } from "../../helpers/make_certificates.ts";
import { runToEnd } from "../program.ts";
import { logIn, startLab } from "./sso_lab.ts";

Deno.test("each way to the provider has its own certificates, and a hint that names its setting", async (t) => {
  await using lab = await startLab();
  const { provider: { issuer }, argocd: { url }, machine: { folder } } = lab;
  const { ARGOCD_CA_FILE: ca = "", ...env } = lab.env;
  const other = `${folder}/other.pem`;
  await Deno.writeTextFile(other, makeAuthority("somebody else").ca);
  const login = async (more: Readonly<Record<string, string>>) => {
    const { code, stderr } = await runToEnd({
      args: ["login"],
      env: { ...env, ...more },
    });
    assert.equal(code, 1);
    return stderr.split("\n").at(-2) ?? "";
  };
  const unknown = "is self-signed or from an unknown authority";

  await t.step("Argo CD's is not trusted", async () => {
    assert.equal(
      await login({ ARGOCD_SSO_CA_FILE: ca }),
      `argocd-mcp: TLS_FAILURE: Cannot read how Argo CD signs people in: the certificate of ${url} ${unknown}. Set ARGOCD_CA_FILE to the PEM file of the authority that signed it; ARGOCD_INSECURE=1 switches the check off`,
    );
  });
  await t.step("the provider's is not trusted", async () => {
    assert.equal(
      await login({ ARGOCD_CA_FILE: ca, ARGOCD_SSO_CA_FILE: other }),
      `argocd-mcp: TLS_FAILURE: Cannot sign in to '${
        new URL(url).host
      }': the certificate of ${issuer} ${unknown}. Set ARGOCD_SSO_CA_FILE to the PEM file of the authority that signed it`,
    );
  });
  await t.step("ARGOCD_INSECURE is about Argo CD alone", async () => {
    assert.equal(
      await login({ ARGOCD_INSECURE: "1" }),
      `argocd-mcp: TLS_FAILURE: Cannot sign in to '${
        new URL(url).host
      }': the certificate of ${issuer} ${unknown}. Set ARGOCD_CA_FILE to the PEM file of the authority that signed it`,
    );
  });
  await t.step("the provider got nothing of all this", () => {
    assert.deepEqual(lab.provider.traffic.all, []);
  });
});

Deno.test("a provider that is down: login says who, and logout forgets all the same", async () => {
  await using lab = await startLab();
  await logIn(lab);
  await lab.provider.down();
  const { env } = lab;
  const name = new URL(lab.argocd.url).host;
  assert.deepEqual(await runToEnd({ args: ["login"], env }), {
    code: 1,
    stdout: "",
    stderr:
      `argocd-mcp: CONNECTION_REFUSED: Cannot sign in to '${name}': nothing accepts connections at ${lab.provider.issuer}. Check host and port in the issuer in the single sign-on settings of Argo CD, and whether the identity provider is running\n`,
  });
  assert.deepEqual(await runToEnd({ args: ["logout"], env }), {
    code: 0,
    stdout: [
      `Signed out of '${name}'`,
      `Argo CD goes on accepting the id_token of '${name}' until it ends, wherever there is a copy of it`,
      "The refresh token was forgotten here, but the identity provider was not told to end it: it does not offer that, or did not answer",
      "",
    ].join("\n"),
    stderr: "",
  });
  lab.provider.up();
  assert.equal((await runToEnd({ args: ["whoami"], env })).code, 1);
});
