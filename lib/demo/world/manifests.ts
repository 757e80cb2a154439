/**
 * Manifests in the short form people write them in; defaults are filled in when they are applied.
 *
 * @module
 */
import type { KubeObject } from "../model/kube_object.ts";

/** A ConfigMap. */
export function configMap(
  name: string,
  data: Record<string, string>,
): KubeObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
}

/** An opaque Secret; the values are given in clear and stored in base64. */
export function secret(
  name: string,
  values: Record<string, string>,
): KubeObject {
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, btoa(value)]),
  );
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    data,
    type: "Opaque",
  };
}

/** A Service in front of the pods of an application. */
export function service(name: string, port = 80): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { ports: [{ port, targetPort: 8080 }], selector: { app: name } },
  };
}

/** A container of a workload. */
export interface ContainerPlan {
  readonly name: string;
  readonly image: string;
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
}

function container(
  { name, image, env, args }: ContainerPlan,
): Record<string, unknown> {
  return {
    ...(args === undefined ? {} : { args }),
    ...(env === undefined ? {} : {
      env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    }),
    image,
    name,
    ports: [{ containerPort: 8080 }],
  };
}

/** A Deployment; its pods carry the label `app`. */
export function deployment(
  name: string,
  containers: readonly ContainerPlan[],
  options: { readonly replicas?: number; readonly paused?: boolean } = {},
): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { app: name } },
    spec: {
      ...(options.paused === true ? { paused: true } : {}),
      replicas: options.replicas ?? 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: containers.map(container) },
      },
    },
  };
}

/** A Job that runs as a hook of a sync. */
export function hookJob(
  name: string,
  image: string,
  phase: string,
  args: readonly string[] = [],
): KubeObject {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, annotations: { "argocd.argoproj.io/hook": phase } },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: {},
        spec: {
          containers: [{ args, image, name: "job" }],
          restartPolicy: "Never",
        },
      },
    },
  };
}

/** A CronJob. */
export function cronJob(
  name: string,
  schedule: string,
  image: string,
): KubeObject {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name },
    spec: {
      schedule,
      jobTemplate: {
        spec: {
          template: {
            spec: {
              containers: [{ image, name: "job" }],
              restartPolicy: "OnFailure",
            },
          },
        },
      },
    },
  };
}
