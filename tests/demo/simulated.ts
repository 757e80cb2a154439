import {
  createSimulator,
  type Credentials,
  type Simulator,
  type SimulatorOptions,
} from "../../lib/demo/simulator.ts";

/** A clock that only moves when it is told to. */
export class Clock {
  #time = Date.parse("2026-11-20T10:00:00Z");
  readonly now = () => new Date(this.#time);

  /** Lets seconds pass. */
  pass(seconds: number): void {
    this.#time += seconds * 1000;
  }
}

/** What came back: the status, the text, and the text as JSON where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

/** A simulator on a clock of its own, with a client that signs in as one of its accounts. */
export class Simulated {
  readonly clock = new Clock();
  readonly simulator: Simulator;

  constructor(options: SimulatorOptions = {}) {
    this.simulator = createSimulator({ now: this.clock.now, ...options });
  }

  /** Sends a request as an account, or with a token, or as nobody. */
  async send(
    method: string,
    path: string,
    options: {
      readonly as?: keyof Credentials | "nobody";
      readonly token?: string;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    } = {},
  ): Promise<Answer> {
    const account = options.as ?? "admin";
    const token = options.token ??
      (account === "nobody"
        ? undefined
        : this.simulator.credentials[account].token);
    const request = new Request(`http://argocd${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(method === "GET" ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: JSON.stringify(options.body) }),
    });
    const response = await this.simulator.fetch(request);
    const text = await response.text();
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    return { status: response.status, text, body, headers: response.headers };
  }

  /** GET as an account. */
  get(
    path: string,
    as: keyof Credentials | "nobody" = "admin",
  ): Promise<Answer> {
    return this.send("GET", path, { as });
  }

  /** POST as an account. */
  post(
    path: string,
    body: unknown = {},
    as: keyof Credentials | "nobody" = "admin",
  ): Promise<Answer> {
    return this.send("POST", path, { body, as });
  }

  /** One application as the API shows it. */
  async application(name: string): Promise<Answer["body"]> {
    return (await this.get(`/api/v1/applications/${name}`)).body;
  }

  /** Lets an operation run to its end, one second at a time. */
  async settle(name: string, seconds = 10): Promise<Answer["body"]> {
    for (let second = 0; second < seconds; second++) {
      this.clock.pass(1);
      const app = await this.application(name);
      if (app.operation === undefined) return app;
    }
    return await this.application(name);
  }
}
