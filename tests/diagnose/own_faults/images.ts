/**
 * Images that cannot be pulled.
 *
 * @module
 */
import { ownFault } from "./builder.ts";
import { one } from "./containers.ts";
import { deployment } from "./deployments.ts";
import type { PlannedEvent } from "./plan.ts";
import { waiting } from "./workloads.ts";

/** A container whose image is not pulled, with the kubelet's events. */
function unpulled(
  id: string,
  { image, why, backOff = why, extra = [] }: {
    readonly image: string;
    readonly why: string;
    /** What the waiting message says; kubelets below 1.32 say less there. */
    readonly backOff?: string | null;
    readonly extra?: readonly PlannedEvent[];
  },
) {
  const short = `Back-off pulling image "${image}"`;
  return deployment({
    name: id,
    expired: true,
    template: { containers: [{ name: "app", image }] },
    pods: [{
      containers: [{
        image,
        status: waiting(
          "ImagePullBackOff",
          backOff === null ? short : `${short}: ErrImagePull: ${backOff}`,
        ),
      }],
      events: [
        {
          reason: "Failed",
          message: `Failed to pull image "${image}": ${why}`,
          since: 28,
          minutes: 4,
          count: 6,
          container: "app",
        },
        {
          reason: "Failed",
          message: "Error: ErrImagePull",
          since: 28,
          minutes: 4,
          count: 6,
          container: "app",
        },
        {
          reason: "BackOff",
          message: short,
          type: "Normal",
          since: 27,
          count: 60,
          container: "app",
        },
        ...extra,
      ],
    }],
  });
}

export const IMAGES = [
  // CRI-O, from cri-o/cri-o issue 4388; Kubernetes 1.27 says the reason in events only.
  ownFault({
    id: "o01-crio-manifest",
    title: "The tag is unknown, as CRI-O says it",
    cause: "Tag 7.3.0-ubi does not exist",
    proofs: ["manifest unknown"],
    objects: unpulled("ledger", {
      image: "quay.example.test/finance/ledger:7.3.0-ubi",
      why:
        "rpc error: code = Unknown desc = reading manifest 7.3.0-ubi in quay.example.test/finance/ledger: manifest unknown",
      backOff: null,
    }),
  }),
  // GKE with Artifact Registry: containerd's resolver, and Google's "Artifact Registry troubleshooting" page.
  ownFault({
    id: "o02-artifact-registry",
    title: "The nodes' account may not pull from Artifact Registry",
    cause: "403 from the registry's token service",
    proofs: ["403 Forbidden"],
    objects: unpulled("quotes", {
      image: "europe-west3-docker.pkg.dev/acme-prod/apps/quotes:2026.11.3",
      why:
        'failed to pull and unpack image "europe-west3-docker.pkg.dev/acme-prod/apps/quotes:2026.11.3": failed to resolve reference "europe-west3-docker.pkg.dev/acme-prod/apps/quotes:2026.11.3": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://europe-west3-docker.pkg.dev/v2/token?scope=repository%3Aacme-prod%2Fapps%2Fquotes%3Apull&service=europe-west3-docker.pkg.dev: 403 Forbidden',
    }),
  }),
  // containerd on arm64 nodes: the text stands in many READMEs, always with "not found" at its end.
  ownFault({
    id: "o03-platform",
    title: "No image for the node's processor",
    cause: "The image has no arm64 variant",
    proofs: ["no match for platform in manifest"],
    objects: unpulled("pdf-render", {
      image: "ghcr.io/acme/pdf-render:3.4.1",
      why:
        'rpc error: code = NotFound desc = failed to pull and unpack image "ghcr.io/acme/pdf-render:3.4.1": no match for platform in manifest: not found',
    }),
  }),
  // Go's crypto/x509 through containerd; Harbor with its own authority.
  ownFault({
    id: "o04-registry-ca",
    title: "The registry's certificate is signed by an unknown authority",
    cause: "The nodes do not trust the registry's authority",
    proofs: ["certificate signed by unknown authority"],
    objects: unpulled("intranet", {
      image: "harbor.corp.test/web/intranet:12",
      why:
        'failed to pull and unpack image "harbor.corp.test/web/intranet:12": failed to resolve reference "harbor.corp.test/web/intranet:12": failed to do request: Head "https://harbor.corp.test/v2/web/intranet/manifests/12": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    }),
  }),
  // kubelet: InvalidImageName and InspectFailed (pkg/kubelet/images).
  ownFault({
    id: "o05-image-name",
    title: "The image name is not valid",
    cause: "Capital letters in the repository name",
    proofs: ["must be lowercase"],
    objects: one("checkout", {
      image: "registry.example.test/Checkout:1.9",
      status: waiting(
        "InvalidImageName",
        'Failed to apply default image tag "registry.example.test/Checkout:1.9": couldn\'t parse image name "registry.example.test/Checkout:1.9": invalid reference format: repository name (Checkout) must be lowercase',
      ),
    }, [{
      reason: "InspectFailed",
      message:
        'Failed to apply default image tag "registry.example.test/Checkout:1.9": couldn\'t parse image name "registry.example.test/Checkout:1.9": invalid reference format: repository name (Checkout) must be lowercase',
      count: 90,
      container: "app",
    }, { reason: "Failed", message: "Error: InvalidImageName", count: 90 }]),
  }),
];
