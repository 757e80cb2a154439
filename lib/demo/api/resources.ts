/**
 * Reading live objects, their links and their actions. The order of the actions is random, as Go walks maps
 * in any order.
 *
 * @module
 */
import { actionsOf } from "../model/actions.ts";
import { shuffled } from "../model/shuffled.ts";
import { applicationOf } from "./access.ts";
import type { Call } from "./call.ts";
import { linksFor } from "./link_reads.ts";
import { findLive, queryRef, wire } from "./resource_ref.ts";

/** GET …/resource: the live object as JSON text. */
export function getResource(call: Call): unknown {
  const ref = queryRef(call);
  return wire(findLive(call, applicationOf(call), ref).object);
}

/** GET …/resource/links */
export function getResourceLinks(call: Call): unknown {
  const ref = queryRef(call);
  const { object } = findLive(call, applicationOf(call), ref);
  return linksFor(
    call,
    "resource",
    object.metadata.name,
    object.metadata.namespace ?? "",
  );
}

/** GET …/resource/actions: in random order. */
export function listActions(call: Call): unknown {
  const ref = queryRef(call);
  const { object } = findLive(call, applicationOf(call), ref);
  const { world } = call;
  const actions = shuffled(actionsOf(world, object), world.random);
  return actions.length === 0 ? {} : { actions };
}
