/**
 * Creating and deleting applications. Delete takes the workloads along unless told not to, and answers
 * before anything is gone: the application stays visible until the controller has finished.
 *
 * @module
 */
import { invalid, unknownError } from "../model/api_error.ts";
import { applicationEvent, touch } from "../model/application_events.ts";
import {
  addApplication,
  removeApplication,
} from "../model/application_store.ts";
import { RESOURCES_FINALIZER } from "../model/kube_object.ts";
import { validateSpec } from "../model/spec_validation.ts";
import { stamp } from "../model/time.ts";
import {
  applicationOf,
  isEnabledNamespace,
  objectName,
  rbacName,
} from "./access.ts";
import {
  equal,
  invalidName,
  isValidName,
  projectFor,
  sent,
  store,
  withBothDestinations,
} from "./application_input.ts";
import { applicationWire } from "./application_wire.ts";
import { bodyOf, type Call, demand, flag } from "./call.ts";

/** POST /api/v1/applications: create; an equal one again is fine, a different one needs `upsert`. */
export function createApplication(call: Call): unknown {
  const { world } = call;
  const made = sent(call, bodyOf(call));
  const { name, namespace = world.namespace } = made.metadata;
  const upsert = flag(call, "upsert");
  const validate = flag(call, "validate", true);
  const object = objectName(world, made.spec.project, namespace, name);
  demand(call, "applications", "create", object);
  if (!isEnabledNamespace(world, namespace)) {
    throw unknownError(`namespace '${namespace}' is not permitted`);
  }
  validateSpec(world, made, { project: projectFor(call, made), validate });
  const known = world.application(name, namespace);
  if (known === undefined) {
    if (!isValidName(name)) {
      throw invalid(
        `error creating application: ${invalidName("Application", name)}`,
      );
    }
    const { labels, annotations, finalizers } = made.metadata;
    const { app } = addApplication(
      world,
      {
        name,
        namespace,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined || annotations === null
          ? {}
          : { annotations }),
        ...(finalizers === undefined ? {} : { finalizers }),
      },
      made.spec,
      { user: call.caller.subject, quiet: true },
    );
    return applicationWire(world, app, "list");
  }
  if (equal(known.app, made)) return withBothDestinations(call, known.app);
  if (!upsert) {
    throw invalid(
      "existing application spec is different, use upsert flag to force update",
    );
  }
  demand(call, "applications", "update", object);
  return store(call, known, made, { merge: true });
}

/** DELETE /api/v1/applications/{name}: with everything it manages, unless `cascade=false`. */
export function deleteApplication(call: Call): unknown {
  const record = applicationOf(call);
  const { world } = call;
  const { app } = record;
  demand(call, "applications", "delete", rbacName(world, app));
  const cascade = flag(call, "cascade", true);
  const policy = call.query.get("propagationPolicy") ?? "";
  if (!cascade && policy !== "") {
    throw invalid("cannot set propagation policy when cascading is disabled");
  }
  if (!["", "foreground", "background"].includes(policy)) {
    throw invalid(`invalid propagation policy: ${policy}`);
  }
  applicationEvent(world, app, {
    reason: "ResourceDeleted",
    message: `${call.caller.subject} deleted application`,
    component: "argocd-server",
    user: call.caller.subject,
  });
  if (!cascade) {
    removeApplication(world, record, { cascade: false });
    return {};
  }
  app.metadata.deletionTimestamp ??= stamp(world.now());
  app.metadata["deletionGracePeriodSeconds"] = 0;
  app.metadata.finalizers ??= [RESOURCES_FINALIZER];
  touch(world, record);
  return {};
}
