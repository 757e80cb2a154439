import assert from "node:assert/strict";
import { diagnose, type Diagnosis } from "../../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../../lib/views/manifest_yaml.ts";
import { ago, type CaseEvent, caseFacts, WEB, webPod } from "../case_facts.ts";

function crashed(
  status: Manifest,
  { lines = [], events = [], ready = false, previous = true, age = 900 }: {
    readonly age?: number;
    readonly lines?: readonly string[];
    readonly events?: readonly CaseEvent[];
    readonly ready?: boolean;
    readonly previous?: boolean;
  } = {},
): Diagnosis {
  return diagnose(caseFacts({
    objects: [
      ...WEB,
      webPod({
        status,
        ready,
        metadata: { creationTimestamp: ago(age) },
        pod: {
          conditions: [{
            type: "Ready",
            status: ready ? "True" : "False",
            lastTransitionTime: ago(age),
          }],
        },
      }),
    ],
    logs: [{ pod: "web-1-a", container: "app", previous, lines }],
    events,
  }));
}

const LOOP = { waiting: { reason: "CrashLoopBackOff", message: "back-off" } };

function ended(exitCode: number, more: Manifest = {}): Manifest {
  return {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      startedAt: ago(70),
      finishedAt: ago(60),
      ...more,
    },
  };
}

/** Logs of programs in several languages, and the line that tells. */
const LOGS: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["Go", [
    "starting",
    "panic: runtime error: invalid memory address or nil pointer dereference",
    "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]",
    "",
    "goroutine 1 [running]:",
    "main.main()",
    "\t/src/main.go:12 +0x1d",
    "exit status 2",
  ], /^panic: runtime error/],
  ["Python", [
    "Traceback (most recent call last):",
    '  File "/app/main.py", line 3, in <module>',
    "    url = os.environ['DATABASE_URL']",
    "KeyError: 'DATABASE_URL'",
  ], /^KeyError: 'DATABASE_URL'/],
  ["Java", [
    "2026-03-01 INFO starting",
    'Exception in thread "main" java.lang.IllegalStateException: no pool',
    "\tat com.example.Main.main(Main.java:5)",
    "Caused by: java.net.UnknownHostException: db",
    "\tat java.base/java.net.InetAddress.get(InetAddress.java:1)",
    "\t... 3 more",
  ], /^Caused by: java\.net\.UnknownHostException: db/],
  ["Node", [
    "/app/index.js:5",
    '  throw new Error("DATABASE_URL is required");',
    "  ^",
    "",
    "Error: DATABASE_URL is required",
    "    at Object.<anonymous> (/app/index.js:5:9)",
    "",
    "Node.js v22.1.0",
    "npm ERR! code ELIFECYCLE",
    "npm ERR! A complete log of this run can be found in: /root/.npm/x.log",
  ], /^Error: DATABASE_URL is required/],
  ["Rust", [
    "thread 'main' panicked at src/main.rs:4:5:",
    'called `Result::unwrap()` on an `Err` value: Os { code: 2, message: "No such file or directory" }',
    "note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
  ], /panicked at|No such file/],
  ["JSON", [
    '{"level":"info","msg":"0 errors so far"}',
    '{"level":"fatal","msg":"license expired"}',
    '{"level":"info","msg":"shutting down"}',
  ], /license expired/],
  ["nginx", [
    "/docker-entrypoint.sh: Configuration complete; ready for start up",
    'nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:3',
  ], /\[emerg\] host not found/],
  ["shell", ["/bin/sh: 1: serve: not found"], /serve: not found/],
];

for (const [language, lines, telling] of LOGS) {
  Deno.test(`the last word of a program in ${language}`, () => {
    const { verdict, findings } = crashed(
      { restartCount: 5, state: LOOP, lastState: ended(1) },
      { lines },
    );
    assert.equal(verdict, "broken");
    assert.equal(findings[0]?.rule, "crash-loop");
    assert.match(findings[0]?.evidence[0]?.text ?? "", telling);
    assert.match(
      findings[0]?.evidence[0]?.where ?? "",
      /^Pod\/shop\/web-1-a@log\[app,previous\]$/,
    );
  });
}

Deno.test("exit codes say what they say", () => {
  for (
    const [code, text] of [
      [139, "segmentation fault"],
      [137, "killed from outside"],
      [143, "asked to end"],
      [127, "was not found"],
      [0, "ends by itself without an error"],
    ] as const
  ) {
    const { findings } = crashed({
      restartCount: 5,
      state: LOOP,
      lastState: ended(code),
    });
    assert.equal(findings[0]?.rule, "crash-loop");
    assert(findings[0]?.summary.includes(text), findings[0]?.summary);
  }
});

Deno.test("a termination message says it better than the log", () => {
  const { findings } = crashed({
    restartCount: 5,
    state: LOOP,
    lastState: ended(1, { message: "config: no such region 'eu-west-9'" }),
  }, { lines: ["error: see the termination message"] });
  assert.match(findings[0]?.summary ?? "", /no such region 'eu-west-9'/);
});

