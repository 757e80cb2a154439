/**
 * An application with hundreds of resources of which all have something to be said: the worst that a preview meets.
 *
 * @module
 */
import { commit, emptyRepository, plain } from "../../lib/demo/model/git.ts";
import { shaFrom } from "../../lib/demo/model/ids.ts";
import type { KubeObject } from "../../lib/demo/model/kube_object.ts";
import { stamp } from "../../lib/demo/model/time.ts";
import type { World } from "../../lib/demo/simulator.ts";
import {
  createApplication,
  syncInThePast,
} from "../../lib/demo/world/applications.ts";
import { REGISTRY } from "../../lib/demo/world/images.ts";
import {
  configMap,
  deployment,
  secret,
  service,
} from "../../lib/demo/world/manifests.ts";

/** Of each five resources two are workloads, one of these is dropped by the newer release. */
function objectsOf(count: number, release: number): readonly KubeObject[] {
  return Array.from({ length: count }, (_, index): KubeObject[] => {
    const name = `regional-storefront-component-${index}`;
    const env = { RELEASE: String(release), REGION: `eu-${index % 7}` };
    switch (index % 5) {
      case 0:
        return release > 1 ? [] : [workload(name, release, env)];
      case 1:
        return [workload(name, release, env)];
      case 2:
        return [
          configMap(
            name,
            Object.fromEntries(
              Array.from({ length: 20 }, (_, key) => [
                `SETTING_${key}`,
                `a value of some length that belongs to release ${release}`,
              ]),
            ),
          ),
        ];
      case 3:
        return [secret(name, { token: `made-up-${release}-${index}` })];
      default:
        return [service(name, 80 + release)];
    }
  }).flat();
}

function workload(
  name: string,
  release: number,
  env: Record<string, string>,
): KubeObject {
  return deployment(name, [{
    name: "web",
    image: `${REGISTRY}/storefront:${release}.0.0`,
    env,
  }], { replicas: 3 });
}

/** Adds application `wide`: at release 1, while its source, of `count` resources, is at release 2; tag `v1` is the older. */
export function addWideApplication(world: World, count = 500): void {
  const repository = emptyRepository(`${world.addresses.git}/wide.git`);
  world.git.set(repository.url, repository);
  for (const release of [1, 2]) {
    commit(repository, {
      author: "Ines Ferro <ines.ferro@shop.example>",
      sha: shaFrom(`wide ${release}`),
      tag: `v${release}`,
      date: stamp(world.now()),
      message: `storefront ${release}.0.0`,
      directories: { wide: plain(...objectsOf(count, release)) },
    });
    if (release > 1) continue;
    world.at(new Date(world.now().getTime() - 60_000), () => {
      const record = createApplication(world, {
        name: "wide",
        labels: {},
        repository: "wide",
      });
      syncInThePast(world, record);
    });
  }
  const record = world.application("wide");
  if (record) record.dirty = true;
}
