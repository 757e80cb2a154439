/**
 * `resources/list`: a menu, not an inventory; completion finds the others.
 *
 * @module
 */
import type { Resource } from "@modelcontextprotocol/server";
import type { Instance } from "../instances/instance.ts";
import { mapLimited } from "../map_limited.ts";
import { withinTime } from "../within_time.ts";
import { listUrgent, type UrgentApplication } from "../unlisted/list_urgent.ts";
import { type Asker, atInstance, type MenuOffer } from "./asking.ts";
import { MIME_TYPE, resourceUri } from "./resource_uri.ts";

/** Applications, of all instances together. */
const MOST_LISTED = 50;
/** Those that have not answered by then are not waited for; of hundreds not all are asked at once. */
const LIST_MS = 2_000;

interface Urgent extends UrgentApplication {
  readonly instance: string;
}

/** Of one instance; empty while it cannot be asked, or somebody would have to sign in first. */
async function urgentOf(
  instance: Instance,
  asker: Asker,
  { instances, menus }: MenuOffer,
): Promise<readonly Urgent[]> {
  const menu = await menus.read({
    tool: listUrgent,
    instance,
    args: { ...atInstance(instance.name, instances), limit: MOST_LISTED },
    asker,
    freshMs: 0,
  });
  const items = (menu?.["items"] ?? []) as readonly UrgentApplication[];
  return items.map((item) => ({ ...item, instance: instance.name }));
}

/** The applications that somebody is most likely to want to look at, worst first. */
export async function listResources(
  asker: Asker,
  offer: MenuOffer,
): Promise<Resource[]> {
  const { all } = offer.instances;
  const isOne = all.length === 1;
  const found: Urgent[] = [];
  await withinTime(
    LIST_MS,
    mapLimited(all, async (instance) => {
      found.push(...await urgentOf(instance, asker, offer));
    }),
  );
  return found
    .sort((a, b) => b.severity - a.severity)
    .slice(0, MOST_LISTED)
    .map(({ instance, namespace, name, state }) => ({
      uri: resourceUri({ instance, namespace, name, view: "" }),
      name: isOne ? `${namespace}/${name}` : `${instance}/${namespace}/${name}`,
      title: isOne ? name : `${name} (${instance})`,
      description: state,
      mimeType: MIME_TYPE,
    }));
}
