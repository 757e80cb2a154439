import assert from "node:assert/strict";
import { createMasker } from "../../lib/guards/mask_secrets.ts";
import { base64 } from "./planted_secrets.ts";

const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${
  base64("public".repeat(30))
}\n-----END CERTIFICATE-----`;

/** Values that hold no secret: they come out as they went in. */
const VALUES: Readonly<Record<string, unknown>> = {
  "references to Secrets": {
    secretName: "db",
    imagePullSecrets: [{ name: "regcred" }],
    secretKeyRef: { name: "db", key: "password", optional: false },
    secretRef: { name: "db" },
    existingSecret: "db",
    secrets: [{ name: "default-token" }],
    passwordSecret: { name: "db", key: "password" },
    tokenRef: { secretName: "github", key: "token" },
  },
  "a volume": {
    name: "creds",
    secret: {
      secretName: "creds",
      defaultMode: 420,
      items: [{ key: "password", path: "pw" }],
    },
  },
  "a projected token": {
    projected: {
      sources: [{
        serviceAccountToken: {
          path: "token",
          expirationSeconds: 3600,
          audience: "vault",
        },
      }],
    },
  },
  "switches and counts": {
    automountServiceAccountToken: false,
    tokenExpirationSeconds: 3600,
    passwordPattern: "[a-z]+",
    publicKey: "ssh-ed25519 AAAAC3Nz me@host",
    keyID: "4AEE18F83AFDEB23",
    secrets: 3,
    token: null,
    password: "",
    useToken: "true",
  },
  "kinds and resources": {
    resources: ["secrets", "tokenreviews"],
    kind: "TokenReview",
    nodes: [{
      kind: "Secret",
      name: "payments-secret",
      namespace: "payments",
      health: { status: "Healthy" },
    }],
  },
  "an ExternalSecret": {
    kind: "ExternalSecret",
    spec: {
      secretStoreRef: { name: "vault" },
      data: [{
        secretKey: "password",
        remoteRef: { key: "db/creds", property: "pw" },
      }],
    },
  },
  "a ConfigMap": {
    kind: "ConfigMap",
    data: {
      logo: base64("<svg>" + "picture ".repeat(20)),
      "ca.crt": CERTIFICATE,
      text: base64("hello world, this is text"),
      level: "info",
    },
  },
  "tokens of an account, which are no tokens": {
    name: "ci",
    tokens: [{ id: "ci-1", issuedAt: "1700000000", expiresAt: "1800000000" }],
  },
  "JWT ids of a project role": {
    jwtTokensByRole: { ci: { items: [{ iat: 1700000000, id: "a-b" }] } },
  },
  "an environment variable that is no secret": [
    { name: "PATH", value: "/bin" },
    { name: "PWD", value: "/app" },
    { name: "TOKEN_URL", value: "https://sso.example.com/token" },
    { name: "PASSWORD_FILE", value: "/run/secrets/password" },
    { name: "DB_PASSWORD", value: "$(OTHER_PASSWORD)" },
  ],
  "placeholders": {
    password: "{{ .Values.db.password }}",
    token: "<path:secret/data/app#token>",
    clientSecret: "${CLIENT_SECRET}",
  },
  "a tracking id": {
    annotations: {
      "argocd.argoproj.io/tracking-id":
        "guestbook:/Secret:guestbook/guestbook-secret",
    },
  },
  "a label selector": {
    matchExpressions: [{ key: "app", operator: "In", values: ["a", "b"] }],
  },
};

for (const [name, value] of Object.entries(VALUES)) {
  Deno.test(`value() leaves ${name}`, () => {
    assert.deepEqual(createMasker().value(value), value);
    const json = JSON.stringify(value, null, 2);
    assert.equal(createMasker().text(json), json);
  });
}

/** Texts that hold no secret. */
const TEXTS = [
  "token expired",
  "the password: field is required",
  "invalid session: token has invalid claims: token is expired",
  "Bearer authentication is required; Basic information follows",
  "failed to get secret: not found",
  "secret: must not be empty",
  "commit 0123456789abcdef0123456789abcdef01234567 by Alice",
  "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "uid 9e15e4a5-5743-4308-b489-68b3a46ff56d",
  "quay.io/example/token-service:v1.2.3 and ghcr.io/x/secret-operator:main",
  "image: registry.example.com/team/password-reset:2024.05",
  "payments-api-deployment-7d9c5b6f4-x2x2q",
  "git@github.com:org/repo.git, ssh://git@github.com/org/repo, https://bob@example.com/x",
  "http://host:8080/path@2x.png, http://[::1]:8080/a@b",
  "mail to alice@example.com about https://example.com/a?view=tree&branch=main",
  "Secret payments/db-password: OutOfSync (requires pruning)",
  'secrets "db-creds" is forbidden: User "system:serviceaccount:a:b" cannot get resource',
  'MountVolume.SetUp failed for volume "token" : secret "db" not found',
  "kubernetes.io/service-account-token",
  "/var/run/secrets/kubernetes.io/serviceaccount/token",
  "12:30:45 token refreshed for 3 users",
  // what a running Argo CD says
  "Failed to retrieve ArgoCD auth token: failed to retrieve cookie argocd.token\n",
  "failed to parse service account token: failed to parse service account token: token is malformed: token contains an invalid number of segments",
  "failed to update account with new token: account 'locked' does not have apiKey capability",
  'Get "https://10.0.0.1/exec/version?timeout=32s": getting credentials: exec: executable argocd-k8s-auth not found',
  "getting credentials: decoding stdout: couldn't get version/kind; json parse error",
  'reason: Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 3',
  "repository does not exist or may require authorization: authorization failed: no basic auth credentials",
  "resource rbac.authorization.k8s.io:ClusterRole is not permitted in project f-kinds",
  "p, proj:qa-jwt:ci, applications, get, qa-jwt/*, allow",
  "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db",
  "max_tokens=4096",
  "tokens: 12",
  "aGVsbG8gd29ybGQ= is hello world",
  CERTIFICATE,
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtleWtleWtleWtleWtleWtleWtleWtleWtleWtleWs me@host",
  "2024-05-01T10:00:00Z INFO starting, author: Bob, key: value, monkey=1",
  "resources:\n  limits:\n    cpu: 100m\nsecretName: db\nimagePullSecrets:\n- name: regcred\n",
  "x-token-count=5 passwordPolicy=strict token_type=bearer",
  "a + b ++++ c",
];

for (const text of TEXTS) {
  Deno.test(`text() leaves ${JSON.stringify(text).slice(0, 70)}`, () => {
    assert.equal(createMasker().text(text), text);
    assert.deepEqual(createMasker().value({ message: text }), {
      message: text,
    });
    const encoded = base64(text);
    assert.equal(createMasker().text(encoded), encoded, "behind base64");
  });
}

Deno.test("text() loses little of a sentence that it takes for a secret", () => {
  assert.equal(
    createMasker().text(
      "rotate the token: soon, then restart the password: service",
    ),
    "rotate the token: <masked:1>, then restart the password: <masked:2>",
  );
});
