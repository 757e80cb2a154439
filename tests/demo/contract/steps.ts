import { resolveNames } from "./resolve.ts";
import type { Session } from "./session.ts";

/**
 * Runs setup steps (see `setups/setup.ts`).
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

/** Runs one step as admin; a refusal is an error, except after `TRY`. */
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
            password: session.password(argument),
          })
        }`,
      );
    case "DISABLE": {
      const account = session.world.accounts.get(argument);
      if (account !== undefined) account.enabled = false;
      return undefined;
    }
    case "FORGET":
      session.world.accounts.delete(argument);
      return undefined;
    case "PASSWORD":
      return await request(
        session,
        `PUT /account/password ${
          JSON.stringify({
            name: argument,
            currentPassword: session.password("admin"),
            newPassword: "another-password",
          })
        }`,
      );
    default:
      return await request(session, step);
  }
}

async function request(
  session: Session,
  written: string,
): Promise<unknown> {
  const tried = written.startsWith("TRY ");
  const step = written.replace(/^TRY /, "");
  const [method = "", path = ""] = step.split(" ", 2);
  const body = step.slice(method.length + path.length + 2);
  const token = await session.token("admin");
  const response = await session.send(method, `/api/v1${path}`, {
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
    },
    ...(body === "" ? {} : { body: await resolveNames(session, body) }),
  });
  const text = await response.text();
  if (!response.ok && !tried) {
    throw new Error(
      `Cannot prepare: '${step}' was answered with ${response.status} ${text}`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
