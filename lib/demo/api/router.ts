/**
 * From a request to a handler, with the traps of Go's HTTP layers: an encoded slash in an application's
 * name chooses another endpoint, literal dots are redirected, and a write takes `application/json` without
 * any parameter or is refused.
 *
 * @module
 */
import { ApiError } from "../model/api_error.ts";
import { processSets } from "../model/application_set.ts";
import { advance } from "../model/operation.ts";
import type { Fault, World } from "../model/world.ts";
import type { Handler } from "./call.ts";
import { GRPC_WEB } from "./grpc_web.ts";
import { grpcWebCall } from "./grpc_web_call.ts";
import {
  errorReply,
  json,
  plainText,
  redirect,
  streamErrorReply,
} from "./reply.ts";
import type { Route } from "./routes.ts";
import { NOBODY, type Tokens } from "./tokens.ts";

/** Prefixes under which an encoded slash stays part of the value. */
const ESCAPED = [
  "/api/v1/clusters/",
  "/api/v1/repositories/",
  "/api/v1/repocreds/",
];

const PAGE =
  "<!DOCTYPE html><html><head><title>Argo CD</title></head><body>Argo CD</body></html>\n";

/** The raw path of a URL: `new URL` would fold dots that the server must see. */
function rawPath(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return "/";
  const end = url.slice(start).search(/[?#]/);
  return end < 0 ? url.slice(start) : url.slice(start, start + end);
}

/** The path without dots and double slashes, as Go cleans it. */
function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  return `/${kept.join("/")}`;
}

function isDirty(path: string): boolean {
  return path.includes("//") || /\/\.{1,2}(?:\/|$)/.test(path);
}

/** Turns requests into calls: path, method, content type, sign-in, handler, errors. */
export class Router {
  readonly #world: World;
  readonly #tokens: Tokens;
  readonly #routes: readonly Route[];

  constructor(world: World, tokens: Tokens, routes: readonly Route[]) {
    this.#world = world;
    this.#tokens = tokens;
    this.#routes = routes;
  }

  /** Answers a request the way Argo CD's port does. */
  async fetch(request: Request): Promise<Response> {
    const path = rawPath(request.url);
    const fault = this.#fault(request, path);
    if (fault !== undefined) return await fault.respond(request);
    const { rootPath } = this.#world;
    if (path === "/healthz" || path === `${rootPath}/healthz`) {
      return plainText(200, "ok\n", {});
    }
    if (rootPath !== "") {
      if (path === rootPath) return redirect(`${rootPath}/`);
      if (!path.startsWith(`${rootPath}/`)) {
        return plainText(404, "404 page not found\n");
      }
    }
    return await this.#inside(request, path.slice(rootPath.length));
  }

  #fault(request: Request, path: string): Fault | undefined {
    const line = `${request.method} ${path}`;
    const found = this.#world.faults.find((one) =>
      one.times !== 0 && one.pattern.test(line)
    );
    if (found?.times !== undefined) found.times--;
    return found;
  }

  async #inside(request: Request, path: string): Promise<Response> {
    if (
      request.method === "POST" &&
      request.headers.get("content-type") === GRPC_WEB
    ) {
      return await grpcWebCall(request, {
        world: this.#world,
        tokens: this.#tokens,
        path,
      });
    }
    if (isDirty(path)) return redirect(this.#world.rootPath + cleanPath(path));
    if (!path.startsWith("/api/")) return outsideApi(request);
    if (/%(?![0-9a-fA-F]{2})/.test(path)) {
      return plainText(400, "400 Bad Request", {});
    }
    if (!["GET", "HEAD", "OPTIONS"].includes(request.method)) {
      if (
        (request.headers.get("content-type") ?? "").toLowerCase() !==
          "application/json"
      ) {
        return plainText(415, "Invalid content type\n");
      }
    }
    return await this.#route(request, path);
  }

  async #route(request: Request, path: string): Promise<Response> {
    const segments = segmentsOf(path);
    const matching = segments === undefined
      ? []
      : this.#routes.flatMap((route) => {
        const found = match(route.pattern, segments);
        return found === undefined ||
            route.exists?.(this.#world.features) === false
          ? []
          : [{ route, path: found }];
      });
    if (matching.length === 0) return plainText(404, "Not Found\n");
    const chosen = matching.find(({ route }) =>
      route.method === request.method
    );
    if (chosen === undefined) {
      return plainText(
        405,
        request.method === "HEAD" ? "" : "Method Not Allowed\n",
      );
    }
    const fail = chosen.route.stream === true ? streamErrorReply : errorReply;
    try {
      return await this.#call(request, chosen.route, chosen.path);
    } catch (error) {
      if (error instanceof ApiError) {
        return error.early ? errorReply(error) : fail(error);
      }
      throw error;
    }
  }

  async #call(
    request: Request,
    route: Route,
    path: Record<string, string>,
  ): Promise<Response> {
    const text = request.body === null ? "" : await request.text();
    const caller = route.anonymous === true
      ? NOBODY
      : await this.#tokens.caller(request.headers);
    processSets(this.#world);
    advance(this.#world);
    const query = new URLSearchParams(queryOf(request.url));
    const handler: Handler = route.handler;
    const answer = await handler({
      world: this.#world,
      request,
      query,
      path,
      text,
      caller,
    });
    return answer instanceof Response ? answer : json(answer);
  }
}

function queryOf(url: string): string {
  const mark = url.indexOf("?");
  return mark < 0 ? "" : url.slice(mark + 1).replace(/#.*$/s, "");
}

function outsideApi(request: Request): Response {
  const guards = { "x-frame-options": "sameorigin", "x-xss-protection": "1" };
  if ((request.headers.get("accept") ?? "").includes("text/html")) {
    return new Response(PAGE, {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache, private, max-age=0",
        "x-accel-expires": "0",
        ...guards,
      },
    });
  }
  return plainText(404, "404 page not found\n", {
    "x-content-type-options": "nosniff",
    ...guards,
  });
}

/** The segments a path is routed by; undefined where no route can match. */
function segmentsOf(path: string): readonly string[] | undefined {
  if (ESCAPED.some((prefix) => path.startsWith(prefix))) {
    return path.slice(1).split("/").map(unescapeTwice);
  }
  const decoded = unescape(path).slice(1).split("/");
  // A colon in the last segment would be a verb of the gateway, and there are none.
  if (decoded.at(-1)?.includes(":") === true) return undefined;
  if (decoded.some((segment) => segment === ".." || segment === ".")) {
    return undefined;
  }
  return decoded;
}

/** Percent-decoding that takes any bytes. */
function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(
      /%([0-9a-fA-F]{2})/g,
      (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)),
    );
  }
}

function unescapeTwice(text: string): string {
  const once = unescape(text);
  return /%[0-9a-fA-F]{2}/.test(once)
    ? unescape(once)
    : once.replaceAll("+", " ");
}

function match(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    if (expected === "{rest}") {
      values["rest"] = segments.slice(index).join("/");
      return values;
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (expected.startsWith("{")) values[expected.slice(1, -1)] = segment;
    else if (expected !== segment) return undefined;
  }
  return segments.length === pattern.length ? values : undefined;
}
