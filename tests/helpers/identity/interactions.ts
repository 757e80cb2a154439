/**
 * The pages on which a person signs in and consents. Plain HTML forms: a browser and a test that reads them
 * with `fetch` go through the same ones.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";

/** What the provider wants to know of the person. */
interface Interaction {
  readonly uid: string;
  readonly prompt: {
    readonly name: string;
    readonly details: {
      readonly missingOIDCScope?: readonly string[];
      readonly missingOIDCClaims?: readonly string[];
    };
  };
  readonly params: { readonly client_id: string };
  readonly session?: { readonly accountId: string };
  readonly grantId?: string;
}

interface Grant {
  addOIDCScope(scope: string): void;
  addOIDCClaims(claims: readonly string[]): void;
  save(): Promise<string>;
}

/** The part of the provider that takes a person's answers. */
export interface Interactions {
  readonly Grant: {
    new (of: { accountId: string; clientId: string }): Grant;
    find(id: string): Promise<Grant | undefined>;
  };
  interactionDetails(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Interaction>;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: unknown,
    options: { mergeWithLastSubmission: boolean },
  ): Promise<void>;
}

/** Who may pass. */
export interface InteractionPolicy {
  /** The subject of who gives this name, or undefined: unknown here. */
  readonly subject: (name: string) => string | undefined;
  /** Whether the person is asked for consent; otherwise it is taken for granted. */
  readonly askConsent: boolean;
}

/** Shows the page that is due, or takes what was filled in. */
export async function answerInteraction(
  provider: Interactions,
  { request, response, policy, mount }: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly policy: InteractionPolicy;
    readonly mount: string;
  },
): Promise<void> {
  const interaction = await provider.interactionDetails(request, response);
  const { uid, prompt } = interaction;
  const finish = (result: unknown) =>
    provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  if (prompt.name === "consent" && !policy.askConsent) {
    return await finish(await consent(provider, interaction));
  }
  const show = (html: string) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("cache-control", "no-store");
    response.end(page(html, `${mount}/interaction/${uid}`));
  };
  if (request.method !== "POST") {
    return show(prompt.name === "login" ? LOGIN : CONSENT);
  }
  const form = new URLSearchParams(await textOf(request));
  if (form.get("answer") === "cancel") {
    return await finish({
      error: "access_denied",
      error_description: "End-User aborted interaction",
    });
  }
  if (prompt.name === "consent") {
    return await finish(await consent(provider, interaction));
  }
  const accountId = policy.subject(form.get("user") ?? "");
  if (accountId === undefined) {
    return show(`<p class="wrong">Nobody here has that name.</p>${LOGIN}`);
  }
  await finish({ login: { accountId } });
}

/** Grants what the client has asked for and the person has not granted before. */
async function consent(
  provider: Interactions,
  interaction: Interaction,
): Promise<unknown> {
  const { params, session, grantId, prompt } = interaction;
  const known = grantId === undefined
    ? undefined
    : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({
    accountId: session?.accountId ?? "",
    clientId: params.client_id,
  });
  grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(" "));
  grant.addOIDCClaims(prompt.details.missingOIDCClaims ?? []);
  return { consent: { grantId: await grant.save() } };
}

const LOGIN =
  `<label>User <input name="user" autofocus autocomplete="off"></label>
<button name="answer" value="sign-in">Sign in</button>
<button name="answer" value="cancel">Cancel</button>`;

const CONSENT = `<p>The application wants to know who you are.</p>
<button name="answer" value="allow">Allow</button>
<button name="answer" value="cancel">Cancel</button>`;

function page(body: string, action: string): string {
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Test provider</title></head>
<body><h1>Test provider</h1><form method="post" action="${action}">${body}</form></body></html>`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part);
  return await new Blob(parts.map((part) => new Uint8Array(part))).text();
}
