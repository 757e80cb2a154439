import { resolveNames } from "./resolve.ts";
import type { Session } from "./session.ts";

/**
 * Runs setup steps (see `setups.ts`).
 *
 * @returns the token of the last `TOKEN` step, if there was one.
 */
export async function takeSteps(
  session: Session,
  steps: readonly string[],
): Promise<string | undefined> {
  let token: string | undefined;
  for (const step of steps) {
    const answer = await runStep(session, step.replace(/^TOKEN /, ""));
    if (!step.startsWith("TOKEN ")) continue;
    token = (answer as { token?: string } | undefined)?.token;
    if (token === undefined) {
      throw new Error(
        `Cannot prepare: no token came from '${step}': ${
          JSON.stringify(answer)
        }`,
      );
    }
  }
  return token;
}

/** Runs one step as admin. What it answers is the caller's business. */
export async function runStep(
  session: Session,
  step: string,
): Promise<unknown> {
  const [verb = "", argument = ""] = step.split(" ");
  switch (verb) {
    case "WAIT":
      session.wait(Number(argument));
      return undefined;
    case "ROLE":
      return await request(
        session,
        'POST /projects/team-a/roles/ci/token {"project":"team-a","role":"ci","expiresIn":600}',
      );
    case "LOGIN":
      return await request(
        session,
        `POST /session ${
          JSON.stringify({
            username: argument,
            password: session.credential(argument)?.password,
          })
        }`,
      );
    case "PASSWORD":
      return await request(
        session,
        `PUT /account/password ${
          JSON.stringify({
            name: argument,
            currentPassword: session.credential("admin")?.password,
            newPassword: "another-password",
          })
        }`,
      );
    default:
      return await request(session, step);
  }
}

async function request(session: Session, step: string): Promise<unknown> {
  const [method = "", path = ""] = step.split(" ", 2);
  const body = step.slice(method.length + path.length + 2);
  const token = session.credential("admin")?.token;
  const response = await session.send(method, `/api/v1${path}`, {
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
    },
    ...(body === "" ? {} : { body: await resolveNames(session, body) }),
  });
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
