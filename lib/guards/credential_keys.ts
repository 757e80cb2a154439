/**
 * Which keys name a credential, and which only speak of one.
 *
 * A key is cut into words (`dbPassword`, `DB_PASSWORD`, `db.password` and
 * `db-password` are the same two), the last word that names a credential is
 * looked for, and the words after it decide: `passwordHash` is one,
 * `passwordPattern` and `secretName` are not.
 *
 * @module
 */

const QUICK_REGEXP =
  /pass|pw|secret|token|key|cred|auth|cookie|dsn|jwt|bearer|otp|mnemonic|conn|netrc|docker|kubeconfig|psk|salt|[rd]sa|25519/i;

/** `GITHUB_PAT`, `githubPat`, but not each `path`. */
const QUICK_PAT_REGEXP =
  /(?<![A-Za-z])(?:pat|PAT|Pat)(?![A-Za-z])|[a-z]P(?:at|AT)(?![a-z])/;

/** Words that name a credential by themselves. */
const NOUNS: ReadonlySet<string> = new Set(
  ("pass pw pwd cred creds authorization cookie cookies dsn netrc pgpass htpasswd " +
    "dockerconfigjson dockercfg kubeconfig jwt bearer otp totp mnemonic psk connstr " +
    "passcode passcodes").split(" "),
);

/** Words that end in the name of a credential: `clientsecret`, `authtoken`, `rootpassword`. */
const NOUN_ENDING_REGEXP =
  /(?:password|passwd|passphrase|passwort|secret|token|credential|connectionstring|htpasswd|(?:api|access|secret|private|signing|encryption|master|shared|account)key)s?$/;

/** Run-together names whose last part is too short to stand in {@link NOUN_ENDING_REGEXP}. */
const SHORT_ENDING_REGEXP =
  /^(?:admin|db|ftp|key|ldap|mail|master|my|mysql|pg|redis|require|root|smtp|ssh|ssl|store|svc|user)(?:pass|pwd|pw)$/;

/** What makes a secret out of the word `key` behind it. */
const KEY_ADJECTIVES: ReadonlySet<string> = new Set(
  ("access account admin api app application auth ca cert client consumer cookie crypto " +
    "decryption deploy ecdsa ed25519 encrypt encryption hmac integration jwt licence license " +
    "master private root rsa secret security server session shared sign signing ssh ssl " +
    "storage subscription tls webhook").split(" "),
);

/**
 * Words behind a noun that make the key one about a credential instead of a
 * credential; the ends of host names and API groups (`authorization.k8s.io`) too.
 */
const BENIGN: ReadonlySet<string> = new Set(
  ("account address age alg algorithm alias allowed annotation annotations apiversion at attempts " +
    "aud audience audiences authentication backend bucket buckets budget cache changed check class com " +
    "clientid complexity configured controller cost count create created creation date days " +
    "description dir directory disabled domain driver duration email enabled endpoint endpoints " +
    "engine error exists exp expiration expired expires expiry field file filename files format " +
    "generator group header headers help hint host hours httponly iat id ids index interval io iss " +
    "issuer items iterations kid kind label labels length lifetime limit limits location manager " +
    "max message method min minutes mode mount mountpath mounts ms name names namespace nbf net operator org " +
    "optional order owner param path paths pattern period phase policies policy port prefix present " +
    "prompt property provider quota ref reference references refs regex region remaining renewal " +
    "request requests required reset resource review reviews role roles rotate rotation rounds rule " +
    "rules samesite scope scopes seconds secure selector separator server size source sources state " +
    "status store strategy strength sub subject suffix syncer target template time timeout timestamp " +
    "total ttl type types uid uri uris url urls usage used user username valid validation validator " +
    "verified version volume volumes").split(" "),
);

/** Query parameters that are secret in a URL although the word alone says little. */
const QUERY_NAMES: ReadonlySet<string> = new Set(
  ("assertion auth code hmac key samlresponse sas sig signature ticket " +
    "x-amz-credential x-amz-signature x-goog-credential x-goog-signature")
    .split(" "),
);

