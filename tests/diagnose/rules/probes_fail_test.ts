import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, caseFacts, WEB, webPod } from "../case_facts.ts";

const RUNNING = { state: { running: { startedAt: ago(800) } } };
const HTTP = { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 5 };

function unhealthy(
  message: string,
  {
    status = RUNNING,
    container = { readinessProbe: HTTP },
    age = 10,
    lines = [],
    ready = false,
  }: {
    readonly status?: Manifest;
    readonly container?: Manifest;
    readonly age?: number;
    readonly lines?: readonly string[];
    readonly ready?: boolean;
  } = {},
): Diagnosis {
  return diagnose(caseFacts({
    objects: [...WEB, webPod({ status, container, ready })],
    events: [{
      about: "Pod/web-1-a",
      involvedObject: { fieldPath: "spec.containers{app}" },
      reason: "Unhealthy",
      message,
      count: 40,
      age,
    }],
    logs: [{ pod: "web-1-a", container: "app", lines }],
  }));
}

const SAID: readonly (readonly [string, RegExp])[] = [
  ["HTTP probe failed with statuscode: 503", /it answers 503/],
  [
    'Get "http://10.1.0.9:8080/ready": dial tcp 10.1.0.9:8080: connect: connection refused',
    /nothing listens on port 8080/,
  ],
  [
    'Get "http://10.1.0.9:8080/ready": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    /does not answer in time/,
  ],
  [
    'timeout: failed to connect service "10.1.0.9:50051" within 1s: context deadline exceeded',
    /does not answer in time/,
  ],
  [
    'service unhealthy (responded with "NOT_SERVING")',
    /says that it does not serve/,
  ],
  [
    'Get "https://10.1.0.9:8080/ready": http: server gave HTTP response to HTTPS client',
    /speaks HTTP/,
  ],
  [
    'OCI runtime exec failed: exec failed: unable to start container process: exec: "curl": executable file not found in $PATH: unknown',
    /command does not exist/,
  ],
  [
    "cat: can't open '/tmp/ready': No such file or directory",
    /probe fails and says "cat: can't open/,
  ],
];

for (const [message, why] of SAID) {
  Deno.test(`readiness: ${message.slice(0, 60)}`, () => {
    const { verdict, findings } = unhealthy(
      `Readiness probe failed: ${message}`,
    );
    assert.equal(verdict, "broken");
    assert.deepEqual(findings.map(({ rule }) => rule), ["readiness-probe"]);
    assert.match(findings[0]?.summary ?? "", why);
    assert.match(findings[0]?.summary ?? "", /gets no traffic/);
    assert(
      findings[0]?.evidence.some(({ text }) =>
        text ===
          "HTTP GET /ready on port 8080, every 5 s, timeout 1 s, 3 failures"
      ),
    );
  });
}

Deno.test("what the program says itself is shown beside its failing probe", () => {
  const { findings } = unhealthy(
    "Readiness probe failed: HTTP probe failed with statuscode: 503",
    { lines: ["serving", "ERROR redis: connection refused 10.2.0.4:6379"] },
  );
  assert.match(findings[0]?.evidence[1]?.text ?? "", /redis: connection/);
});

Deno.test("liveness and startup probes have the container killed", () => {
  for (const probe of ["Liveness", "Startup"]) {
    const { findings } = unhealthy(
      `${probe} probe failed: HTTP probe failed with statuscode: 500`,
      {
        status: {
          restartCount: 6,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: {
            terminated: { exitCode: 143, reason: "Error", finishedAt: ago(5) },
          },
        },
      },
    );
    assert.deepEqual(findings.map(({ rule }) => rule), [
      `${probe.toLowerCase()}-probe`,
    ]);
    assert.match(findings[0]?.summary ?? "", /is killed and started again/);
  }
});

Deno.test("a program that crashes does not answer its probe either: the crash is the cause", () => {
  const { findings } = unhealthy(
    "Readiness probe failed: dial tcp 10.1.0.9:8080: connect: connection refused",
    {
      status: {
        restartCount: 6,
        state: { running: { startedAt: ago(5) } },
        lastState: {
          terminated: {
            exitCode: 1,
            reason: "Error",
            startedAt: ago(60),
            finishedAt: ago(40),
          },
        },
      },
      age: 1,
    },
  );
  assert.deepEqual(findings.map(({ rule }) => rule), ["crash-loop"]);
});

Deno.test("a program that starts is not ready yet, and nobody has to act", () => {
  const { verdict } = unhealthy(
    "Readiness probe failed: HTTP probe failed with statuscode: 503",
    {
      status: { state: { running: { startedAt: ago(20) } } },
      age: 5,
    },
  );
  assert.equal(verdict, "waiting");
});

Deno.test("probes that failed before the pod got ready are history", () => {
  const { verdict, findings } = unhealthy(
    "Readiness probe failed: HTTP probe failed with statuscode: 503",
    { ready: true },
  );
  assert.deepEqual({ verdict, findings }, { verdict: "healthy", findings: [] });
});

Deno.test("what the probe's command wrote is told, and what the program says meanwhile", () => {
  const { findings } = unhealthy(
    "Readiness probe failed: mysqladmin: connect to server at 'localhost' failed\nerror: 'Access denied for user 'root'@'localhost' (using password: NO)'\n",
    { lines: ["ready for connections"] },
  );
  const [{ summary, evidence } = assert.fail()] = findings;
  assert.match(summary, /probe fails and says "error: 'Access denied/);
  assert(evidence.some(({ text }) => text === "ready for connections"));
});
