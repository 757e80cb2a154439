import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import type { Cause } from "../../lib/views/fleet_cause.ts";
import { troubleGroups } from "../../lib/views/fleet_groups.ts";
import { type FleetMember, fleetMember } from "../../lib/views/fleet_member.ts";
import { findOutliers } from "../../lib/views/fleet_outliers.ts";
import { chooseQuestions, divide } from "../../lib/views/fleet_sample.ts";
import { stratify } from "../../lib/views/fleet_strata.ts";
import {
  groupToken,
  markFleet,
  readGroupToken,
} from "../../lib/views/fleet_token.ts";

let made = 0;

/** An application as a list shows it. */
function listed(
  {
    health = "Healthy",
    sync = "Synced",
    image = "",
    repo = "own",
    cluster = "c1",
  },
  instance = "prod",
): FleetMember {
  const name = `app-${made++}`;
  const application: Application = {
    metadata: { name, namespace: "argocd" },
    spec: {
      project: "default",
      source: {
        repoURL: `https://git.example.test/${repo === "own" ? name : repo}.git`,
        path: name,
      },
      destination: { name: cluster, namespace: name },
    },
    status: {
      sync: { status: sync },
      health: { status: health },
      summary: { images: image === "" ? [] : [image] },
    },
  };
  return fleetMember(application, { instance });
}

function many(
  count: number,
  what: Parameters<typeof listed>[0],
): FleetMember[] {
  return Array.from({ length: count }, () => listed(what));
}

const BROKEN = "registry.example.test/shop:2.0";
const crash = many(6, { health: "Degraded", image: BROKEN });
const slow = many(4, { health: "Progressing", image: BROKEN });
const lost = many(9, { sync: "Unknown", cluster: "edge" });
const fine = [
  ...many(60, { image: "registry.example.test/shop:1.9" }),
  ...many(60, { cluster: "c2" }),
];

Deno.test("stratify() finds what only the ill share, whatever Argo CD calls their health", () => {
  const strata = stratify([...fine, ...crash, ...lost, ...slow]);
  assert.deepEqual(
    strata.map(({ trouble, trait, members }) => [
      trouble,
      trait?.kind,
      trait?.value,
      members.length,
    ]),
    [
      ["unhealthy", "image", BROKEN, 10],
      ["not comparable", "cluster", "edge", 9],
    ],
  );
});

Deno.test("stratify() does not blame what the fine have, too", () => {
  const some = many(4, { health: "Degraded", repo: "common" });
  const others = many(60, { repo: "common" });
  const [only, ...more] = stratify([...fine, ...some, ...others]);
  assert.deepEqual(more, []);
  assert.equal(only?.trait, undefined);
  assert.deepEqual(only?.members, some);
});

Deno.test("every ill member is in one stratum", () => {
  const fleet = [
    ...fine,
    ...crash,
    ...slow,
    ...lost,
    listed({ sync: "OutOfSync" }),
  ];
  const all = stratify(fleet).flatMap(({ members }) => members);
  assert.equal(all.length, new Set(all).size);
  assert.deepEqual(
    new Set(all),
    new Set(fleet.filter((one) => one.troubles[0])),
  );
});

Deno.test("the same cluster name on two instances is not one cluster", () => {
  const [a, b] = ["a", "b"].map((instance) =>
    Array.from({ length: 5 }, () => listed({ sync: "Unknown" }, instance))
  );
  const healthy = Array.from(
    { length: 90 },
    () => listed({ cluster: "c9" }, "a"),
  );
  const strata = stratify([...a ?? [], ...b ?? [], ...healthy]);
  assert.deepEqual(
    strata.map(({ trait, members }) => [trait?.key, members.length]),
    [["cluster a c1", 5], ["cluster b c1", 5]],
  );
});

function cause(text: string, isTelling = true): Cause {
  return { text, own: text, key: text, isTelling };
}

Deno.test("chooseQuestions() asks each stratum before it asks one twice, and then somebody different", () => {
  const strata = stratify([...fine, ...crash, ...slow, ...lost]);
  const questions = chooseQuestions(strata, { causes: new Map(), count: 3 });
  const asked = questions.map(({ stratum }) => strata.indexOf(stratum));
  assert.deepEqual(asked.slice(0, 2).sort(), [0, 1]);
  const states = questions.filter(({ stratum }) => stratum === strata[0])
    .map(({ member }) => member.state.health);
  assert.deepEqual(new Set(states), new Set(["Degraded", "Progressing"]));
});

