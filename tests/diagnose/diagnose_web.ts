/**
 * The diagnosis of an application that is one Deployment, of whose pod the test is.
 *
 * @module
 */
import { diagnose, type Diagnosis } from "../../lib/diagnose/diagnose.ts";
import type { Manifest } from "../../lib/views/manifest_yaml.ts";
import {
  ago,
  type CaseEvent,
  caseFacts,
  type CaseObject,
  WEB,
} from "./case_facts.ts";

/** The status of a container that has run for long, and well. */
export const RUNNING: Manifest = {
  ready: true,
  state: { running: { startedAt: ago(9000) } },
};

/** Diagnoses Deployment web with a pod of it, see `webPod`. */
export function diagnoseWeb(
  pod: CaseObject,
  events: readonly CaseEvent[] = [],
): Diagnosis {
  return diagnose(caseFacts({ objects: [...WEB, pod], events }));
}
