/**
 * Recorded questions and answers of gRPC-Web. Their bodies are decoded in the recordings, so they are put together again
 * here, byte by byte as they were.
 *
 * @module
 */
import { frameMessage } from "../../lib/argocd/grpc_web_frame.ts";
import { SERVER_SIDE_DIFF } from "../../lib/argocd/server_side_diff_message.ts";
import type { ManagedResource } from "../../lib/argocd/wire/resources.ts";

/** A recorded frame of an answer. */
export interface RecordedFrame {
  readonly flags: string;
  readonly length: number;
  readonly message?: {
    readonly modified: boolean;
    readonly items: readonly (ManagedResource & { readonly diff?: string })[];
  };
  readonly trailers?: string;
}

/** One recorded call. */
export interface RecordedGrpc {
  readonly name: string;
  readonly account: "admin" | "limited";
  readonly request: {
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: {
      readonly decoded: {
        readonly appName: string;
        readonly project?: string;
        readonly liveResources: readonly ManagedResource[];
        readonly targetManifests: readonly string[];
      };
    };
    readonly body_first_bytes_hex: string;
    readonly body_bytes: number;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** The text of an answer that is none of gRPC-Web. */
    readonly body: readonly RecordedFrame[] | string;
    readonly bytes: number;
  };
}

const FILE = new URL(
  "../recordings/grpc-web/server-side-diff.jsonl",
  import.meta.url,
);
/** So much of each body was kept. */
const KEPT_BYTES = 28;

/** All recorded calls, in their order. */
export function readRecordedGrpc(): readonly RecordedGrpc[] {
  return Deno.readTextFileSync(FILE).split("\n").filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** The bytes that were sent. */
export function recordedQuestion(
  { request }: RecordedGrpc,
): Uint8Array<ArrayBuffer> {
  const { body_bytes: size, body_first_bytes_hex: hex } = request;
  if (size < KEPT_BYTES) return Uint8Array.fromHex(hex);
  const { appName, project, liveResources, targetManifests } =
    request.body.decoded;
  return frameMessage(SERVER_SIDE_DIFF.encode({
    path: { name: appName },
    query: { project },
    body: { liveResources, targetManifests },
  }));
}
