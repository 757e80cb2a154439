/**
 * The repository most applications of the shop come from. A broken manifest, a chart with a password among its
 * values and an image tag that nobody published are in it on purpose.
 *
 * @module
 */
import { commit, plain } from "../model/git.ts";
import type { World } from "../model/world.ts";
import { COMMITS, INES, ROBOT, TOMAS } from "./commits.ts";
import { chart, childApplication, payments, simple } from "./directories.ts";
import { REGISTRY } from "./images.ts";
import {
  configMap,
  cronJob,
  deployment,
  hookJob,
  service,
} from "./manifests.ts";
import { date, repository } from "./repository.ts";

/** Creates the repository `platform` with its four commits. */
export function createPlatform(world: World): void {
  const platform = repository(world, "platform");
  const fees = { FEE_PERCENT: "1.5", DAILY_LIMIT_EUR: "10000", MODE: "live" };
  commit(platform, {
    author: INES,
    sha: COMMITS.platformFirst,
    date: date(world, 60),
    message: "platform: first layout",
    directories: {
      "kust/base": {
        type: "Kustomize",
        render: () => [configMap("kust-config", { banner: "base" })],
      },
      "kust/overlay": {
        type: "Kustomize",
        render: () => [configMap("prod-kust-config", { banner: "overlay" })],
      },
      chart: {
        type: "Helm",
        render: chart,
        values: {
          text: "message: welcome\nreplicas: 1\nadminPassword: change-me\n",
          parameters: [
            { name: "adminPassword", value: "change-me" },
            { name: "message", value: "welcome" },
            { name: "replicas", value: "1" },
          ],
        },
      },
      broken: {
        type: "Directory",
        render: () => [],
        failure:
          `rpc error: code = FailedPrecondition desc = Failed to unmarshal "bad.yaml": failed to unmarshal manifest: error converting YAML to JSON: yaml: line 3: did not find expected ',' or '}'`,
      },
      ledger: plain(configMap("ledger-config", { CURRENCY: "EUR" })),
      reports: simple("reports"),
      edge: simple("edge"),
      remote: plain(configMap("remote-config", { PARTNER: "north-depot" })),
      hooked: plain(
        configMap("hooked-config", { INVOICE_PREFIX: "R-" }),
        hookJob("hooked-migrate", `${REGISTRY}/migrate-invoices:1`, "PreSync", [
          "up",
        ]),
      ),
      slow: plain(
        configMap("slow-config", { PARTITIONS: "3600" }),
        hookJob("slow-presync", `${REGISTRY}/warmup:1`, "PreSync", ["--all"]),
      ),
      selfheal: plain(
        configMap("selfheal-config", { POLICY: "strict" }),
        configMap("selfheal-extra", { OWNER: "platform" }),
        deployment("selfheal", [{
          name: "selfheal",
          image: `${REGISTRY}/selfheal:1.0.0`,
        }]),
      ),
      fleet: plain(
        service("fleet"),
        deployment("fleet", [{
          name: "fleet",
          image: `${REGISTRY}/fleet:1.0.0`,
        }]),
      ),
      "children/one": plain(configMap("child-one", { ROLE: "dns" })),
      "children/two": plain(configMap("child-two", { ROLE: "certificates" })),
      children: plain(
        childApplication(world, "child-one", "children/one"),
        childApplication(world, "child-two", "children/two"),
      ),
    },
  });
  commit(platform, {
    author: TOMAS,
    sha: COMMITS.platformSecond,
    date: date(world, 34),
    message: "catalog: run from two sources",
    directories: {
      "multi/base": plain(
        deployment("multi", [{
          name: "multi",
          image: `${REGISTRY}/multi:1.0.0`,
        }]),
      ),
      paused: plain(
        deployment("paused", [{
          name: "paused",
          image: `${REGISTRY}/paused:1.0.0`,
        }], { paused: true }),
      ),
    },
  });
  commit(platform, {
    author: INES,
    sha: COMMITS.platformPayments,
    date: date(world, 9),
    message: "payments 3.1.0: refunds",
    directories: {
      payments: payments("payments:3.1.0", fees, "cb-test-0d41c9", true),
    },
  });
  commit(platform, {
    author: ROBOT,
    sha: COMMITS.platformHead,
    date: date(world, 1),
    message:
      "payments 3.2.0: new fee, drop the csv settlement; order worker 2.0.0; recommender rc\n\nApproved in change 2231.",
    directories: {
      payments: payments(
        "payments:3.2.0",
        { ...fees, FEE_PERCENT: "1.9" },
        "cb-live-77be02",
        false,
      ),
      worker: plain(
        deployment("worker", [{
          name: "worker",
          image: `${REGISTRY}/worker:2.0.0`,
          env: { BROKER_URL: "amqp://broker.shop.example:5672" },
        }]),
        cronJob("worker-cleanup", "15 3 * * *", `${REGISTRY}/cleanup:1`),
      ),
      progress: plain(
        deployment("progress", [{
          name: "progress",
          image: `${REGISTRY}/recommender:0.9.0-rc1`,
        }]),
      ),
    },
  });
}