/**
 * Whether the value under `key` is a credential, going by the key alone.
 *
 * @param key A key of a map, the name of a variable, parameter, header or flag.
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(isCredentialKey("githubAppPrivateKey"));
 * assert.ok(isCredentialKey("DB_PASSWORD"));
 * assert.ok(!isCredentialKey("imagePullSecrets"));
 * assert.ok(!isCredentialKey("tokenExpirationSeconds"));
 * ```
 */
export function isCredentialKey(key: string): boolean {
  if (!QUICK_REGEXP.test(key) && !QUICK_PAT_REGEXP.test(key)) return false;
  const slash = key.lastIndexOf("/");
  const words = keyWords(slash < 0 ? key : key.slice(slash + 1));
  const at = lastNoun(words);
  if (at < 0) return false;
  // `example.io/auth-secret`: an annotation that ends so names a Secret.
  if (slash > 0 && /^[a-z0-9.-]+\.[a-z]+\//i.test(key.slice(-300))) {
    if (at === words.length - 1 && /^secrets?$/.test(words[at] ?? "")) {
      return false;
    }
  }
  if (isReference(words, at)) return false;
  return !words.slice(at + 1).some((word) => BENIGN.has(word));
}

/** Whether `key`, inside of something that is a credential, holds no secret itself: `name`, `key`, `path`. */
export function isReferenceKey(key: string): boolean {
  const last = keyWords(key).at(-1) ?? "";
  return last === "key" || BENIGN.has(last);
}

/** Whether `key` is in the plural, where a number counts credentials instead of being one. */
export function isPluralKey(key: string): boolean {
  return /[^s]s[^a-z]*$/i.test(key);
}

/** Whether the query parameter `name` of a URL is secret. */
export function isQueryCredential(name: string): boolean {
  return QUERY_NAMES.has(name.toLowerCase()) || isCredentialKey(name);
}

/**
 * Whether some key in `text` can name a credential: a quick look that spares
 * most texts the slow ones. Escapes could hide a letter, so they count.
 */
export function mayNameCredential(text: string): boolean {
  return QUICK_REGEXP.test(text) || QUICK_PAT_REGEXP.test(text) ||
    /\\[xuU]/.test(text);
}

/** Cuts a key into lower-case words without the digits at their ends. */
function keyWords(key: string): readonly string[] {
  return key.slice(-256)
    .replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, " ")
    .toLowerCase()
    .replace(/pass word/g, "password")
    .split(/[^a-z0-9]+/)
    .map((word) => /^[a-z]+\d+$/.test(word) ? wordWithoutDigits(word) : word)
    .filter((word) => word !== "");
}

function wordWithoutDigits(word: string): string {
  return word === "ed25519" ? word : word.replace(/\d+$/, "");
}

function lastNoun(words: readonly string[]): number {
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at] ?? "";
    const before = words[at - 1] ?? "";
    if (NOUNS.has(word) && !(word === "pass" && before === "proxy")) return at;
    if (NOUN_ENDING_REGEXP.test(word) || SHORT_ENDING_REGEXP.test(word)) {
      return at;
    }
    if (/^keys?$/.test(word) && KEY_ADJECTIVES.has(before)) return at;
    if (/^(?:str|string)$/.test(word) && /^conn(?:ection)?$/.test(before)) {
      return at;
    }
    if (/^(?:rsa|dsa|ecdsa|ed25519)$/.test(word) && before === "id") return at;
    if (/^(?:pat|salt)$/.test(word) && at > 0) return at;
  }
  return -1;
}

/** Names of Secrets, of keys in Secrets, and of pages: `existingSecret`, `adminPasswordKey`, `pageToken`. */
function isReference(words: readonly string[], at: number): boolean {
  const word = words[at] ?? "";
  const before = words[at - 1] ?? "";
  if (/^secrets?$/.test(word)) {
    return /^(?:pull|existing|external|sealed)$/.test(before);
  }
  if (word === "token") {
    return /^(?:page|continue|continuation)$/.test(before) ||
      words[0] === "automount";
  }
  return /^pass/.test(word) && words[at + 1] === "key";
}
