/**
 * What is inside a JWT.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The claims of a JWT as they stand there, `{}` for anything else. **Nothing is verified.** */
export function jwtPayload(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = token.split(".")[1] ?? "";
    const claims: unknown = JSON.parse(
      Buffer.from(payload, "base64url").toString("utf8"),
    );
    return typeof claims === "object" && claims !== null
      ? claims as Record<string, unknown>
      : {};
  } catch {
    return {};
  }
}
