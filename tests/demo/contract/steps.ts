import { enlist } from "./laboratory.ts";
import { resolveNames } from "./resolve.ts";
import type { Session } from "./session.ts";

/** A component of Argo CD that can be down. */
type Component = keyof Session["world"]["outages"];

/** The longest time in which the controller does nothing. */
const SLICE_SECONDS = 5;

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
      await wait(session, Number(argument));
      return undefined;
    case "THAW":
    case "FREEZE":
      return setFreeze(session, verb === "FREEZE");
    case "RELABEL":
      return await relabel(session, argument);
    case "DROP":
      session.world.projects.delete(argument);
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
    case "STOP":
      session.world.outages[argument as Component] = true;
      return undefined;
    case "DISABLE": {
      const account = session.world.accounts.get(argument);
      if (account !== undefined) account.enabled = false;
      return undefined;
    }
    case "ENLIST":
      enlist(session.world, argument, ["login"]);
      return undefined;
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

/** Time passes in slices, as the controller looks at its work all the time. */
async function wait(session: Session, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= SLICE_SECONDS) {
    session.wait(Math.min(left, SLICE_SECONDS));
    await session.send("GET", "/api/version");
  }
}

/** Takes the deny windows of project `frozen` away, or puts them back. */
function setFreeze(session: Session, frozen: boolean): undefined {
  const project = session.world.projects.get("frozen");
  if (project !== undefined) {
    project.spec.syncWindows = frozen ? session.windows : [];
  }
}

/** Sends an ApplicationSet back with another label. */
async function relabel(session: Session, name: string): Promise<unknown> {
  const found = await request(session, `GET /applicationsets/${name}`);
  const { spec } = found as { spec: unknown };
  const body = JSON.stringify({
    metadata: { name, labels: { lab: "1" } },
    spec,
  });
  return await request(session, `POST /applicationsets?upsert=true ${body}`);
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
  const target = await resolveNames(session, `/api/v1${path}`);
  const response = await session.send(method, target, {
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
