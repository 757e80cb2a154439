/**
 * For each recorded case a sibling: the same kind of fault at another application, in other words, at another moment.
 *
 * @module
 */
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { SIBLING_CONTAINERS } from "./sibling_containers.ts";
import { SIBLING_CRASHES } from "./sibling_crashes.ts";
import { SIBLING_DOUBLES } from "./sibling_doubles.ts";
import { SIBLING_HOOKS } from "./sibling_hooks.ts";
import { SIBLING_IMAGES } from "./sibling_images.ts";
import { SIBLING_PLACES } from "./sibling_places.ts";
import { SIBLING_PLACING } from "./sibling_placing.ts";
import { SIBLING_REFUSALS } from "./sibling_refusals.ts";
import { SIBLING_SOURCES } from "./sibling_sources.ts";
import { SIBLING_SYNCS } from "./sibling_syncs.ts";
import { SIBLING_TWINS } from "./sibling_twins.ts";
import { SIBLING_VALUES } from "./sibling_values.ts";
import { SIBLING_WAITING_TWINS } from "./sibling_waiting_twins.ts";

/** Faults, then twins, then doubles. */
export const SIBLINGS: readonly RecordedFault[] = [
  ...SIBLING_IMAGES,
  ...SIBLING_CONTAINERS,
  ...SIBLING_CRASHES,
  ...SIBLING_PLACING,
  ...SIBLING_REFUSALS,
  ...SIBLING_VALUES,
  ...SIBLING_SOURCES,
  ...SIBLING_PLACES,
  ...SIBLING_HOOKS,
  ...SIBLING_SYNCS,
  ...SIBLING_TWINS,
  ...SIBLING_WAITING_TWINS,
  ...SIBLING_DOUBLES,
];
