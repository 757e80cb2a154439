/**
 * Real MCP clients of both generations, behind what the tests need of them.
 *
 * @module
 */
import {
  Client,
  type VersionNegotiationMode,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { ProgramCommand } from "./program_command.ts";

/** A tool as a client lists it. */
export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: object;
  readonly outputSchema?: object | undefined;
  readonly annotations?: Readonly<Record<string, unknown>> | undefined;
}

/** What a call answered. */
export interface CallResult {
  readonly content: readonly {
    readonly type: string;
    readonly text?: string;
  }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}

/** A prompt as a client lists it. */
export interface ListedPrompt {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly arguments?:
    | readonly {
      readonly name: string;
      readonly required?: boolean | undefined;
    }[]
    | undefined;
}

/** A resource as a client lists it. */
export interface ListedResource {
  readonly uri: string;
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
}

/** What is completed, as the protocol names it. */
export interface Completed {
  readonly ref:
    | { readonly type: "ref/prompt"; readonly name: string }
    | { readonly type: "ref/resource"; readonly uri: string };
  readonly argument: { readonly name: string; readonly value: string };
  readonly context?: { readonly arguments: Record<string, string> };
}

/** A connected client. Its calls check a structured result against the tool's output schema and reject a misfit. */
export interface ConnectedClient extends AsyncDisposable {
  readonly serverName: string | undefined;
  readonly serverVersion: string | undefined;
  readonly instructions: string | undefined;
  listTools(): Promise<readonly ListedTool[]>;
  callTool(
    name: string,
    args: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<CallResult>;
  listPrompts(): Promise<readonly ListedPrompt[]>;
  /** The texts of a prompt's messages. */
  getPrompt(
    name: string,
    args?: Record<string, string>,
  ): Promise<readonly string[]>;
  listResources(): Promise<readonly ListedResource[]>;
  /** The templates of addresses. */
  listTemplates(): Promise<readonly string[]>;
  /** The text of a resource. */
  readResource(uri: string): Promise<string>;
  complete(question: Completed): Promise<readonly string[]>;
  /** Wants to hear of these resources, as its revision asks for that; returns how not to any more. */
  subscribe(uris: readonly string[]): Promise<() => Promise<void>>;
}

/** What a person is shown, and what comes back of it. */
export interface ShownForm {
  readonly message: string;
  readonly requestedSchema?: unknown;
}

/** What a person does with a form. */
export interface FormAnswer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Record<string, string | number | boolean | string[]>;
}

/** A step of a call that takes long. */
export interface ProgressStep {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

/** A page that a person is to open. */
export interface ShownPage {
  readonly message: string;
  readonly url: string;
}

/** Abilities that a client has only on demand. */
export interface ClientAbilities {
  /** The person; a client with one declares elicitation. */
  readonly onForm?: (form: ShownForm) => FormAnswer;
  /** The person at a browser; a client with one declares that it opens pages. */
  readonly onPage?: (page: ShownPage) => FormAnswer;
  /** A client with it asks for progress in each call. */
  readonly onProgress?: (step: ProgressStep) => void;
  /** A client with it wants to hear that the list of tools has changed. */
  readonly onToolsChanged?: () => void;
  /** Told of each changed resource. */
  readonly onResource?: (uri: string) => void;
}

/** A way to connect. */
export interface RealClient {
  readonly name: string;
  connect(
    command: ProgramCommand,
    abilities?: ClientAbilities,
  ): Promise<ConnectedClient>;
}

const IDENTITY = { name: "tests", version: "1.0.0" };

function capabilitiesOf(
  { onForm, onPage }: ClientAbilities,
): { elicitation?: Record<string, Record<string, never>> } {
  if (!onForm && !onPage) return {};
  const modes = {
    ...(onForm ? { form: {} } : {}),
    ...(onPage ? { url: {} } : {}),
  };
  // Before there were modes, a form was all that could be meant.
  return { elicitation: onPage ? modes : {} };
}

/** What a client wants to hear without having asked. */
function listenersOf(
  { onToolsChanged }: ClientAbilities,
): { listChanged?: { tools: { autoRefresh: false; onChanged: () => void } } } {
  if (!onToolsChanged) return {};
  return {
    listChanged: { tools: { autoRefresh: false, onChanged: onToolsChanged } },
  };
}

/** What the person does about a request of the server. */
function answerOf(
  { onForm, onPage }: ClientAbilities,
): ((params: unknown) => FormAnswer) | undefined {
  if (!onForm && !onPage) return undefined;
  return (params) => {
    const isPage = (params as { readonly mode?: string }).mode === "url";
    const answer = isPage
      ? onPage?.(params as ShownPage)
      : onForm?.(params as ShownForm);
    return { ...answer ?? { action: "cancel" } };
  };
}

function callOptions(
  signal: AbortSignal | undefined,
  { onProgress }: ClientAbilities,
): { signal?: AbortSignal; onprogress?: (step: ProgressStep) => void } {
  return {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onprogress: onProgress } : {}),
  };
}

interface Messages {
  readonly messages: readonly {
    readonly content: { readonly type: string };
  }[];
}

