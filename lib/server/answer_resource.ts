/**
 * `resources/read`.
 *
 * @module
 */
import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
} from "@modelcontextprotocol/server";
import type { ToolResult } from "../pipeline/present.ts";
import { type Asker, atInstance, type Offer, toolOf } from "./asking.ts";
import {
  MIME_TYPE,
  parseResourceUri,
  RESOURCE_VIEWS,
  type ResourceAddress,
} from "./resource_uri.ts";

/** Codes of the errors by which a resource is not there for this caller. */
const ABSENT_REGEXP =
  /^(?:NOT_FOUND|NOT_FOUND_OR_FORBIDDEN|OUT_OF_SCOPE|INVALID_ARGUMENT):/;

/**
 * The address of a resource of a registered instance.
 *
 * @throws {ResourceNotFoundError} for all others; nothing is asked for them.
 */
export function requireAddress(
  uri: string,
  { instances }: Offer,
): ResourceAddress {
  const address = parseResourceUri(uri);
  if (!address) {
    throw new ResourceNotFoundError(
      uri,
      "Resource not found: addresses are argocd://INSTANCE/applications/NAMESPACE/NAME, with /manifest, /tree or /diff behind",
    );
  }
  const names = instances.all.map(({ name }) => name);
  if (names.includes(address.instance)) return address;
  throw new ResourceNotFoundError(
    uri,
    `Resource not found: no such instance is registered (registered: ${
      names.slice(0, 20).join(", ")
    })`,
  );
}

/** The application as tools name it. */
export function applicationOf(
  { namespace, name }: ResourceAddress,
): string {
  return `${namespace}/${name}`;
}

/** The error of a resource that could not be read; its text is masked already. */
export function resourceError(uri: string, text: string): ProtocolError {
  return ABSENT_REGEXP.test(text)
    ? new ResourceNotFoundError(uri, text)
    : new ProtocolError(ProtocolErrorCode.InternalError, text);
}

/** Runs what reads the resource. */
export async function runResource(
  uri: string,
  asker: Asker,
  offer: Offer,
): Promise<ToolResult> {
  const address = requireAddress(uri, offer);
  const { tool } = RESOURCE_VIEWS[address.view];
  const where = atInstance(address.instance, offer.instances);
  const args = { ...where, application: applicationOf(address) };
  return await offer.run(toolOf(tool), { ...asker, args });
}

/** A resource has no pages; what does not fit its tool shows. */
function restText(uri: string, { structured }: ToolResult): string {
  const page = structured?.["page"] as
    | { readonly next_cursor?: string }
    | undefined;
  const view = parseResourceUri(uri)?.view ?? "";
  return page?.next_cursor
    ? `\n[the rest: ${RESOURCE_VIEWS[view].tool} with this cursor]`
    : "";
}

/**
 * The resource that a call has read.
 *
 * @throws {ProtocolError} when the call came to an error.
 */
export function resourceOf(
  uri: string,
  result: ToolResult,
): ReadResourceResult {
  if (result.isError) throw resourceError(uri, result.text);
  const text = result.text + restText(uri, result);
  return { contents: [{ uri, mimeType: MIME_TYPE, text }] };
}
