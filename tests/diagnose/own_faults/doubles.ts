/**
 * Two faults at once that have nothing to do with each other: both have to be found.
 *
 * @module
 */
import { autoscaler } from "./autoscaler.ts";
import { ownFault } from "./builder.ts";
import { deployment } from "./deployments.ts";
import { crashing, ended, waiting } from "./workloads.ts";

export const DOUBLES = [
  ownFault({
    id: "w01-chart-and-probe",
    title: "The chart is gone, and what runs crashes",
    kind: "double",
    cause: "Chart version missing; license file missing in the running version",
    proofs: ['version "4.4.4" not found', "license.key: no such file"],
    spec: {
      source: {
        repoURL: "https://charts.example.test/stable",
        chart: "bi",
        targetRevision: "4.4.4",
      },
    },
    objects: deployment({
      name: "bi",
      expired: true,
      pods: [{
        phase: "Running",
        containers: [{
          status: crashing(ended(2)),
          log: {
            now: ["panic: open /etc/bi/license.key: no such file or directory"],
            previous: [
              "panic: open /etc/bi/license.key: no such file or directory",
            ],
          },
        }],
      }],
    }),
    conditions: [[
      "ComparisonError",
      'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = error fetching chart: failed to fetch chart: failed to get command args to log: `helm pull --destination /tmp/1 --version 4.4.4 --repo https://charts.example.test/stable bi` failed exit status 1: Error: chart "bi" version "4.4.4" not found in https://charts.example.test/stable repository',
    ]],
  }),
  ownFault({
    id: "w02-gpu-and-secret",
    title: "Two workloads, two causes",
    kind: "double",
    cause: "One pod has no node, another no Secret",
    proofs: ["Insufficient nvidia.com/gpu", 'secret "stripe" not found'],
    objects: [
      ...deployment({
        name: "train",
        expired: true,
        pods: [{
          unschedulable:
            "0/4 nodes are available: 4 Insufficient nvidia.com/gpu. preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod.",
        }],
      }),
      ...deployment({
        name: "pay",
        expired: true,
        pods: [{
          containers: [{
            status: waiting(
              "CreateContainerConfigError",
              'secret "stripe" not found',
            ),
          }],
          events: [{
            reason: "Failed",
            message: 'Error: secret "stripe" not found',
            count: 99,
          }],
        }],
      }),
    ],
  }),
  ownFault({
    id: "w03-denied-and-image",
    title: "One object is refused, another cannot start",
    kind: "double",
    cause: "Policy denies the Service; the image of the Deployment is unknown",
    proofs: [
      "load balancers are not allowed in this namespace",
      "manifest unknown",
    ],
    objects: [
      {
        apiVersion: "v1",
        kind: "Service",
        name: "edge",
        live: null,
        target: { spec: { type: "LoadBalancer" } },
        sync: "OutOfSync",
        health: { status: "Missing" },
      },
      ...deployment({
        name: "edge",
        expired: true,
        pods: [{
          containers: [{
            image: "quay.example.test/edge:v9",
            status: waiting(
              "ErrImagePull",
              "reading manifest v9 in quay.example.test/edge: manifest unknown",
            ),
          }],
          events: [{
            reason: "Failed",
            message:
              'Failed to pull image "quay.example.test/edge:v9": reading manifest v9 in quay.example.test/edge: manifest unknown',
            count: 5,
          }],
        }],
      }),
    ],
    operation: {
      phase: "Failed",
      message:
        'one or more synchronization tasks completed unsuccessfully, reason: admission webhook "validation.gatekeeper.sh" denied the request: [no-public-lb] load balancers are not allowed in this namespace',
      results: {
        "Service/edge": {
          status: "SyncFailed",
          message:
            'admission webhook "validation.gatekeeper.sh" denied the request: [no-public-lb] load balancers are not allowed in this namespace',
        },
        "Deployment/edge": {
          message: "deployment.apps/edge created",
          hookPhase: "Running",
        },
      },
    },
  }),
  ownFault({
    id: "w04-ingress-and-drift",
    title: "No address for the ingress, and no metrics for the autoscaler",
    kind: "double",
    cause: "Two controllers complain",
    proofs: ["no certificate found for host", "unable to get metrics"],
    objects: [
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        name: "shop",
        live: {
          spec: {
            ingressClassName: "alb",
            tls: [{ hosts: ["shop.example.test"] }],
          },
          status: { loadBalancer: {} },
        },
        health: { status: "Progressing" },
        events: [{
          reason: "FailedBuildModel",
          message:
            "Failed build model due to ingress: w04-ingress-and-drift/shop: no certificate found for host: shop.example.test",
          from: "ingress",
          since: 29,
          count: 18,
        }],
      },
      autoscaler({
        name: "shop",
        max: 6,
        says: [[
          "ScalingActive",
          "False",
          "FailedGetResourceMetric",
          "the HPA was unable to compute the replica count: failed to get memory utilization: unable to get metrics for resource memory: no metrics returned from resource metrics API",
        ]],
      }),
    ],
  }),
];
