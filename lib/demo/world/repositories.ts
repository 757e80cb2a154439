/**
 * The Git history of the shop: the storefront's releases with their tags, and the settings of the catalog, which
 * has two sources.
 *
 * @module
 */
import { commit, plain } from "../model/git.ts";
import { shaFrom } from "../model/ids.ts";
import type { World } from "../model/world.ts";
import { COMMITS, INES, ROBOT, TOMAS } from "./commits.ts";
import { guestbook } from "./directories.ts";
import { configMap } from "./manifests.ts";
import { createPlatform } from "./platform_repository.ts";
import { date, repository } from "./repository.ts";

/** Creates the Git repositories with their history. */
export function createRepositories(world: World): void {
  const book = repository(world, "guestbook");
  const base = { author: INES, directories: {} };
  commit(book, {
    ...base,
    sha: COMMITS.guestbook100,
    date: date(world, 41),
    message: "storefront 1.0.0",
    tag: "v1.0.0",
    directories: {
      deploy: guestbook("guestbook:1.0.0", {
        COLOR: "blue",
        GREETING: "welcome",
      }),
    },
  });
  commit(book, {
    ...base,
    author: TOMAS,
    sha: COMMITS.guestbook110,
    date: date(world, 20),
    message:
      "storefront 1.1.0: green theme\n\nThe new theme is on for everyone.\nThe old one stays in the image until 1.3.",
    tag: "v1.1.0",
    directories: {
      deploy: guestbook("guestbook:1.1.0", {
        COLOR: "green",
        GREETING: "welcome",
      }),
    },
  });
  commit(book, {
    ...base,
    author: ROBOT,
    sha: COMMITS.guestbook120,
    date: date(world, 2),
    message: "storefront 1.2.0: faster product search",
    tag: "v1.2.0",
    directories: {
      deploy: guestbook("guestbook:1.2.0", {
        COLOR: "green",
        GREETING: "welcome",
      }),
    },
  });
  commit(book, {
    ...base,
    sha: shaFrom("guestbook big change"),
    branch: "feature/big-change",
    date: date(world, 1),
    message: "try the red theme with guided checkout",
    directories: {
      deploy: guestbook("guestbook:2.0.0-alpha", {
        COLOR: "red",
        GREETING: "hi",
        CHECKOUT: "guided",
      }),
    },
  });
  createPlatform(world);
  const config = repository(world, "config");
  commit(config, {
    author: TOMAS,
    sha: COMMITS.configFirst,
    date: date(world, 30),
    message: "settings for the catalog",
    directories: {
      multi: plain(configMap("multi-config", { REGION: "eu-1" })),
    },
  });
  commit(config, {
    author: INES,
    sha: COMMITS.configHead,
    date: date(world, 6),
    message: "catalog: add the second region",
    directories: {
      multi: plain(configMap("multi-config", { REGION: "eu-1,eu-2" })),
    },
  });
}
