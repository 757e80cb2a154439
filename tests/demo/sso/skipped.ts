import type { SsoRecording } from "./recording.ts";

/** Entries that the simulator cannot answer in the same way, and why; a test asserts that none would agree. */
const SKIPPED: readonly { readonly names: RegExp; readonly because: string }[] =
  [
    {
      names:
        /expired an hour ago; the same user has a web session|^expired web cookie, refresh token known/,
      because:
        "it keeps no web sessions: the server had renewed the token itself",
    },
    {
      names:
        /with (?:jti|at_hash only), after \/auth\/logout|^Dex logout: after/,
      because: "it has no `/auth/logout`, and nothing is ever revoked",
    },
    {
      names: /^local admin login while admin\.enabled is false/,
      because: "whether the password was the right one was not kept",
    },
  ];

/** The reason why an entry is not replayed; undefined when it is. */
export function skipReason({ name }: SsoRecording): string | undefined {
  return SKIPPED.find(({ names }) => names.test(name))?.because;
}
