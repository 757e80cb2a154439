/**
 * All cases that we have made ourselves.
 *
 * @module
 */
import type { RecordedFault } from "../../helpers/recorded_fault.ts";
import { BLIND_ARGOCD } from "./blind_argocd.ts";
import { BLIND_DOUBLES } from "./blind_doubles.ts";
import { BLIND_OBJECTS } from "./blind_objects.ts";
import { BLIND_PODS } from "./blind_pods.ts";
import { BLIND_TWINS } from "./blind_twins.ts";
import { CONTAINERS } from "./containers.ts";
import { DOUBLES } from "./doubles.ts";
import { GAP_ARGOCD } from "./gap_argocd.ts";
import { GAP_CONTROLLERS } from "./gap_controllers.ts";
import { GAP_DOUBLES } from "./gap_doubles.ts";
import { GAP_OPERATORS } from "./gap_operators.ts";
import { GAP_PODS } from "./gap_pods.ts";
import { GAP_REFUSALS } from "./gap_refusals.ts";
import { GAP_TWINS } from "./gap_twins.ts";
import { GAP_UNKNOWN } from "./gap_unknown.ts";
import { GAP_WAITS } from "./gap_waits.ts";
import { HARDER_ARGOCD } from "./harder_argocd.ts";
import { HARDER_PODS } from "./harder_pods.ts";
import { HARDER_TWINS } from "./harder_twins.ts";
import { IMAGES } from "./images.ts";
import { ODDITIES } from "./oddities.ts";
import { OPERATORS } from "./operators.ts";
import { SETS } from "./own_set.ts";
import { PLACING } from "./placing.ts";
import { REFUSED_PODS } from "./refused_pods.ts";
import { REFUSALS } from "./refusals.ts";
import { SIBLINGS } from "./siblings.ts";
import { SOURCES } from "./sources.ts";
import { TWINS } from "./twins.ts";
import { WAITS } from "./waits.ts";

/** Faults, twins that are healthy, and doubles. */
export const OWN_FAULTS: readonly RecordedFault[] = [
  ...IMAGES,
  ...CONTAINERS,
  ...PLACING,
  ...REFUSED_PODS,
  ...SOURCES,
  ...REFUSALS,
  ...WAITS,
  ...OPERATORS,
  ...HARDER_PODS,
  ...HARDER_ARGOCD,
  ...ODDITIES,
  ...SETS,
  ...GAP_PODS,
  ...GAP_CONTROLLERS,
  ...GAP_REFUSALS,
  ...GAP_WAITS,
  ...GAP_ARGOCD,
  ...GAP_UNKNOWN,
  ...GAP_OPERATORS,
  ...BLIND_PODS,
  ...BLIND_ARGOCD,
  ...BLIND_OBJECTS,
  ...TWINS,
  ...HARDER_TWINS,
  ...GAP_TWINS,
  ...BLIND_TWINS,
  ...DOUBLES,
  ...GAP_DOUBLES,
  ...BLIND_DOUBLES,
  ...SIBLINGS,
];
