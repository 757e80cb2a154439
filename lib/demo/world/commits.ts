/**
 * Commit ids and authors that more than one part of the world names; they are fixed, so that they can be
 * quoted.
 *
 * @module
 */

/** Commits that the world's applications refer to, by what they did. */
export const COMMITS = {
  guestbook100: "32b00e7dd89e746d05026b7d81b014974b830451",
  guestbook110: "a9dfc3ceb7bf8cdbd8fb6354b86463f5174139fa",
  guestbook120: "15166bc4a18dcc5b1f490c250ea38fe826db7e07",
  platformFirst: "5342948b6d42a0d640bca85a7afadd287fcff178",
  platformSecond: "d0d48dde14220adc239a0a567def441665976bfa",
  platformPayments: "bc91c3fef5792c664f9c2ad40ea556941917692c",
  platformHead: "9397c81451f013c3c3db81a3cb36ba3a70de4da2",
  configFirst: "ace1e939efecbdd33add5e9ab2e0a53d7a66f4c4",
  configHead: "7dc57a302ceda1f7ea4bff9abdab15bc4f678e39",
} as const;

/** Who writes most of the storefront and platform changes. */
export const INES = "Ines Ferro <ines.ferro@shop.example>";
/** Who works on the catalog. */
export const TOMAS = "Tomas Lind <tomas.lind@shop.example>";
/** The pipeline that releases. */
export const ROBOT = "release-bot <release-bot@shop.example>";
