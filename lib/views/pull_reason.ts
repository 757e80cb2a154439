/**
 * Why an image cannot be pulled, in words that are the same for all that it keeps from running.
 *
 * @module
 */

/** The kubelet's and the container runtime's way to the reason; each names the image again. */
const STEPS: readonly RegExp[] = [
  /^Back-off pulling image "[^"]*"(?:: |$)/,
  /^ErrImagePull: /,
  /^rpc error: code = \w+ desc = /,
  /^failed to pull and unpack image "[^"]*": /,
  /^failed to resolve reference "[^"]*": /,
  /^failed to (?:copy|do request): /,
  /^httpReadSeeker: failed open: /,
];
/** What is wrong with a registry as such, for whatever image. */
const OF_REGISTRY_REGEXP =
  /\bdial |lookup |no such host|timeout|deadline exceeded|\bEOF\b|x509:|tls:|HTTP response to HTTPS|\b429\b|toomanyrequests|\b50[0-4]\b|no basic auth credentials|incorrect username or password/i;

/** The host of an image; without one it comes from the container runtime's usual registry. */
export function registryOf(image: string): string {
  const [host = ""] = image.split("/");
  const isHost = image.includes("/") && /[.:]|^localhost$/.test(host);
  return isHost ? host : "docker.io";
}

/**
 * The reason of a message of the kubelet, with what cannot be pulled: the image, or anything of its registry.
 *
 * @returns `undefined` for a message about something else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   pullReason(
 *     'Back-off pulling image "r.test/shop:2": ErrImagePull: failed to resolve reference "r.test/shop:2": ' +
 *       "r.test/shop:2: not found",
 *   ),
 *   "r.test/shop:2: not found",
 * );
 * assert.equal(
 *   pullReason(
 *     'failed to pull and unpack image "r.test/shop:2": failed to do request: Head "https://r.test/v2/shop/2": ' +
 *       "dial tcp: lookup r.test on 10.0.0.10:53: no such host",
 *   ),
 *   "images of r.test: dial tcp: lookup r.test on 10.0.0.10:53: no such host",
 * );
 * assert.equal(pullReason("back-off 10s restarting failed container"), undefined);
 * ```
 */
export function pullReason(message: string): string | undefined {
  const [, image] =
    /^(?:Back-off pulling|.*?failed to pull and unpack) image "([^"]+)"/
      .exec(message) ?? [];
  if (image === undefined) return undefined;
  const rest = STEPS.reduce((text, step) => text.replace(step, ""), message);
  // What of the registry was asked for.
  const why = rest.replace(/^(?:Head|Get) "[^"]*": /, "")
    .replace(/(https?:\/\/[^/\s"]+)\/v2\/[^\s"]*?(?=[":]|\s|$)/g, "$1");
  if (why === "") return `image ${image}`;
  if (OF_REGISTRY_REGEXP.test(why)) {
    return `images of ${registryOf(image)}: ${why}`;
  }
  return why.includes(image) ? why : `${image}: ${why}`;
}
