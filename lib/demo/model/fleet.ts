/**
 * What the world asks of a generated fleet. Thousands of full applications would take minutes to build, so
 * members stay small until one of them is looked at.
 *
 * @module
 */
import type { Application } from "./application.ts";
import type { Dict } from "./json.ts";
import type { ApplicationRecord, World } from "./world.ts";

/** Many generated applications that cost little until one of them is looked at. */
export interface Fleet {
  /** Those that nobody has looked at one by one. */
  members(
    world: World,
  ): Iterable<{ readonly app: Application; readonly wire: () => Dict }>;
  /** Makes one of them an ordinary application. */
  materialize(
    world: World,
    name: string,
    namespace: string,
  ): ApplicationRecord | undefined;
  /** How many of them go to a cluster. */
  countOn(server: string): number;
}
