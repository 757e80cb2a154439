/**
 * The resources of a server of the SDK.
 *
 * @module
 */
import type { Server } from "@modelcontextprotocol/server";
import {
  requireAddress,
  resourceError,
  resourceOf,
  runResource,
} from "./answer_resource.ts";
import { askerOf, type MenuOffer } from "./asking.ts";
import { listResources } from "./list_resources.ts";
import { withPages } from "./offer_page.ts";
import { RESOURCE_TEMPLATES } from "./resource_uri.ts";
import type { ResourceWatches } from "./resource_watches.ts";

/** What resources need besides the runner. */
export interface ResourceOffer extends MenuOffer {
  /** Absent where no change of a resource is delivered. */
  readonly watches?: ResourceWatches;
}

/** Whose the subscriptions of the revisions before 2026 are: a resource is subscribed to once a connection. */
const CONNECTION = Symbol("connection");

/** Answers `resources/subscribe` and `resources/unsubscribe`; the 2026 revision has `subscriptions/listen` instead. */
function offerSubscriptions(server: Server, watches: ResourceWatches): void {
  server.setRequestHandler(
    "resources/subscribe",
    async ({ params }, context) => {
      const { uri } = params;
      const { from } = askerOf(server, context);
      const refusal = await watches.open(uri, CONNECTION, from);
      if (refusal !== undefined) throw resourceError(uri, refusal);
      return {};
    },
  );
  server.setRequestHandler("resources/unsubscribe", ({ params }) => {
    watches.close(CONNECTION, params.uri);
    return {};
  });
}

/** Answers the requests about resources. */
export function offerResources(server: Server, offer: ResourceOffer): void {
  server.setRequestHandler(
    "resources/templates/list",
    () => ({ resourceTemplates: [...RESOURCE_TEMPLATES] }),
  );
  server.setRequestHandler(
    "resources/list",
    async (_request, context) => ({
      resources: await listResources(askerOf(server, context), offer),
    }),
  );
  server.setRequestHandler("resources/read", async ({ params }, context) => {
    const { uri } = params;
    requireAddress(uri, offer);
    const outcome = await withPages(
      () => runResource(uri, askerOf(server, context), offer),
      server,
      context,
    );
    return outcome.question ?? resourceOf(uri, outcome.result);
  });
  if (offer.watches) offerSubscriptions(server, offer.watches);
}
