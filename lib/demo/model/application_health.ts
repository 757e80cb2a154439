/**
 * The health of an application from that of its resources. What a missing object counts for has changed
 * twice: 2.14 overlooks kinds without a health check, 3.2 counts nearly all of them, and 3.5 none while
 * anything lives.
 *
 * @module
 */
import type { Application, Health } from "./application.ts";
import { controllerEvent } from "./application_events.ts";
import { type Compared, resourceStatuses } from "./comparison.ts";
import { worse } from "./health.ts";
import type { World } from "./world.ts";

/** The health of an application, from its resources, by the rule of the release. */
export function overallHealth(
  world: World,
  compared: readonly Compared[],
): string {
  const rule = world.features.missingHealth;
  const own = compared.filter((one) => !one.hook);
  const lives = own.some((one) => one.live !== undefined);
  let health = "Healthy";
  for (const [index, status] of resourceStatuses(own).entries()) {
    const state = status.health?.status;
    if (state === undefined) continue;
    if (state === "Missing" && ignoresMissing(rule, own[index], lives)) {
      continue;
    }
    health = worse(health, state);
  }
  return health;
}

function ignoresMissing(
  rule: string,
  one: Compared | undefined,
  lives: boolean,
): boolean {
  const kind = one?.ref.kind ?? "";
  if (rule === "only if nothing lives") return lives;
  if (rule === "checked kinds") {
    return kind === "ConfigMap" || kind === "Secret" || kind === "Namespace";
  }
  return kind === "Secret";
}

/** Writes a changed health with the time of the change, and records the event. */
export function setHealth(
  world: World,
  app: Application,
  status: string,
  now: string,
): void {
  const previous: Health = app.status.health;
  if (previous.status === status) return;
  app.status.health = { status, lastTransitionTime: now };
  controllerEvent(
    world,
    app,
    "ResourceUpdated",
    `Updated health status: ${previous.status ?? ""} -> ${status}`,
  );
}
