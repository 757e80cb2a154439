import assert from "node:assert/strict";
import {
  isCredentialKey,
  isQueryCredential,
  isReferenceKey,
} from "../../lib/guards/credential_keys.ts";

const CREDENTIALS = [
  // the words themselves
  "password",
  "passwd",
  "pwd",
  "pw",
  "pass",
  "passphrase",
  "secret",
  "token",
  "apiKey",
  "accessKey",
  "privateKey",
  "credentials",
  "credential",
  "cookie",
  "authorization",
  "connectionString",
  "dsn",
  "pgpass",
  "jwt",
  "kubeconfig",
  // every style
  "PASSWORD",
  "Password",
  "dbPassword",
  "DB_PASSWORD",
  "db-password",
  "db.password",
  "db_password",
  "DBPassword",
  "DbPassWord",
  "dbpassword",
  "DB PASSWORD",
  "spring.datasource.password",
  "passwords",
  // Argo CD's own
  "sshPrivateKey",
  "githubAppPrivateKey",
  "tlsClientCertKey",
  "clientSecret",
  "bearerToken",
  "gcpServiceAccountKey",
  "oidc.clientSecret",
  "admin.password",
  "admin.passwordHash",
  "server.secretkey",
  "webhook.github.secret",
  "accounts.ci.tokens",
  // clouds, databases, tools
  "AWS_SECRET_ACCESS_KEY",
  "aws_session_token",
  "AZURE_CLIENT_SECRET",
  "storageAccountKey",
  "AccountKey",
  "SharedAccessKey",
  "GITHUB_PAT",
  "SLACK_BOT_TOKEN",
  "X-Vault-Token",
  "x-api-key",
  "Proxy-Authorization",
  "Set-Cookie",
  "PGPASSWORD",
  "MYSQL_PWD",
  "REDIS_PASS",
  "requirepass",
  "userpass",
  "apikey",
  "APIKEY",
  "api_key",
  "api-key",
  "APIKey",
  "authToken",
  "accesstoken",
  "id_rsa",
  "ssh-privatekey",
  "tls.key",
  "ca.key",
  "htpasswd",
  ".dockerconfigjson",
  "client-key-data",
  "encryptionKey",
  "signing_key",
  "licenseKey",
  "DD_APP_KEY",
  "AUTH_SALT",
  "secret_key_base",
  "nextauth.secret",
  // words behind that change nothing
  "password2",
  "PASSWORD_1",
  "oldPassword",
  "password-again",
  "tokenValue",
  "passwordBase64",
  "TOKEN_GITHUB",
  "PASSWORD_FOR_DB",
  "secrets.db",
  "token.json",
  "credentials.yaml",
  "config/password",
  "auth.rootPassword",
  "secret-data",
];

for (const key of CREDENTIALS) {
  Deno.test(`isCredentialKey() takes '${key}'`, () => {
    assert.ok(isCredentialKey(key));
  });
}

const ORDINARY = [
  // named in the design and in what another server masked too much
  "secretName",
  "imagePullSecrets",
  "imagePullSecret",
  "secretKeyRef",
  "secretRef",
  "automountServiceAccountToken",
  "tokenExpirationSeconds",
  "passwordPattern",
  "publicKey",
  "keyID",
  "accessKeyId",
  "ssh-public-key",
  "TokenReview",
  "tokenReviews",
  "existingSecret",
  "existingSecretPasswordKey",
  "adminPasswordKey",
  "externalSecrets",
  "sealedSecrets",
  "secretStoreRef",
  "secretNamespace",
  "auth.existingSecret",
  "global.imagePullSecrets[0].name",
  "tokenUrl",
  "token_endpoint",
  "tokenURL",
  "authorizationUrl",
  "cookieName",
  "cookieDomain",
  "passwordFile",
  "ARGOCD_TOKEN_FILE",
  "secretPath",
  "tokenTTL",
  "tokenType",
  "secretType",
  "password_policy",
  "passwordMinLength",
  "credentialsProvider",
  "credentialType",
  "pageToken",
  "continueToken",
  "secretsCount",
  "passwordless",
  "tokenizer",
  "secretary",
  "compass",
  "bypass",
  "proxy_pass",
  "jwtTokensByRole",
  "secret.name",
  "nginx.ingress.kubernetes.io/auth-secret",
  // plain words
  "name",
  "key",
  "value",
  "kind",
  "path",
  "auth",
  "username",
  "user",
  "host",
  "replicas",
  "image",
  "message",
  "author",
  "monkey",
  "keyboard",
  "keys",
  "sortKey",
  "partitionKey",
  "cache-key",
  "hotkey",
  "description",
  "",
  "/",
  ".",
];

for (const key of ORDINARY) {
  Deno.test(`isCredentialKey() leaves '${key}'`, () => {
    assert.ok(!isCredentialKey(key));
  });
}

Deno.test("isReferenceKey() knows what stands beside a secret without being one", () => {
  for (
    const key of [
      "name",
      "key",
      "path",
      "mountPath",
      "secretName",
      "expirationSeconds",
      "id",
      "issuedAt",
    ]
  ) {
    assert.ok(isReferenceKey(key), key);
  }
  for (const key of ["value", "github", "prod", "plain"]) {
    assert.ok(!isReferenceKey(key), key);
  }
});

Deno.test("isQueryCredential() adds the signatures of signed URLs", () => {
  for (
    const name of [
      "sig",
      "X-Amz-Signature",
      "X-Goog-Signature",
      "token",
      "access_token",
      "api_key",
      "code",
    ]
  ) {
    assert.ok(isQueryCredential(name), name);
  }
  for (const name of ["X-Amz-Date", "se", "view", "page", "branch"]) {
    assert.ok(!isQueryCredential(name), name);
  }
});

Deno.test("isCredentialKey() gets through a key of a megabyte", () => {
  for (const piece of ["A", "aA", "password", "key-", "pass word "]) {
    isCredentialKey(piece.repeat(1_000_000 / piece.length));
  }
});
