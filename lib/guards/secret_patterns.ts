/**
 * Secrets that show by their own shape, wherever they stand.
 *
 * Every expression starts at a fixed prefix and runs over one character class,
 * so that the time stays proportional to the length of the text.
 *
 * @module
 */
import { maskPrivateKeys } from "./private_keys.ts";
import type { Marks } from "./secret_marks.ts";

/** Tokens of known issuers by their fixed prefixes. The whole match is the secret. */
const TOKEN_REGEXPS: readonly RegExp[] = [
  // JSON Web Tokens, signed (three parts) and encrypted (five parts).
  /(?<![A-Za-z0-9_-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*){1,3}/g,
  // Git hosts
  /(?<![A-Za-z0-9])gh[a-z]_[A-Za-z0-9]{16,}/g,
  /(?<![A-Za-z0-9])github_pat_\w{20,}/g,
  /(?<![A-Za-z0-9])gl[a-z]{2,6}-[\w-]{16,}(?:\.[\w.-]+)?/g,
  /(?<![A-Za-z0-9])GR1348941[\w-]{16,}/g,
  /(?<![A-Za-z0-9])AT(?:ATT|BB|CTT)[\w-]{20,}(?:=[0-9A-F]{8})?/g,
  // Clouds
  /(?<![A-Za-z0-9])A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])AIza[\w-]{35}/g,
  /(?<![A-Za-z0-9])ya29\.[\w-]{20,}/g,
  /(?<![A-Za-z0-9])GOCSPX-[\w-]{20,}/g,
  /(?<![A-Za-z0-9/])1\/\/0[\w-]{24,}/g,
  /(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{30,40}/g,
  /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{32,}/g,
  /(?<![A-Za-z0-9])dapi[0-9a-f]{32}/g,
  // Chat and web hooks
  /(?<![A-Za-z0-9])xox[a-z](?:\.xox[a-z])?-[\w-]{10,}/g,
  /(?<![A-Za-z0-9])xapp-\d-[\w-]{10,}/g,
  /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]{10,}/g,
  /(?<=discord(?:app)?\.com\/api\/webhooks\/)[\w/-]{20,}/g,
  /(?<=\.office\.com\/webhook(?:b2)?\/)[\w@/-]{20,}/g,
  /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{32,}/g,
  // Registries
  /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{30,}/g,
  /(?<![A-Za-z0-9])pypi-[\w-]{20,}/g,
  /(?<![A-Za-z0-9])rubygems_[0-9a-f]{32,}/g,
  /(?<![A-Za-z0-9])dckr_[a-z]{3}_[\w-]{16,}/g,
  // Payment, mail, model and other services
  /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{16,}/g,
  /(?<![A-Za-z0-9])sk-(?:proj|ant|svcacct|admin|or)-[\w-]{16,}/g,
  /(?<![A-Za-z0-9-])sk-[A-Za-z0-9]{32,}/g,
  /(?<![A-Za-z0-9])SG\.[\w-]{16,}\.[\w-]{16,}/g,
  /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{24,}/g,
  /(?<![A-Za-z0-9])gl(?:sa|c)_[\w+/=-]{20,}/g,
  /(?<![A-Za-z0-9])shp[a-z]{2}_[0-9a-f]{32}/g,
  /(?<![A-Za-z0-9])sntry[su]_[\w+/=-]{20,}/g,
  /(?<![A-Za-z0-9])NRAK-[A-Z0-9]{20,}/g,
  /(?<![A-Za-z0-9])(?:lin_api|pscale_tkn|sbp|figd|ntn|fo1|rnd|pul)_[\w-]{20,}/g,
  /(?<![A-Za-z0-9])PMAK-[0-9a-f-]{40,}/g,
  /(?<![A-Za-z0-9])AKCp[A-Za-z0-9]{40,}/g,
  // Vaults and operators
  /(?<![A-Za-z0-9])hv[bsr]\.[\w-]{20,}/g,
  /(?<=\.)atlasv1\.[\w-]{40,}/g,
  /(?<![A-Za-z0-9])ops_eyJ[\w+/=-]{20,}/g,
  /(?<![A-Za-z0-9])dp\.[a-z]{2,5}\.[\w-]{30,}/g,
  /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[A-Z0-9]{40,}/g,
  // Password hashes as crypt(3) and argon2 write them
  /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{40,}/g,
  /\$(?:1|5|6|7|y|apr1)\$[^\s$:'"]{1,64}\$[./A-Za-z0-9$]{20,}/g,
  /\$argon2(?:id|i|d)\$[\w=,$+/.-]{20,}/g,
];

