/**
 * Keeps what nobody has asked for by hand from signing in.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import type { ToolContext } from "../tool.ts";

/** Ways in that begin with the first call: a log-in with a password, a command that may ask for a fingerprint. */
const BEGINS_LATE: readonly string[] = ["session", "token_command"];

function notSignedIn(name: string, purpose: string): ToolError {
  return new ToolError(
    "SIGN_IN_REQUIRED",
    `Cannot ${purpose}: nobody is signed in to '${name}'`,
    { hint: "Call a tool: it signs in, or says what to open" },
  );
}

/**
 * Passes when a call would go out without a person having to sign in first.
 *
 * @throws {ToolError} `SIGN_IN_REQUIRED`
 */
export async function requireReady(
  { instance }: Pick<ToolContext, "instance">,
  purpose: string,
): Promise<void> {
  const { signIn, name } = instance;
  if (signIn && !await signIn.isReady()) throw notSignedIn(name, purpose);
}

/**
 * Passes when a call would go out without any sign-in, by a person or not: clients ask for lists when they start.
 *
 * @throws {ToolError} `SIGN_IN_REQUIRED`
 */
export async function requireSignedIn(
  { instance, now }: Pick<ToolContext, "instance" | "now">,
  purpose: string,
): Promise<void> {
  await requireReady({ instance }, purpose);
  const { signIn, name } = instance;
  if (!signIn || !BEGINS_LATE.includes(signIn.kind)) return;
  const end = signIn.expiresAt();
  if (!end || end <= now()) throw notSignedIn(name, purpose);
}