Deno.test("chooseQuestions() asks all along a list, also those of which the list shows less", () => {
  const left = Array.from(
    { length: 100 },
    (_, at) =>
      listed({
        health: "Degraded",
        image: `registry.example.test/own-${at}:1`,
      }),
  );
  const right = many(100, { health: "Degraded" });
  const [only, ...others] = stratify([...fine, ...left, ...right]);
  assert(only);
  assert.deepEqual(others, []);
  const asked = chooseQuestions([only], { causes: new Map(), count: 20 })
    .map(({ member }) => member);
  for (const half of [left.slice(0, 50), left.slice(50), right.slice(0, 50)]) {
    assert(asked.some((member) => half.includes(member)));
  }
  assert(asked.filter((member) => right.includes(member)).length >= 5);
});

Deno.test("chooseQuestions() ends when everybody was asked", () => {
  const strata = stratify([...fine, ...lost]);
  const questions = chooseQuestions(strata, { causes: new Map(), count: 50 });
  assert.equal(questions.length, lost.length);
  assert.equal(
    new Set(questions.map(({ member }) => member)).size,
    lost.length,
  );
});

Deno.test("divide() parts a stratum by what those with the same cause share", () => {
  const here = many(5, { sync: "Unknown", repo: "left", cluster: "edge" });
  const there = many(5, { sync: "Unknown", repo: "right", cluster: "edge" });
  const [stratum] = stratify([...fine, ...here, ...there]);
  assert.equal(stratum?.members.length, 10);
  const causes = new Map([
    ...here.slice(0, 2).map((one) => [one, cause("no such branch")] as const),
    ...there.slice(0, 2).map((one) => [one, cause("no such path")] as const),
  ]);
  const parts = divide(stratum, causes).map(({ members }) => members);
  assert.deepEqual(new Set(parts), new Set([here, there]));
});

Deno.test("a telling cause joins strata, a crash does not", () => {
  const other = many(6, {
    health: "Degraded",
    image: "registry.example.test/mail:3",
  });
  const fleet = [...fine, ...crash, ...other];
  const strata = stratify(fleet);
  for (const [isTelling, sizes] of [[true, [12]], [false, [6, 6]]] as const) {
    const causes = new Map(
      [...crash, ...other].map((one) => [one, cause("same", isTelling)]),
    );
    const groups = troubleGroups(fleet, { strata, causes });
    assert.deepEqual(groups.map(({ members }) => members.length), sizes);
  }
});

Deno.test("what only the ill share is one group, though each says something else", () => {
  const fleet = [...fine, ...lost, ...crash];
  const strata = stratify(fleet);
  const causes = new Map(
    [...lost, ...crash].map((one, at) => [one, cause(`trace ${at}`)]),
  );
  const groups = troubleGroups(fleet, { strata, causes });
  assert.deepEqual(groups.map(({ members }) => members.length), [9, 6]);
  assert.equal(groups[0]?.causes.length, 9);
});

Deno.test("a token finds exactly its group in a fleet that was listed anew", () => {
  const fleet = [...fine, ...crash, ...slow, ...lost];
  const marked = markFleet(fleet);
  for (
    const members of [[...crash, ...slow], lost, crash, [lost[3]], [
      crash[0],
      lost[0],
    ]]
  ) {
    const wanted = members.filter((one) => one !== undefined);
    const token = groupToken({ members: wanted }, marked);
    assert(token);
    const group = readGroupToken(token);
    assert("byList" in group);
    const found = fleet.filter((one) =>
      group.byList(fleetMember(one.application, { instance: "prod" }))
    );
    assert.deepEqual(new Set(found), new Set(wanted));
  }
});

Deno.test("findOutliers() finds the only ill one of many alike, not one of several", () => {
  const image = "registry.example.test/rate:1";
  const peers = many(8, { image });
  const odd = listed({ image, health: "Degraded" });
  const [found, ...more] = findOutliers([...fine, ...peers, odd, ...crash]);
  assert.deepEqual(more, []);
  assert.equal(found?.member, odd);
  assert.equal(found.trait.value, image);
  assert.equal(found.peers, 9);
  const second = listed({ image, health: "Degraded" });
  assert.deepEqual(findOutliers([...peers, odd, second]), []);
});
