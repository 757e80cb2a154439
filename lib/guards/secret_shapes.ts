/**
 * What shows by the members of a map: that it is a Secret, one of a pair, an
 * operation of a patch.
 *
 * @module
 */
import { decodeBase64 } from "./base64_secrets.ts";
import { isCredentialKey } from "./credential_keys.ts";
import type { MapNode, SecretNode } from "./secret_tree.ts";

const KIND_REGEXP = /^secret(?:list)?$/i;
/** Types of Secrets, for objects that come without their kind as items of a list do. */
const TYPE_REGEXP =
  /^(?:Opaque|kubernetes\.io\/[a-z-]+|bootstrap\.kubernetes\.io\/token|helm\.sh\/release\.v\d+)$/;
/** What names the other member of a pair. */
const PAIR_NAME_REGEXP =
  /^(?:name|key|header|variable|param(?:eter)?|property)$/i;

/** Whether `node` is, or stands for, a Kubernetes Secret; without a kind of its own it is what it stands in. */
export function isSecret(node: MapNode, inherited: boolean): boolean {
  const kind = stringOf(node, "kind");
  if (kind !== undefined) return KIND_REGEXP.test(kind);
  // A sentence before a manifest, read as YAML: `found kind: Secret`.
  const isQuoted = node.entries.some(({ key, node: member }) =>
    /[^A-Za-z0-9_]kind$/.test(key) && member.type === "scalar" &&
    KIND_REGEXP.test(String(member.value))
  );
  if (isQuoted) return true;
  const target = node.entries.find(({ key }) => key === "target")?.node;
  if (target?.type === "map") {
    const targetKind = stringOf(target, "kind");
    if (targetKind !== undefined) return KIND_REGEXP.test(targetKind);
  }
  return inherited || TYPE_REGEXP.test(stringOf(node, "type") ?? "");
}

/** The credential that a map of the form `{name, value}` is about, or undefined. */
export function pairName(node: MapNode): string | undefined {
  for (const { key, node: member } of node.entries) {
    if (member.type !== "scalar" || !PAIR_NAME_REGEXP.test(key)) continue;
    if (typeof member.value !== "string") continue;
    if (isCredentialKey(member.value)) return member.value;
  }
  return undefined;
}

/** The path of an operation of a JSON patch, or undefined. */
export function patchPath(node: MapNode): string | undefined {
  const path = stringOf(node, "path");
  return path?.startsWith("/") ? path : undefined;
}

/** `auth` as Docker and npm write it: the base64 of `user:password`. */
export function isDockerAuth(key: string, node: SecretNode): boolean {
  return /^_?auth$/.test(key) && node.type === "scalar" &&
    typeof node.value === "string" &&
    decodeBase64(node.value)?.includes(":") === true;
}

/** Whether `node` has a member `key`. */
export function hasKey(node: MapNode, key: string): boolean {
  return node.entries.some((entry) => entry.key === key);
}

function stringOf(node: MapNode, key: string): string | undefined {
  const member = node.entries.find((entry) => entry.key === key)?.node;
  return member?.type === "scalar" && typeof member.value === "string"
    ? member.value
    : undefined;
}
