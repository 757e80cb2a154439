/**
 * Deep links that an administrator has set up for applications, projects and resources.
 *
 * @module
 */
import { digText } from "../model/json.ts";
import { applicationOf } from "./access.ts";
import type { Call } from "./call.ts";

/** GET …/links: the administrator's deep links for an application. */
export function getApplicationLinks(call: Call): unknown {
  const { app } = applicationOf(call, {
    namespace: call.query.get("namespace") ?? "",
  });
  return linksFor(
    call,
    "application",
    app.metadata.name,
    app.spec.destination.namespace ?? "",
  );
}

/** Fills the link templates of a kind of page. */
export function linksFor(
  call: Call,
  kind: "application" | "project" | "resource",
  name: string,
  namespace: string,
): unknown {
  const items = call.world.links[kind].map((link) => ({
    ...link,
    url: digText(link, "url").replaceAll("{name}", name).replaceAll(
      "{namespace}",
      namespace,
    ).replaceAll("{url}", call.world.addresses.url),
  }));
  return items.length === 0 ? {} : { items };
}
