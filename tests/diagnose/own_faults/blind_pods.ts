/**
 * Pods that do not work, after threads of people who asked why.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { FINE, fine, replacing } from "./blind_parts.ts";
import { statefulSet } from "./controllers.ts";
import { deployment } from "./deployments.ts";
import { ago } from "./plan.ts";
import { crashing, ended, running, waiting } from "./workloads.ts";

export const BLIND_PODS = [
  // bitnami-docker-postgresql issue 243: the image went from 11 to 12 with the chart.
  ownFault({
    id: "b01-pg-version",
    title: "The database's files are of an older version",
    cause: "The new image does not read the files of the old one",
    proofs: [
      "database files are incompatible with server",
      "The data directory was initialized by PostgreSQL version 11",
    ],
    objects: [
      ...fine("app"),
      ...statefulSet({
        name: "postgresql",
        age: 90_000,
        pods: [{
          phase: "Running",
          age: 28,
          containers: [{
            image: "docker.io/bitnami/postgresql:12.4.0",
            status: crashing(ended(1), { restarts: 9 }),
            log: {
              now: [
                "postgresql 00:18:29.25 Welcome to the Bitnami postgresql container",
                "postgresql 00:18:29.25 Subscribe to project updates by watching https://github.com/bitnami/bitnami-docker-postgresql",
              ],
              previous: [
                "postgresql 00:13:22.31 Welcome to the Bitnami postgresql container",
                "postgresql 00:13:22.32 Submit issues and feature requests at https://github.com/bitnami/bitnami-docker-postgresql/issues",
                "postgresql 00:13:22.35 INFO  ==> ** Starting PostgreSQL setup **",
                "postgresql 00:13:22.41 INFO  ==> Validating settings in POSTGRESQL_* env vars..",
                "postgresql 00:13:22.43 INFO  ==> Loading custom pre-init scripts...",
                "postgresql 00:13:22.50 INFO  ==> Deploying PostgreSQL with persisted data...",
                "postgresql 00:13:22.54 INFO  ==> Loading custom scripts...",
                "postgresql 00:13:22.55 INFO  ==> ** PostgreSQL setup finished! **",
                "postgresql 00:13:22.56 INFO  ==> ** Starting PostgreSQL **",
                "2020-08-27 00:13:22.646 GMT [1] FATAL:  database files are incompatible with server",
                "2020-08-27 00:13:22.646 GMT [1] DETAIL:  The data directory was initialized by PostgreSQL version 11, which is not compatible with this version 12.4.",
              ],
            },
          }],
          events: [
            {
              reason: "Unhealthy",
              message: "Readiness probe failed: 127.0.0.1:5432 - no response",
              since: 28,
              count: 6,
            },
            {
              reason: "BackOff",
              message:
                "Back-off restarting failed container app in pod postgresql-0",
              since: 27,
              count: 120,
            },
          ],
        }],
      }),
    ],
  }),
  // argo-cd issue 13471: the init container has the command of the newer chart, the image is the old one.
  ownFault({
    id: "b02-init-copy",
    title: "An init container copies to a directory that is none",
    cause: "The chart's command does not fit the volume",
    proofs: ["cp: target '/shared/argocd-dex' is not a directory"],
    objects: [
      ...fine("argocd-server", "argocd-repo-server"),
      ...replacing({
        name: "argocd-dex-server",
        expired: true,
        before: [FINE],
        pods: [{
          containers: [
            {
              name: "copyutil",
              init: true,
              image: "quay.io/argoproj/argocd:v2.7.1",
              status: crashing(ended(1), { restarts: 8 }),
              log: {
                now: ["cp: target '/shared/argocd-dex' is not a directory"],
                previous: [
                  "cp: target '/shared/argocd-dex' is not a directory",
                ],
              },
            },
            { name: "dex", status: waiting("PodInitializing") },
          ],
          events: [{
            reason: "BackOff",
            message:
              "Back-off restarting failed container copyutil in pod argocd-dex-server-7c9d5f6b84-x2kqp",
            since: 26,
            count: 98,
          }],
        }],
      }),
    ],
  }),
  // argo-helm issue 1402: the binary has moved into another image.
  ownFault({
    id: "b03-tini",
    title: "The init process does not find the program",
    cause: "The image does not hold the program that the chart starts",
    proofs: [
      "exec argocd-applicationset-controller failed: No such file or directory",
    ],
    objects: deployment({
      name: "applicationset-controller",
      expired: true,
      pods: [{
        phase: "Running",
        containers: [{
          image: "quay.io/argoproj/argocd-applicationset:v0.4.1",
          status: crashing(ended(127), { restarts: 7 }),
          log: {
            now: [
              "[FATAL tini (8)] exec argocd-applicationset-controller failed: No such file or directory",
            ],
            previous: [
              "[FATAL tini (8)] exec argocd-applicationset-controller failed: No such file or directory",
            ],
          },
        }],
        events: [{
          reason: "BackOff",
          message:
            "Back-off restarting failed container app in pod applicationset-controller-7c9d5f6b84-x2kqp",
          since: 27,
          count: 122,
        }],
      }],
    }),
  }),
  // secrets-store-csi-driver-provider-azure issues 204 and 491.
  ownFault({
    id: "b04-provider-class",
    title: "The class of a secret volume is in another namespace",
    cause: "There is no such SecretProviderClass in the pod's namespace",
    proofs: [
      'SecretProviderClass.secrets-store.csi.x-k8s.io "azure-keyvault" not found',
    ],
    objects: [
      ...fine("web"),
      ...deployment({
        name: "worker",
        expired: true,
        pods: [{
          containers: [{ status: waiting("ContainerCreating") }],
          spec: {
            volumes: [{
              name: "secrets-store",
              csi: {
                driver: "secrets-store.csi.k8s.io",
                readOnly: true,
                volumeAttributes: { secretProviderClass: "azure-keyvault" },
              },
            }],
          },
          events: [
            {
              reason: "FailedMount",
              message:
                "Unable to attach or mount volumes: unmounted volumes=[secrets-store], unattached volumes=[kube-api-access-6v8gn secrets-store]: timed out waiting for the condition",
              since: 27,
              minutes: 1,
              count: 11,
            },
            {
              reason: "FailedMount",
              message:
                'MountVolume.SetUp failed for volume "secrets-store" : rpc error: code = Unknown desc = failed to get secretproviderclass b04-provider-class/azure-keyvault, error: SecretProviderClass.secrets-store.csi.x-k8s.io "azure-keyvault" not found',
              since: 29,
              minutes: 3,
              count: 21,
            },
          ],
        }],
      }),
    ],
  }),
  // kubernetes issue 116891: as many replicas as nodes, and the old pods hold all of them.
  ownFault({
    id: "b05-rolling-anti-affinity",
    title: "Old pods hold the nodes that the new one may not share",
    cause: "Anti-affinity by host name, three nodes, no surge possible",
    proofs: ["didn't satisfy existing pods anti-affinity rules"],
    objects: replacing({
      name: "nginx",
      replicas: 3,
      expired: true,
      before: [FINE, FINE, FINE],
      pods: [{
        unschedulable:
          "0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
      }],
    }),
  }),
  // amazon-linux-2023 issue 1097; k3s issue 2312.
  ownFault({
    id: "b06-name-reserved",
    title: "The runtime holds the container's name",
    cause: "A creation that has timed out still reserves the name",
    proofs: ["failed to reserve container name"],
    objects: [
      ...fine("web"),
      ...deployment({
        name: "homebridge",
        expired: true,
        pods: [{
          containers: [{
            status: waiting(
              "CreateContainerError",
              'failed to reserve container name "app_homebridge-7c9d5f6b84-x2kqp_b06_0": name "app_homebridge-7c9d5f6b84-x2kqp_b06_0" is reserved for "9a2f1c44e07b"',
            ),
          }],
          events: [
            {
              reason: "Failed",
              message: "Error: context deadline exceeded",
              minutes: 26,
              count: 1,
            },
            {
              reason: "Failed",
              message:
                'Error: failed to reserve container name "app_homebridge-7c9d5f6b84-x2kqp_b06_0": name "app_homebridge-7c9d5f6b84-x2kqp_b06_0" is reserved for "9a2f1c44e07b"',
              since: 25,
              count: 113,
            },
            {
              reason: "Pulled",
              message:
                'Container image "registry.example.test/app:1.0.0" already present on machine',
              type: "Normal",
              since: 28,
              count: 114,
            },
          ],
        }],
      }),
    ],
  }),
  // longhorn issues 9511 and 9535.
  ownFault({
    id: "b07-longhorn",
    title: "The volume is not ready to be attached",
    cause: "Longhorn cannot attach the volume of one of three databases",
    proofs: ["is not ready for workloads"],
    objects: [
      ...fine("authelia", "mealie"),
      ...statefulSet({
        name: "postgres",
        age: 9000,
        pods: [{
          age: 45,
          containers: [{ status: waiting("ContainerCreating") }],
          spec: {
            volumes: [{
              name: "data",
              persistentVolumeClaim: { claimName: "data-postgres-0" },
            }],
          },
          events: [{
            reason: "FailedAttachVolume",
            message:
              'AttachVolume.Attach failed for volume "pvc-45ce9820-3478-4a48-92a2-453faa84e39c" : rpc error: code = Aborted desc = volume pvc-45ce9820-3478-4a48-92a2-453faa84e39c is not ready for workloads',
            from: "attachdetach-controller",
            since: 44,
            count: 29,
          }],
        }],
      }),
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "data-postgres-0",
        owner: "StatefulSet/postgres",
        age: 9000,
        live: {
          spec: {
            storageClassName: "longhorn",
            accessModes: ["ReadWriteOnce"],
            volumeName: "pvc-45ce9820-3478-4a48-92a2-453faa84e39c",
          },
          status: { phase: "Bound" },
        },
        health: { status: "Healthy" },
      },
    ],
  }),
  // The readiness path wants a login since the new version; the old pods restarted days ago.
  ownFault({
    id: "b08-probe-401",
    title: "The readiness path now wants a login",
    cause: "The new version protects the path of the probe",
    proofs: ["Readiness probe failed: HTTP probe failed with statuscode: 401"],
    objects: replacing({
      name: "api",
      replicas: 2,
      before: [
        {
          phase: "Running",
          ready: true,
          containers: [{
            status: running({
              minutes: 8000,
              restarts: 3,
              last: ended(137, { reason: "OOMKilled", minutes: 8000 }),
            }),
            log: { now: ["GET /healthz 200 1ms"] },
          }],
        },
        FINE,
      ],
      expired: true,
      template: {
        containers: [{
          name: "app",
          image: "registry.example.test/api:4.0.0",
          readinessProbe: { httpGet: { path: "/actuator/health", port: 8080 } },
        }],
      },
      pods: [{
        phase: "Running",
        containers: [{
          image: "registry.example.test/api:4.0.0",
          spec: {
            readinessProbe: {
              httpGet: { path: "/actuator/health", port: 8080 },
            },
          },
          status: running({ ready: false, minutes: 29 }),
          log: {
            now: [
              "INFO  Started ApiApplication in 7.214 seconds",
              "INFO  Initializing Servlet 'dispatcherServlet'",
            ],
          },
        }],
        events: [{
          reason: "Unhealthy",
          message:
            "Readiness probe failed: HTTP probe failed with statuscode: 401",
          since: 28,
          count: 171,
          container: "app",
        }],
      }],
    }),
  }),
  // flannel: the bridge of a node has the address of a range that the node no longer has.
  ownFault({
    id: "b09-cni0",
    title: "The bridge of a node has another address",
    cause: "cni0 was left over from another pod range",
    proofs: ['"cni0" already has an IP address different from 10.244.1.1/24'],
    objects: [
      ...fine("db"),
      ...deployment({
        name: "web",
        replicas: 2,
        expired: true,
        pods: [FINE, {
          containers: [{ status: waiting("ContainerCreating") }],
          events: [
            {
              reason: "FailedCreatePodSandBox",
              message:
                'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "952de3a81851": plugin type="flannel" failed (add): failed to delegate add: failed to set bridge addr: "cni0" already has an IP address different from 10.244.1.1/24',
              since: 28,
              count: 130,
            },
            {
              reason: "SandboxChanged",
              message: "Pod sandbox changed, it will be killed and re-created.",
              type: "Normal",
              since: 28,
              count: 129,
            },
          ],
        }],
      }),
    ],
  }),
  // Asked again and again: nginx resolves its upstreams when it starts.
  ownFault({
    id: "b10-nginx-upstream",
    title: "nginx does not know the host of its upstream",
    cause: "There is no Service of the name in the configuration",
    proofs: ['host not found in upstream "backend"'],
    objects: [
      ...fine("backend-v2"),
      {
        apiVersion: "v1",
        kind: "Service",
        name: "backend-v2",
        age: 600,
        live: {
          spec: {
            type: "ClusterIP",
            selector: { app: "backend-v2" },
            ports: [{ port: 8080 }],
          },
        },
        health: { status: "Healthy" },
      },
      ...deployment({
        name: "frontend",
        expired: true,
        pods: [{
          phase: "Running",
          containers: [{
            image: "nginx:1.27",
            status: crashing(ended(1), { restarts: 8 }),
            log: {
              now: [],
              previous: [
                "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
                "/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/",
                "/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh",
                "10-listen-on-ipv6-by-default.sh: info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)",
                "/docker-entrypoint.sh: Configuration complete; ready for start up",
                '2026/11/21 08:57:41 [emerg] 1#1: host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:12',
                'nginx: [emerg] host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:12',
              ],
            },
          }],
          events: [{
            reason: "BackOff",
            message:
              "Back-off restarting failed container app in pod frontend-7c9d5f6b84-x2kqp",
            since: 27,
            count: 110,
          }],
        }],
      }),
    ],
  }),
  // helm/charts: a Deployment with one volume is rolled, and both versions want the lock.
  ownFault({
    id: "b11-tsdb-lock",
    title: "The old version holds the lock of the database directory",
    cause: "Strategy RollingUpdate with one volume",
    proofs: ["lock DB directory: resource temporarily unavailable"],
    objects: replacing({
      name: "prometheus-server",
      expired: true,
      before: [FINE],
      pods: [{
        phase: "Running",
        containers: [{
          image: "quay.io/prometheus/prometheus:v2.53.0",
          status: crashing(ended(1), { restarts: 9 }),
          log: {
            now: [],
            previous: [
              'ts=2026-11-21T08:55:02.114Z caller=main.go:589 level=info msg="No time or size retention was set so using the default time retention" duration=15d',
              'ts=2026-11-21T08:55:02.115Z caller=main.go:633 level=info msg="Starting Prometheus Server" mode=server version="(version=2.53.0)"',
              'ts=2026-11-21T08:55:02.118Z caller=web.go:568 level=info component=web msg="Start listening for connections" address=0.0.0.0:9090',
              'ts=2026-11-21T08:55:02.119Z caller=main.go:1148 level=info msg="Starting TSDB ..."',
              'ts=2026-11-21T08:55:02.121Z caller=tls_config.go:313 level=info component=web msg="Listening on" address=[::]:9090',
              'ts=2026-11-21T08:55:02.122Z caller=main.go:991 level=info msg="Stopping scrape discovery manager..."',
              'ts=2026-11-21T08:55:02.122Z caller=manager.go:153 level=info component="rule manager" msg="Rule manager stopped"',
              'ts=2026-11-21T08:55:02.123Z caller=notifier.go:702 level=info component=notifier msg="Stopping notification manager..."',
              'ts=2026-11-21T08:55:02.123Z caller=main.go:1334 level=info msg="Notifier manager stopped"',
              'ts=2026-11-21T08:55:02.123Z caller=main.go:1348 level=error err="opening storage failed: lock DB directory: resource temporarily unavailable"',
            ],
          },
        }],
        events: [{
          reason: "BackOff",
          message:
            "Back-off restarting failed container app in pod prometheus-server-7c9d5f6b84-x2kqp",
          since: 27,
          count: 121,
        }],
      }],
    }),
  }),
  // Spring Boot: a property without a value, at the end of a long trace.
  ownFault({
    id: "b12-placeholder",
    title: "A property of a Spring program has no value",
    cause: "The environment lacks DB_URL",
    proofs: ["Could not resolve placeholder 'DB_URL'"],
    objects: [
      ...fine("gateway"),
      ...deployment({
        name: "orders",
        expired: true,
        pods: [{
          phase: "Running",
          containers: [{
            status: crashing(ended(1), { restarts: 7 }),
            log: {
              now: ["  .   ____          _            __ _ _"],
              previous: [
                " :: Spring Boot ::                (v3.3.1)",
                "2026-11-21T08:55:40.118Z  INFO 1 --- [orders] [main] c.e.orders.OrdersApplication : Starting OrdersApplication using Java 21.0.3",
                "2026-11-21T08:55:44.901Z  WARN 1 --- [orders] [main] ConfigServletWebServerApplicationContext : Exception encountered during context initialization - cancelling refresh attempt: org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'dataSourceConfig': Injection of autowired dependencies failed",
                "2026-11-21T08:55:44.933Z  INFO 1 --- [orders] [main] .s.b.a.l.ConditionEvaluationReportLogger : Error starting ApplicationContext. To display the condition evaluation report re-run your application with 'debug' enabled.",
                "2026-11-21T08:55:44.977Z ERROR 1 --- [orders] [main] o.s.boot.SpringApplication : Application run failed",
                "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'dataSourceConfig': Injection of autowired dependencies failed",
                "\tat org.springframework.beans.factory.annotation.AutowiredAnnotationBeanPostProcessor.postProcessProperties(AutowiredAnnotationBeanPostProcessor.java:515) ~[spring-beans-6.1.10.jar!/:6.1.10]",
                "\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:1352) ~[spring-boot-3.3.1.jar!/:3.3.1]",
                "Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'DB_URL' in value \"${DB_URL}\"",
                "\tat org.springframework.util.PropertyPlaceholderHelper.parseStringValue(PropertyPlaceholderHelper.java:180) ~[spring-core-6.1.10.jar!/:6.1.10]",
                "\tat org.springframework.util.PropertyPlaceholderHelper.replacePlaceholders(PropertyPlaceholderHelper.java:126) ~[spring-core-6.1.10.jar!/:6.1.10]",
                "\t... 17 common frames omitted",
              ],
            },
          }],
          events: [
            {
              reason: "FailedScheduling",
              message:
                "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
              from: "default-scheduler",
              since: 30,
              minutes: 29,
              count: 2,
            },
            {
              reason: "BackOff",
              message:
                "Back-off restarting failed container app in pod orders-7c9d5f6b84-x2kqp",
              since: 26,
              count: 100,
            },
          ],
        }],
      }),
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        name: "orders",
        live: {
          spec: { minReplicas: 1, maxReplicas: 4 },
          status: {
            currentReplicas: 1,
            desiredReplicas: 1,
            conditions: [{
              type: "AbleToScale",
              status: "True",
              reason: "SucceededGetScale",
              message:
                "the HPA controller was able to get the target's current scale",
              lastTransitionTime: ago(30),
            }],
          },
        },
        health: { status: "Healthy" },
      },
    ],
  }),
];
