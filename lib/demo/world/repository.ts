/**
 * What the histories of the shop's repositories are written with. Dates count back from the start of the
 * simulator, so that a commit of yesterday stays one.
 *
 * @module
 */
import { emptyRepository, type GitRepository } from "../model/git.ts";
import { stamp } from "../model/time.ts";
import type { World } from "../model/world.ts";

/** Adds an empty repository of the shop, known by its name. */
export function repository(world: World, name: string): GitRepository {
  const made = emptyRepository(`${world.addresses.git}/${name}.git`);
  world.git.set(made.url, made);
  return made;
}

/** The time so many days ago, as Git answers it. */
export function date(world: World, daysAgo: number): string {
  return stamp(new Date(world.now().getTime() - daysAgo * 86_400_000));
}
