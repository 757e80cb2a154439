import assert from "node:assert/strict";
import { diagnose } from "../../../lib/diagnose/diagnose.ts";
import { caseFacts, WEB, webPod } from "../case_facts.ts";

/** Rule, reason of the waiting container, message. */
const WAITING: readonly (readonly [string, string, string])[] = [
  [
    "config-missing",
    "CreateContainerConfigError",
    `secret "db-credentials" not found`,
  ],
  [
    "config-missing",
    "CreateContainerConfigError",
    `configmap "web-env" not found`,
  ],
  [
    "config-key-missing",
    "CreateContainerConfigError",
    "couldn't find key DB_URL in ConfigMap shop/web-env",
  ],
  [
    "config-key-missing",
    "CreateContainerConfigError",
    "couldn't find key password in Secret shop/db",
  ],
  [
    "run-as-root",
    "CreateContainerConfigError",
    'container has runAsNonRoot and image will run as root (pod: "web-1-a_shop(1)", container: app)',
  ],
  [
    "run-as-root",
    "CreateContainerConfigError",
    "container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root",
  ],
  [
    "mount-path-clash",
    "CreateContainerConfigError",
    `failed to prepare subPath for volumeMount "config" of container "app"`,
  ],
  [
    "command-not-found",
    "RunContainerError",
    `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "serve": executable file not found in $PATH: unknown`,
  ],
  [
    "command-not-found",
    "CreateContainerError",
    "container create failed: executable file `serve` not found in $PATH: No such file or directory",
  ],
  ["command-missing", "CreateContainerError", "Error: No command specified"],
  [
    "command-not-executable",
    "RunContainerError",
    `OCI runtime create failed: runc create failed: unable to start container process: exec: "/app/run.sh": permission denied: unknown`,
  ],
  [
    "working-directory-missing",
    "RunContainerError",
    `OCI runtime create failed: runc create failed: unable to start container process: chdir to cwd ("/srv/app") set in config.json failed: no such file or directory: unknown`,
  ],
  [
    "command-wrong-platform",
    "RunContainerError",
    `exec /app/server: exec format error`,
  ],
  [
    "mount-path-clash",
    "RunContainerError",
    `error mounting "/var/lib/kubelet/pods/1/volume-subpaths/config/app/0" to rootfs at "/etc/app.yaml": mount src=…: not a directory: unknown`,
  ],
  [
    "memory-limit-too-low",
    "RunContainerError",
    "OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown",
  ],
  [
    "container-name-taken",
    "CreateContainerError",
    `failed to reserve container name "app_web-1-a_shop_1_0": name "app_web-1-a_shop_1_0" is reserved for "0f"`,
  ],
  ["container-start", "CreateContainerError", "context deadline exceeded"],
];

for (const [rule, reason, message] of WAITING) {
  Deno.test(`${rule} by ${reason}: ${message.slice(0, 50)}`, () => {
    const pod = webPod({
      phase: "Pending",
      status: { state: { waiting: { reason, message } } },
    });
    const { verdict, findings: [first] } = diagnose(
      caseFacts({ objects: [...WEB, pod] }),
    );
    assert.equal(verdict, "broken");
    assert.equal(first?.rule, rule);
    assert.equal(first?.evidence[0]?.text, message);
  });
}

Deno.test("what is missing is named", () => {
  const message = "couldn't find key DB_URL in ConfigMap shop/web-env";
  const pod = webPod({
    status: {
      state: { waiting: { reason: "CreateContainerConfigError", message } },
    },
  });
  const { findings } = diagnose(caseFacts({ objects: [...WEB, pod] }));
  assert.match(
    findings[0]?.summary ?? "",
    /container 'app' of Deployment web, because ConfigMap web-env has no key DB_URL$/,
  );
});

Deno.test("a start that failed counts while the next try is waited for", () => {
  const message =
    `exec: "/app/start.sh": stat /app/start.sh: no such file or directory: unknown`;
  const pod = webPod({
    status: {
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
      lastState: {
        terminated: { exitCode: 128, reason: "StartError", message },
      },
    },
  });
  const { findings } = diagnose(caseFacts({ objects: [...WEB, pod] }));
  assert.deepEqual(findings.map(({ rule }) => rule), ["command-not-found"]);
  assert.match(findings[0]?.summary ?? "", /\/app\/start\.sh does not exist/);
});

Deno.test("a postStart hook that fails is not the program's fault", () => {
  const pod = webPod({
    status: {
      restartCount: 4,
      state: {
        waiting: {
          reason: "PostStartHookError",
          message: "command 'warm' exited with 1",
        },
      },
    },
  });
  const { findings } = diagnose(caseFacts({ objects: [...WEB, pod] }));
  assert.equal(findings[0]?.rule, "post-start-hook");
});

Deno.test("a start that failed once and runs now is history", () => {
  const pod = webPod({
    ready: true,
    status: {
      restartCount: 1,
      state: { running: { startedAt: "2026-03-01T11:00:00Z" } },
      lastState: {
        terminated: { exitCode: 128, reason: "StartError", message: "gone" },
      },
    },
  });
  const { verdict, findings } = diagnose(caseFacts({ objects: [...WEB, pod] }));
  assert.deepEqual({ verdict, findings }, { verdict: "healthy", findings: [] });
});
