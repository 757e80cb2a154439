/**
 * Recorded answers of real Argo CD servers as answers to our own requests: for states that the simulator cannot be in.
 *
 * @module
 */
import type { RecordedAnswer } from "./recorded_body.ts";

interface Recording {
  readonly name: string;
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** A recorded answer, made anew with each call; fails when there is none, so that a test never runs on nothing. */
export function recordedResponse(answer: RecordedAnswer): () => Response {
  const { version, file, name } = answer;
  const url = new URL(
    `../recordings/${version}/${file}.jsonl`,
    import.meta.url,
  );
  for (const line of Deno.readTextFileSync(url).split("\n")) {
    if (line === "") continue;
    const { name: found, response } = JSON.parse(line) as Recording;
    if (found !== name) continue;
    const { status, headers, body } = response;
    const type = headers["content-type"];
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return () =>
      new Response(text, {
        status,
        headers: type === undefined ? {} : { "content-type": type },
      });
  }
  throw new Error(`Cannot find '${name}' in ${version}/${file}`);
}

/** Answers GET requests whose path fits with what `answer` makes, and leaves the others to the simulator. */
export function onGet(
  path: string | RegExp,
  answer: (request: Request) => Response | undefined | Promise<Response>,
): (request: Request) => Response | undefined | Promise<Response> {
  return (request) => {
    const { pathname } = new URL(request.url);
    const fits = typeof path === "string"
      ? pathname === path
      : path.test(pathname);
    return request.method === "GET" && fits ? answer(request) : undefined;
  };
}
