/**
 * From a gRPC-Web request to the one method that is spoken here.
 *
 * @module
 */
import { ApiError } from "../model/api_error.ts";
import { processSets } from "../model/application_set.ts";
import { advance } from "../model/operation.ts";
import type { World } from "../model/world.ts";
import {
  grpcErrorReply,
  messageReply,
  readQuestion,
  unknownMethod,
} from "./grpc_web.ts";
import { serverSideDiff } from "./server_side_diff.ts";
import type { Tokens } from "./tokens.ts";

/** Answers a request; its message is read before anybody asks who sent it. */
export async function grpcWebCall(
  request: Request,
  { world, tokens, path }: {
    readonly world: World;
    readonly tokens: Tokens;
    /** Below the root path. */
    readonly path: string;
  },
): Promise<Response> {
  try {
    const known = path === "/application.ApplicationService/ServerSideDiff" &&
      world.features.newerEndpoints;
    if (!known) throw unknownMethod(path);
    const fields = await readQuestion(request);
    const caller = await tokens.caller(request.headers);
    processSets(world);
    advance(world);
    const query = new URLSearchParams();
    const call = { world, request, query, path: {}, text: "", caller };
    return messageReply(serverSideDiff(call, fields));
  } catch (error) {
    if (error instanceof ApiError) return grpcErrorReply(error);
    throw error;
  }
}