function textsOf({ messages }: Messages): readonly string[] {
  return messages.map(({ content }) =>
    (content as { readonly text?: string }).text ?? `(${content.type})`
  );
}

interface Contents {
  readonly contents: readonly object[];
}

function textOf({ contents }: Contents): string {
  return contents.map((one) => (one as { readonly text?: string }).text ?? "")
    .join();
}

/** What both SDKs' clients can do, in the same words. */
interface AnyClient {
  listPrompts(): Promise<{ prompts: readonly ListedPrompt[] }>;
  getPrompt(
    params: { name: string; arguments?: Record<string, string> },
  ): Promise<Messages>;
  listResources(): Promise<{ resources: readonly ListedResource[] }>;
  listResourceTemplates(): Promise<
    { resourceTemplates: readonly { readonly uriTemplate: string }[] }
  >;
  readResource(params: { uri: string }): Promise<Contents>;
  complete(
    params: Completed,
  ): Promise<{ completion: { values: readonly string[] } }>;
  subscribeResource(params: { uri: string }): Promise<unknown>;
  unsubscribeResource(params: { uri: string }): Promise<unknown>;
}

type Offers = Omit<
  ConnectedClient,
  | "serverName"
  | "serverVersion"
  | "instructions"
  | "listTools"
  | "callTool"
  | typeof Symbol.asyncDispose
>;

function offersOf(client: AnyClient): Offers {
  return {
    listPrompts: async () => (await client.listPrompts()).prompts,
    getPrompt: async (name, args = {}) =>
      textsOf(await client.getPrompt({ name, arguments: args })),
    listResources: async () => (await client.listResources()).resources,
    listTemplates: async () =>
      (await client.listResourceTemplates()).resourceTemplates
        .map(({ uriTemplate }) => uriTemplate),
    readResource: async (uri) => textOf(await client.readResource({ uri })),
    complete: async (question) =>
      (await client.complete(question)).completion.values,
    subscribe: async (uris) => {
      for (const uri of uris) await client.subscribeResource({ uri });
      return async () => {
        for (const uri of uris) await client.unsubscribeResource({ uri });
      };
    },
  };
}

function newClient(name: string, mode: VersionNegotiationMode): RealClient {
  return {
    name,
    async connect(command, abilities = {}) {
      const client = new Client(IDENTITY, {
        versionNegotiation: { mode },
        capabilities: capabilitiesOf(abilities),
        ...listenersOf(abilities),
      });
      const answer = answerOf(abilities);
      if (answer) {
        client.setRequestHandler(
          "elicitation/create",
          ({ params }) => ({ ...answer(params) }),
        );
      }
      client.setNotificationHandler(
        "notifications/resources/updated",
        ({ params }) => abilities.onResource?.(params.uri),
      );
      await client.connect(
        new StdioClientTransport({ ...command, stderr: "ignore" }),
      );
      const offers = offersOf(client as unknown as AnyClient);
      return {
        ...offers,
        async subscribe(uris) {
          if (client.getNegotiatedProtocolVersion() !== "2026-07-28") {
            return await offers.subscribe(uris);
          }
          const listening = await client.listen({
            resourceSubscriptions: [...uris],
          });
          return () => listening.close();
        },
        serverName: client.getServerVersion()?.name,
        serverVersion: client.getServerVersion()?.version,
        instructions: client.getInstructions(),
        listTools: async () =>
          (await client.listTools()).tools as readonly ListedTool[],
        callTool: async (name, args, signal) =>
          await client.callTool(
            { name, arguments: args },
            callOptions(signal, abilities),
          ) as CallResult,
        [Symbol.asyncDispose]: () => client.close(),
      };
    },
  };
}

const OLD_SDK: RealClient = {
  name: "sdk 1.32",
  async connect(command, abilities = {}) {
    const client = new OldClient(IDENTITY, {
      capabilities: capabilitiesOf(abilities),
      ...listenersOf(abilities),
    });
    const answer = answerOf(abilities);
    if (answer) {
      client.setRequestHandler(
        ElicitRequestSchema,
        ({ params }: { params: unknown }) => ({ ...answer(params) }),
      );
    }
    client.setNotificationHandler(
      ResourceUpdatedNotificationSchema,
      ({ params }: { params: { uri: string } }) =>
        abilities.onResource?.(params.uri),
    );
    await client.connect(new OldTransport({ ...command, stderr: "ignore" }));
    return {
      ...offersOf(client as unknown as AnyClient),
      serverName: client.getServerVersion()?.name,
      serverVersion: client.getServerVersion()?.version,
      instructions: client.getInstructions(),
      listTools: async () =>
        (await client.listTools()).tools as readonly ListedTool[],
      callTool: async (name, args, signal) =>
        await client.callTool(
          { name, arguments: args },
          undefined,
          callOptions(signal, abilities),
        ) as CallResult,
      [Symbol.asyncDispose]: () => client.close(),
    };
  },
};

/** Each client that the program is tried with. */
export const REAL_CLIENTS: readonly RealClient[] = [
  OLD_SDK,
  newClient("client 2.4, legacy", "legacy"),
  newClient("client 2.4, auto", "auto"),
  newClient("client 2.4, 2026-07-28", { pin: "2026-07-28" }),
];
