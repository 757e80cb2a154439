/**
 * User names and passwords in URLs and connection strings.
 *
 * @module
 */
import { isQueryCredential } from "./credential_keys.ts";
import { ONLY_MARK_REGEXP, PLUS_MASK_REGEXP } from "./secret_marks.ts";
import type { Marks } from "./secret_marks.ts";

/** A stretch of text that can hold a URL. */
const RUN_REGEXP = /[^\s"`\\]+/g;
const QUERY_REGEXP =
  /(?<=[?&;#])([\w.\-[\]]{1,64}|X-[A-Za-z-]{1,60})=((?:(?!;[\w.-]{1,64}=)[^&#\s"'`\\<>])+)/g;
/** `user:password@tcp(host:3306)/db`, the form of Go's MySQL driver. */
const DRIVER_REGEXP = /@(?:tcp6?|udp|unix|cloudsql(?:-[a-z0-9]+)?)\(/;

/**
 * Masks the part before the `@` of a URL, user name included since that may be
 * the token, and the values of secret query parameters.
 */
export function maskUrls(text: string, marks: Marks): string {
  const result = text.includes("@")
    ? text.replace(RUN_REGEXP, (run) => maskRun(run, marks))
    : text;
  if (!result.includes("=")) return result;
  return result.replace(
    QUERY_REGEXP,
    (all, name: string, value: string) =>
      isQueryCredential(name) && !PLUS_MASK_REGEXP.test(value)
        ? `${name}=${marks.of(value)}`
        : all,
  );
}

function maskRun(run: string, marks: Marks): string {
  if (!run.includes("@")) return run;
  if (!run.includes("://")) return maskDriver(run, marks);
  // Every `://` starts a piece of its own: the pieces do not overlap, so the work stays linear.
  const [head = "", ...pieces] = run.split("://");
  return [head, ...pieces.map((piece) => maskAuthority(piece, marks))]
    .join("://");
}

function maskAuthority(piece: string, marks: Marks): string {
  const at = userInfoEnd(piece);
  if (at <= 0) return piece;
  const info = piece.slice(0, at);
  return ONLY_MARK_REGEXP.test(info) ? piece : marks.of(info) + piece.slice(at);
}

/** Where the user info ends, or -1 when there is none that holds a secret. */
function userInfoEnd(piece: string): number {
  const stop = piece.search(/[/?#]/);
  const authority = stop < 0 ? piece : piece.slice(0, stop);
  const at = authority.lastIndexOf("@");
  if (at >= 0) {
    const info = authority.slice(0, at);
    const isToken = info.length >= 16 && /\d/.test(info);
    return info.includes(":") || isToken ? at : -1;
  }
  // `user:pass/word@host`: not encoded as it should be, but what stands behind the colon is no port.
  const isPort = /^(?:[^:]*|\[[^\]]*\]):\d{0,5}$/.test(authority);
  return authority.includes(":") && !isPort && !authority.startsWith("[")
    ? piece.lastIndexOf("@")
    : -1;
}

function maskDriver(run: string, marks: Marks): string {
  const at = run.search(DRIVER_REGEXP);
  if (at < 0) return run;
  const start = Math.max(
    ...["=", "'", "("].map((mark) => run.lastIndexOf(mark, at) + 1),
  );
  const info = run.slice(start, at);
  if (!info.includes(":") || ONLY_MARK_REGEXP.test(info)) return run;
  return run.slice(0, start) + marks.of(info) + run.slice(at);
}
