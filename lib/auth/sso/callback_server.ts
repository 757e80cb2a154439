/**
 * Where the browser comes back to: `http://localhost:<port>/auth/callback`, the one address that Argo CD registers for
 * command lines.
 *
 * Whatever else is asked here changes nothing: anyone on this machine, and any page in its browser, can ask.
 *
 * @module
 */
import { callbackPage, type PageWords } from "./callback_page.ts";
import { callbackHost, callbackPath, redirectUri } from "./redirect_uri.ts";

/** A browser that came back with the state of a sign-in; it waits for its page. */
export interface Callback {
  /** With the provider's answer in its query. */
  readonly url: URL;
  /** Shows how the sign-in ended. */
  show(status: number, words: PageWords): void;
}

/** A place for one callback. */
export interface AwaitedCallback extends AsyncDisposable {
  /** The browser's return; there is only one. */
  readonly arrival: Promise<Callback>;
}

/** The port is in use by somebody else. */
export class PortBusyError extends Error {
  constructor(readonly port: number) {
    super(`Cannot listen on port ${port}: it is in use`);
    this.name = "PortBusyError";
  }
}

interface Waiter {
  readonly arrive: (callback: Callback) => void;
  readonly page: Promise<Response>;
  readonly show: (page: Response) => void;
}

/** A browser that opened a connection and says nothing must not keep the port. */
const SHUTDOWN_MS = 500;

const NOT_AWAITED: PageWords = {
  title: "Nothing is waiting for this sign-in",
  text:
    "It may be finished already, or belong to an earlier try. Nothing was changed.",
};
const NOT_HERE: PageWords = {
  title: "There is nothing here",
  text:
    "This program waits for the end of a sign-in, and answers nothing else.",
};
const GIVEN_UP: PageWords = {
  title: "The sign-in was given up",
  text: "argocd-mcp no longer waits for it.",
};

/** All listeners of this process by port: sign-ins to several instances share the one port that is registered. */
const listeners = new Map<number, CallbackListener>();

/**
 * Waits for the browser to come back with a state, at 127.0.0.1 and, where there is IPv6, at [::1]: `localhost` can
 * be either. Dispose of it to free the port, which is shared with other sign-ins of this process.
 *
 * Throws {@linkcode PortBusyError}.
 */
export async function awaitCallback(
  port: number,
  state: string,
): Promise<AwaitedCallback> {
  for (;;) {
    const listener = listeners.get(port);
    if (listener === undefined) break;
    if (listener.ended === undefined) return listener.expect(state);
    await listener.ended;
  }
  const listener = new CallbackListener(port);
  listeners.set(port, listener);
  try {
    listener.open();
  } catch (error) {
    await listener.close();
    throw error;
  }
  return listener.expect(state);
}

class CallbackListener {
  readonly #port: number;
  readonly #waiters = new Map<string, Waiter>();
  /** Sign-ins that want the port, also after their browser came back. */
  #users = 0;
  readonly #abort = new AbortController();
  readonly #servers: Deno.HttpServer[] = [];
  /** Set when it is closing: settled when the port is free. */
  ended: Promise<void> | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Takes the port at both addresses or at none: whoever has it at the other one could get the code in our place. */
  open(): void {
    for (const hostname of ["127.0.0.1", "::1"]) {
      const server = this.#listen(hostname);
      if (server !== undefined) this.#servers.push(server);
    }
    if (this.#servers.length === 0) throw new PortBusyError(this.#port);
  }

  /** Frees the port. */
  close(): Promise<void> {
    return this.ended ??= this.#close();
  }

  /** `undefined` where the machine has no such address. */
  #listen(hostname: string): Deno.HttpServer | undefined {
    try {
      return Deno.serve({
        hostname,
        port: this.#port,
        signal: this.#abort.signal,
        onListen() {},
        onError: () => callbackPage(500, NOT_HERE),
      }, (request) => this.#answer(request));
    } catch (error) {
      if (error instanceof Deno.errors.AddrInUse) {
        throw new PortBusyError(this.#port);
      }
      if (
        error instanceof Deno.errors.NotCapable ||
        error instanceof Deno.errors.PermissionDenied
      ) throw error;
      return undefined;
    }
  }

  expect(state: string): AwaitedCallback {
    const arrival = Promise.withResolvers<Callback>();
    const page = Promise.withResolvers<Response>();
    this.#waiters.set(state, {
      arrive: arrival.resolve,
      page: page.promise,
      show: page.resolve,
    });
    this.#users++;
    let isOver = false;
    return {
      arrival: arrival.promise,
      [Symbol.asyncDispose]: async () => {
        if (isOver) return;
        isOver = true;
        this.#waiters.delete(state);
        page.resolve(callbackPage(410, GIVEN_UP));
        this.#users--;
        if (this.#users === 0) await this.close();
      },
    };
  }

  async #answer(request: Request): Promise<Response> {
    // A page elsewhere that lets its own name point to this machine is not the provider's redirect.
    if (!isOurs(request.headers.get("host"), this.#port)) {
      return callbackPage(421, NOT_HERE);
    }
    const { pathname, search, searchParams } = new URL(request.url);
    if (pathname !== callbackPath) return callbackPage(404, NOT_HERE);
    if (request.method !== "GET") return callbackPage(405, NOT_HERE);
    const [state, ...more] = searchParams.getAll("state");
    const waiter = state === undefined || more.length > 0
      ? undefined
      : this.#waiters.get(state);
    const isAnswer = searchParams.has("code") || searchParams.has("error");
    if (state === undefined || waiter === undefined || !isAnswer) {
      return callbackPage(400, NOT_AWAITED);
    }
    // Used once, whatever comes of it.
    this.#waiters.delete(state);
    waiter.arrive({
      url: new URL(search, redirectUri(this.#port)),
      show: (status, words) => waiter.show(callbackPage(status, words)),
    });
    return await waiter.page;
  }

  async #close(): Promise<void> {
    const timer = setTimeout(() => this.#abort.abort(), SHUTDOWN_MS);
    try {
      await Promise.all(this.#servers.map((server) => server.shutdown()));
    } finally {
      clearTimeout(timer);
      listeners.delete(this.#port);
    }
  }
}

function isOurs(host: string | null, port: number): boolean {
  const given = host?.toLowerCase();
  return given === callbackHost(port) || (port === 80 && given === "localhost");
}
