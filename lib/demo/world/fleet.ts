import type { Fleet } from "../model/fleet.ts";
import type { World } from "../model/world.ts";

export function createFleet(_world: World, _count: number): Fleet {
  return { members: () => [], materialize: () => undefined, countOn: () => 0 };
}
