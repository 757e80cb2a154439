import type { Addresses, World } from "../../../lib/demo/simulator.ts";

/** The addresses of the laboratory in which the recordings were made. */
export const LABORATORY_ADDRESSES: Addresses = {
  git: "file:///git",
  edgeCluster: "https://localhost:16443",
  deadCluster: "https://127.0.0.1:9",
  url: "http://127.0.0.1:18080",
};

/** Accounts of the recording sessions beside the four of every world. */
const ACCOUNTS: Readonly<Record<string, readonly string[]>> = {
  temp: ["apiKey", "login"],
  locked: ["login"],
};

/** Accounts that only the recordings of the older versions use. */
const OLDER_ACCOUNTS: Readonly<Record<string, readonly string[]>> = {
  updater: ["apiKey", "login"],
  fine: ["apiKey", "login"],
};

const POLICIES: readonly (readonly [string, string])[] = [
  ["updater", "get"],
  ["updater", "update"],
  ["updater", "delete"],
  ["fine", "get"],
  ["fine", "update/*"],
  ["fine", "delete/*"],
];

/** Adds to a world what the laboratory had and the default world has not. */
export function furnishLaboratory(world: World): void {
  const accounts = world.version === "3.5"
    ? ACCOUNTS
    : { ...ACCOUNTS, ...OLDER_ACCOUNTS };
  for (const [name, capabilities] of Object.entries(accounts)) {
    enlist(world, name, capabilities);
  }
  for (const [subject, action] of POLICIES) {
    world.policies.push({
      subject,
      resource: "applications",
      action,
      object: "team-a/*",
      effect: "allow",
    });
  }
}

/** Adds an account with a password. */
export function enlist(
  world: World,
  name: string,
  capabilities: readonly string[],
): void {
  world.accounts.set(name, {
    name,
    password: `${name}-made-up-password`,
    passwordSince: Math.floor(world.now().getTime() / 1000) - 3600,
    enabled: true,
    capabilities: [...capabilities],
    tokens: [],
    failures: [],
  });
}
