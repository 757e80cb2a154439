import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import {
  ago,
  type CaseEvent,
  caseFacts,
  type CaseObject,
} from "../case_facts.ts";

const HOUR = 3600;

function cronJob(
  { spec = {}, status = {}, fields = [], events = [], more = [] }: {
    readonly spec?: Manifest;
    readonly status?: Manifest;
    readonly fields?: readonly Manifest[];
    readonly events?: readonly Omit<CaseEvent, "about">[];
    readonly more?: readonly CaseObject[];
  },
) {
  return caseFacts({
    objects: [{
      kind: "CronJob",
      name: "nightly",
      health: { status: "Healthy" },
      object: {
        metadata: {
          creationTimestamp: ago(900 * HOUR),
          managedFields: fields,
        },
        spec: { schedule: "0 * * * *", ...spec },
        status,
      },
    }, ...more],
    events: events.map((event) => ({ about: "CronJob/nightly", ...event })),
  });
}

/** As the controller of Kubernetes words them. */
const SAID: readonly (readonly [reason: string, message: string, RegExp])[] = [
  [
    "FailedNeedsStart",
    "Cannot determine if job needs to be started: too many missed start time (> 100). Set or decrease .spec.startingDeadlineSeconds or check clock skew",
    /has missed more than 100 starts/,
  ],
  [
    "TooManyMissedTimes",
    "too many missed start times: 101. Set or decrease .spec.startingDeadlineSeconds or check clock skew",
    /has missed more than 100 starts/,
  ],
  [
    "UnknownTimeZone",
    'invalid timeZone: "Mars/North": unknown time zone Mars/North',
    /its time zone 'Mars\/North' is not known/,
  ],
  [
    "UnparseableSchedule",
    'unparseable schedule: "0 * * * *" : end of range (99) above maximum',
    /its schedule '0 \* \* \* \*' cannot be read/,
  ],
  [
    "MissSchedule",
    "Missed scheduled time to start a job: Sun, 01 Mar 2026 11:00:00 +0000",
    /startingDeadlineSeconds had passed/,
  ],
  [
    "FailedCreate",
    'Error creating job: jobs.batch "nightly-1" is forbidden: exceeded quota: jobs',
    /cannot make its Job: "jobs\.batch/,
  ],
];

Deno.test.each(SAID)(
  "a CronJob that starts nothing: %s",
  (reason, message, said) => {
    const { verdict, findings } = diagnose(cronJob({
      spec: { timeZone: "Mars/North" },
      status: { lastScheduleTime: ago(300 * HOUR) },
      events: [{ reason, message }],
    }));
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), [
      "cron-job-not-started",
    ]);
    assert.match(findings[0]?.summary ?? "", said);
    assert.equal(findings[0]?.evidence[0]?.text, message);
  },
);

Deno.test("a warning that a start has followed is history", () => {
  const events = [{
    reason: "TooManyMissedTimes",
    message: "too many missed start times: 101.",
    age: 600,
  }];
  const made = diagnose(cronJob({
    status: { lastScheduleTime: ago(HOUR) },
    events,
    more: [{
      kind: "Job",
      name: "nightly-1",
      owner: "CronJob/nightly",
      createdAt: ago(600),
    }],
  }));
  const started = diagnose(
    cronJob({ status: { lastScheduleTime: ago(300) }, events }),
  );
  for (const { verdict, findings } of [made, started]) {
    assert.deepEqual({ verdict, findings }, {
      verdict: "healthy",
      findings: [],
    });
  }
});

Deno.test("a start that is missed shows without any warning", () => {
  const { verdict, findings } = diagnose(
    cronJob({ status: { lastScheduleTime: ago(5 * HOUR) } }),
  );
  assert.equal(verdict, "broken");
  assert.match(
    findings[0]?.summary ?? "",
    /^CronJob nightly should have started 4 h ago and has not$/,
  );
});

Deno.test("it waits while its one run still goes on", () => {
  const { verdict, findings } = diagnose(cronJob({
    spec: { concurrencyPolicy: "Forbid" },
    status: {
      lastScheduleTime: ago(5 * HOUR),
      active: [{ kind: "Job", name: "nightly-7" }],
    },
  }));
  assert.equal(verdict, "waiting");
  assert.match(findings[0]?.summary ?? "", /its run nightly-7 still goes on/);
});

Deno.test("no start is missed by one that is suspended, was changed since, may be on another clock, or has a schedule we do not read", () => {
  const status = { lastScheduleTime: ago(5 * HOUR) };
  for (
    const facts of [
      cronJob({ status, spec: { suspend: true } }),
      cronJob({ status, fields: [{ manager: "argocd", time: ago(600) }] }),
      cronJob({ status, spec: { schedule: "0 9 * * *" } }),
      cronJob({ status, spec: { schedule: "@every 1h" } }),
    ]
  ) {
    assert.deepEqual(diagnose(facts).findings, []);
  }
});