/**
 * The fixed parts of {@link TOKEN_REGEXPS}: nearly every text has none of them,
 * and one look for all is cheaper than fifty.
 */
const TOKEN_HINT_REGEXP =
  /eyJ|gh[a-z]_|_pat_|gl[a-z]{1,6}[-_]|GR1348941|AT(?:ATT|BB|CTT)|A(?:KI|SI|BI|CC)A|AIza|ya29|GOCSPX|\/\/0|8Q~|do[opr]_|dapi|xox|xapp|hooks\.slack|api\/webhooks|\.office\.com|:AA|npm_|pypi-|rubygems_|dckr_|[rs]k_|whsec_|sk-|SG\.|hf_|shp[a-z]{2}_|sntry|NRAK|lin_api|pscale_tkn|sbp_|figd_|ntn_|fo1_|rnd_|pul_|PMAK|AKCp|hv[bsr]\.|atlasv1|ops_|dp\.|AGE-SECRET|\$/;
/** What {@link HEADER_REGEXP} and those below it start with. */
const HEADER_HINT_REGEXP = /authorization|bearer|ssws|splunk|apikey|basic|-u/i;

/** `Bearer …` and its relatives without a header name before them. */
const BEARER_REGEXP =
  /(?<![A-Za-z0-9])(bearer|ssws|splunk|apikey)([ \t]{1,4})([\w.~+/=-]{6,})/gi;
const BASIC_REGEXP = /(?<![A-Za-z0-9])(basic)([ \t]{1,4})([\w+/-]{4,}={0,2})/gi;

/** `Authorization: <scheme> <credentials>`, also as a JSON member, in escapes or in a list. */
const HEADER_REGEXP =
  /(authorization\\{0,7}["']?[ \t]{0,4}[:=][ \t]{0,4}\[?\\{0,7}["']?)((?:[a-z][a-z0-9-]{1,20}[ \t]{1,4})?)([^\s"'\\]{3,})/gi;

/** `curl -u user:password`. */
const USER_FLAG_REGEXP =
  /(?<=(?:^|\s)(?:-u|--user|--proxy-user)(?:[ \t]{1,4}|=)["']?)[^\s"':]+:[^\s"']+/gm;

/** Masks tokens, private keys, password hashes and authorization headers in `text`. */
export function maskPatterns(text: string, marks: Marks): string {
  const result = maskTokens(maskPrivateKeys(text, marks), marks);
  return HEADER_HINT_REGEXP.test(result) ? maskHeaders(result, marks) : result;
}

function maskTokens(text: string, marks: Marks): string {
  if (!TOKEN_HINT_REGEXP.test(text)) return text;
  let result = text;
  for (const regexp of TOKEN_REGEXPS) {
    result = result.replace(regexp, (secret) => marks.of(secret));
  }
  return result;
}

function maskHeaders(text: string, marks: Marks): string {
  return text
    .replace(
      HEADER_REGEXP,
      (all, start: string, scheme: string, secret: string) =>
        isSafe(secret) || (!isScheme(scheme) && isWord(secret))
          ? all
          : `${start}${scheme}${marks.of(secret)}`,
    )
    .replace(
      BEARER_REGEXP,
      (all, scheme: string, space: string, secret: string) =>
        isWord(secret) ? all : `${scheme}${space}${marks.of(secret)}`,
    )
    .replace(
      BASIC_REGEXP,
      (all, scheme: string, space: string, secret: string) =>
        holdsPair(secret) ? `${scheme}${space}${marks.of(secret)}` : all,
    )
    .replace(
      USER_FLAG_REGEXP,
      (secret) => isSafe(secret) ? secret : marks.of(secret),
    );
}

/** Whether `text` can be no secret because it is a mark or one of Argo CD's masks already. */
function isSafe(text: string): boolean {
  return /<masked:\d+>/.test(text) || /^\++$/.test(text);
}

/** The schemes that are followed by credentials, as opposed to a sentence. */
function isScheme(text: string): boolean {
  return /^(?:basic|bearer|token|digest|negotiate|ntlm|apikey|ssws|splunk)[ \t]/i
    .test(text);
}

/** An ordinary word: `Bearer authentication`, `bearer token`. */
function isWord(text: string): boolean {
  return text.length < 20 && /^[A-Z]?[a-z]+[.,:]?$/.test(text);
}

/** Whether `text` is the base64 of `user:password`, so that `Basic information` stays. */
function holdsPair(text: string): boolean {
  const standard = text.replaceAll("-", "+").replaceAll("_", "/");
  try {
    return atob(standard).includes(":");
  } catch {
    return false;
  }
}
