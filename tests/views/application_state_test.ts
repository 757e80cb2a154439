import assert from "node:assert/strict";
import type { Application } from "../../lib/argocd/wire/application.ts";
import {
  applicationState,
  isFine,
  severity,
} from "../../lib/views/application_state.ts";
import { recordedBody } from "../helpers/recorded_body.ts";

function recorded(name: string): Application {
  return recordedBody({ version: "v3.5", file: "applications", name });
}

Deno.test("applicationState() of an application that was never reconciled is Unknown in both", () => {
  const state = applicationState({ metadata: { name: "new" }, status: {} });
  assert.deepEqual(state, {
    sync: "Unknown",
    health: "Unknown",
    phase: "",
    deleting: false,
  });
  assert(!isFine(state));
});

Deno.test("applicationState() survives an answer without a status", () => {
  assert.equal(applicationState({ metadata: { name: "new" } }).sync, "Unknown");
});

Deno.test("Healthy beside sync Unknown is not fine", () => {
  const state = applicationState(recorded("GET application billing"));
  assert.equal(state.health, "Healthy");
  assert.equal(state.sync, "Unknown");
  assert(!isFine(state));
});

Deno.test("a failed operation alone is a problem", () => {
  const state = {
    sync: "Synced",
    health: "Healthy",
    phase: "Failed",
    deleting: false,
  };
  assert(!isFine(state));
  assert(isFine({ ...state, phase: "Succeeded" }));
});

Deno.test("an operation that is not over is the mildest problem, for a sync window can hold it for days", () => {
  const state = {
    sync: "Synced",
    health: "Healthy",
    phase: "Running",
    deleting: false,
  };
  assert.equal(severity(state), 1);
});

Deno.test("an operation that is asked for and not begun is Pending", () => {
  const state = applicationState({ operation: { sync: {} }, status: {} });
  assert.equal(state.phase, "Pending");
});

Deno.test("severity() puts a broken application before a drifted and a paused one", () => {
  const [worker, payments, paused] = [
    "GET application worker",
    "GET application payments",
    "GET application paused",
  ].map((name) => severity(applicationState(recorded(name))));
  assert(
    worker !== undefined && payments !== undefined && paused !== undefined,
  );
  assert(worker > payments && payments > paused && paused > 0);
});