Deno.test("an init container that fails is called so", () => {
  const state = { waiting: { reason: "PodInitializing" } };
  const pod = webPod({
    phase: "Pending",
    status: { state },
    spec: { initContainers: [{ name: "wait", image: "busybox" }] },
    pod: {
      initContainerStatuses: [{
        name: "wait",
        restartCount: 3,
        state: LOOP,
        lastState: ended(1),
      }],
    },
  });
  const { findings } = diagnose(caseFacts({
    objects: [...WEB, pod],
    logs: [{
      pod: "web-1-a",
      container: "wait",
      previous: true,
      lines: ["nc: bad address 'db'", "timed out waiting for db:5432"],
    }],
  }));
  assert.equal(findings[0]?.rule, "init-container-fails");
  assert.match(findings[0]?.summary ?? "", /init container 'wait'.*timed out/);
});

Deno.test("between two crashes a program without a readiness probe is ready, and still broken", () => {
  const { verdict, findings } = crashed({
    restartCount: 7,
    state: { running: { startedAt: ago(5) } },
    lastState: ended(1, { startedAt: ago(400), finishedAt: ago(310) }),
  }, { lines: ["FATAL out of licenses"], ready: true });
  assert.equal(verdict, "broken");
  assert.equal(findings[0]?.rule, "crash-loop");
});

Deno.test("a first restart on the way up is waited for, not alarmed about", () => {
  const once = {
    restartCount: 1,
    state: { running: { startedAt: ago(20) } },
    lastState: ended(1),
  };
  const lines = ["error: connection refused by db"];
  assert.equal(crashed(once, { lines, age: 90 }).verdict, "waiting");
  assert.equal(crashed(once, { lines, age: 900 }).verdict, "broken");
});

Deno.test("restarts that are over are history", () => {
  const { verdict, findings } = crashed({
    restartCount: 4,
    state: { running: { startedAt: ago(500) } },
    lastState: ended(1, { startedAt: ago(520), finishedAt: ago(510) }),
  }, { lines: ["error: connection refused by db"], ready: true });
  assert.deepEqual({ verdict, findings }, { verdict: "healthy", findings: [] });
});

Deno.test("what the kubelet kills for its probe does not crash by itself", () => {
  const { findings } = crashed({
    restartCount: 5,
    state: LOOP,
    lastState: ended(137),
  }, {
    lines: ["INFO serving on :8080"],
    events: [{
      about: "Pod/web-1-a",
      type: "Normal",
      reason: "Killing",
      message: "Container app failed liveness probe, will be restarted",
      age: 65,
    }],
  });
  assert.deepEqual(findings.map(({ rule }) => rule), ["liveness-probe"]);
});

Deno.test("two containers of one pod may be ill for two reasons, two pods of one workload for one", () => {
  const twice = (name: string) =>
    webPod({
      name,
      spec: {
        containers: [
          { name: "app", image: "web:1" },
          { name: "proxy", image: "proxy:9" },
        ],
      },
      pod: {
        containerStatuses: [
          {
            name: "app",
            restartCount: 5,
            state: LOOP,
            lastState: ended(1),
          },
          {
            name: "proxy",
            state: {
              waiting: {
                reason: "ErrImagePull",
                message: "proxy:9: not found",
              },
            },
          },
        ],
      },
    });
  const { findings } = diagnose(caseFacts({
    objects: [...WEB, twice("web-1-a"), twice("web-1-b")],
    logs: ["web-1-a", "web-1-b"].map((pod) => ({
      pod,
      container: "app",
      previous: true,
      lines: [`FATAL ${pod} cannot reach db`],
    })),
  }));
  assert.deepEqual(findings.map(({ rule }) => rule), [
    "image-not-found",
    "crash-loop",
  ]);
});

Deno.test("of two pods that crash alike the second one is no finding of its own", () => {
  const names = ["web-1-a", "web-1-b"];
  const { findings } = diagnose(caseFacts({
    objects: [
      ...WEB,
      ...names.map((name) =>
        webPod({
          name,
          status: { restartCount: 5, state: LOOP, lastState: ended(1) },
          metadata: { creationTimestamp: ago(900) },
        })
      ),
    ],
    logs: names.map((pod) => ({
      pod,
      container: "app",
      previous: true,
      lines: [`FATAL ${pod} cannot reach db`],
    })),
  }));
  assert.deepEqual(findings.map(({ rule }) => rule), ["crash-loop"]);
  assert.match(findings[0]?.summary ?? "", /FATAL web-1-a cannot reach db/);
});

Deno.test("a pod that nobody made is not made again: its end counts, unless it is a hook", () => {
  const alone = (metadata: Manifest) => {
    const { owner: _, ...pod } = webPod({
      phase: "Failed",
      status: { state: { ...ended(2) } },
      metadata,
    });
    return diagnose(caseFacts({
      objects: [pod],
      logs: [{ pod: "web-1-a", container: "app", lines: ["ERROR no disk"] }],
    })).findings.map(({ rule }) => rule);
  };
  assert.deepEqual(alone({}), ["crash-loop"]);
  const annotations = { "argocd.argoproj.io/hook": "PostSync" };
  assert(!alone({ annotations }).includes("crash-loop"));
});
