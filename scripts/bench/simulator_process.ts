/**
 * The simulated Argo CD in a process of its own, so that its work is not counted as the program's.
 *
 * Run with the number of generated applications: prints one line of JSON with its address and a token, and serves
 * until it is killed. `GET /bench/requests` answers with what was asked since the last time.
 *
 * @module
 */
import { createSimulator } from "../../lib/demo/simulator.ts";

/** What the process prints. */
export interface Announcement {
  readonly url: string;
  readonly token: string;
}

/** A running simulator and what it was asked. */
export interface SimulatorProcess extends Announcement, AsyncDisposable {
  /** The paths with query that were asked for since the last time. */
  requests(): Promise<readonly string[]>;
}

/** Starts the simulator and waits until it answers. */
export async function startSimulator(
  applications = 0,
): Promise<SimulatorProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net",
      "--no-prompt",
      import.meta.url,
      String(applications),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes("\n")) break;
  }
  const announced = JSON.parse(text) as Announcement;
  return {
    ...announced,
    async requests() {
      const answer = await fetch(`${announced.url}/bench/requests`);
      return await answer.json();
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

function serve(applications: number): void {
  const simulator = createSimulator({ applications });
  const asked: string[] = [];
  Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen({ port }) {
      const announcement: Announcement = {
        url: `http://127.0.0.1:${port}`,
        token: simulator.credentials.admin.token,
      };
      const line = `${JSON.stringify(announcement)}\n`;
      Deno.stdout.writeSync(new TextEncoder().encode(line));
    },
  }, (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/bench/requests") return Response.json(asked.splice(0));
    asked.push(pathname + search);
    return simulator.fetch(request);
  });
}

if (import.meta.main) serve(Number(Deno.args[0] ?? 0));
