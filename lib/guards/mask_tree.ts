/**
 * The walk that decides what is a secret by where it stands: in the data of a
 * Secret, under a key that names a credential, beside such a name.
 *
 * @module
 */
import {
  isCredentialKey,
  isPluralKey,
  isReferenceKey,
} from "./credential_keys.ts";
import { decodeBase64 } from "./base64_secrets.ts";
import { closesPrivateKey, opensPrivateKey } from "./private_keys.ts";
import {
  normalizePlusMask,
  ONLY_MARK_REGEXP,
  PLUS_MASK_REGEXP,
} from "./secret_marks.ts";
import type { Marks } from "./secret_marks.ts";
import type {
  ListNode,
  MapNode,
  ScalarNode,
  SecretNode,
} from "./secret_tree.ts";
import { isProse, isSecretValue } from "./secret_values.ts";

/** What a text inherits from where it stands. */
export interface TextPlace {
  /** Inside of an object that is, or stands for, a Kubernetes Secret. */
  readonly inSecret: boolean;
}

/** What the walk needs from the masker that runs it. */
export interface TreeMasker {
  readonly marks: Marks;
  /** Masks a text that is no secret as a whole. */
  text(input: string, place: TextPlace): string;
  /** Masks a key of a map. */
  key(input: string): string;
}

/** Where the walk is. */
interface Place extends TextPlace {
  /** The credential key that governs this place, or undefined. */
  readonly credential?: string | undefined;
  /** Whether the key of this very place is that key, and not one above. */
  readonly isDirect?: boolean;
  /** Everything below is the data of a Secret. */
  readonly isData?: boolean;
}

const KIND_REGEXP = /^secret(?:list)?$/i;
/** Types of Secrets, for objects that come without their kind as items of a list do. */
const TYPE_REGEXP =
  /^(?:Opaque|kubernetes\.io\/[a-z-]+|bootstrap\.kubernetes\.io\/token|helm\.sh\/release\.v\d+)$/;
const DATA_REGEXP = /^(?:data|stringData|binaryData)$/;
/** What names the other member of a pair. */
const PAIR_NAME_REGEXP =
  /^(?:name|key|header|variable|param(?:eter)?|property)$/i;
const PAIR_VALUE_REGEXP = /^(?:value|string|array|map|content|val)$/i;
/** A key inside of a PEM block when each line is an item of its own. */
const PEM_LINE_REGEXP = /(?:^|\s)[A-Za-z0-9+/]{20,}={0,2}\s*$/;
/** More lines than any private key has. */
const MAX_PEM_LINES = 400;

/** Masks the tree below `root` in place. */
export function maskTree(
  root: SecretNode,
  masker: TreeMasker,
  place: TextPlace,
): void {
  new TreeWalk(masker).visit(root, { inSecret: place.inSecret });
}

class TreeWalk {
  readonly #masker: TreeMasker;
  /** How many more texts can belong to a private key that an earlier item opened. */
  #pemLines = 0;

  constructor(masker: TreeMasker) {
    this.#masker = masker;
  }

  visit(node: SecretNode, place: Place): void {
    if (node.type === "scalar") this.#visitScalar(node, place);
    else if (node.type === "list") this.#visitList(node, place);
    else this.#visitMap(node, place);
  }

  #visitMap(node: MapNode, place: Place): void {
    const inSecret = isSecret(node, place.inSecret);
    const pair = pairName(node);
    const patch = patchPath(node);
    const keepsSecretKey = hasKey(node, "remoteRef");
    for (const entry of node.entries) {
      const { node: member } = entry;
      // What is decided from here on is decided for the key that will be seen.
      const key = this.#masker.key(entry.key);
      if (key !== entry.key) entry.maskedKey = key;
      if (place.isData === true || (inSecret && DATA_REGEXP.test(key))) {
        this.visit(member, { inSecret, isData: true });
      } else if (pair !== undefined && PAIR_VALUE_REGEXP.test(key)) {
        this.visit(member, { inSecret, credential: pair, isDirect: true });
      } else if (patch !== undefined && key === "value") {
        this.visit(member, patchPlace(patch, inSecret));
      } else if (key === "secretKey" && keepsSecretKey) {
        this.visit(member, { inSecret }); // an ExternalSecret names a key there
      } else if (isCredentialKey(key) || isDockerAuth(key, member)) {
        this.visit(member, { inSecret, credential: key, isDirect: true });
      } else if (place.credential !== undefined && !isReferenceKey(key)) {
        this.visit(member, { inSecret, credential: place.credential });
      } else {
        this.visit(member, { inSecret });
      }
    }
  }

  #visitList(node: ListNode, place: Place): void {
    let flag: string | undefined;
    for (const item of node.items) {
      const text = item.type === "scalar" ? item.value : undefined;
      const follows = flag !== undefined && typeof text === "string" &&
        !text.startsWith("-");
      this.visit(
        item,
        follows ? { ...place, credential: flag, isDirect: true } : place,
      );
      flag = typeof text === "string" && /^--?[A-Za-z][\w.-]*$/.test(text) &&
          isCredentialKey(text)
        ? text
        : undefined;
    }
  }

  #visitScalar(node: ScalarNode, place: Place): void {
    const { value } = node;
    if (typeof value === "string") {
      const masked = this.#string(value, place);
      // A node that two places share keeps the stricter of their decisions.
      if (masked !== value && !ONLY_MARK_REGEXP.test(node.masked ?? "")) {
        node.masked = masked;
      }
    } else if (typeof value === "number" || typeof value === "bigint") {
      const isSecret = place.isDirect === true &&
        place.credential !== undefined && !isPluralKey(place.credential);
      if (isSecret || place.isData === true) {
        node.masked = this.#masker.marks.of(String(value));
      }
    } else if (typeof value === "boolean" && place.isData === true) {
      node.masked = this.#masker.marks.of(String(value));
    }
  }

  #string(value: string, place: Place): string {
    if (PLUS_MASK_REGEXP.test(value)) return normalizePlusMask(value);
    const { marks } = this.#masker;
    if (place.isData === true) {
      return value === "" || ONLY_MARK_REGEXP.test(value.trim())
        ? value
        // The same secret has the same mark in data and in stringData.
        : marks.of(decodeBase64(value) ?? value);
    }
    const { credential } = place;
    if (credential !== undefined && isSecretValue(credential, value)) {
      // A sentence with a colon is a map to YAML: `Cannot get token: failed to …`.
      const isSentence = /\S \S+ \S/.test(credential) && isProse(value) &&
        this.#masker.text(value, place) === value;
      return isSentence ? value : marks.of(value);
    }
    return this.#pemLine(value) ?? this.#masker.text(value, place);
  }

  /** The mark of a line of a private key whose first line was another item, or undefined. */
  #pemLine(value: string): string | undefined {
    if (opensPrivateKey(value)) {
      this.#pemLines = MAX_PEM_LINES;
      return undefined;
    }
    if (this.#pemLines === 0) return undefined;
    this.#pemLines--;
    if (closesPrivateKey(value)) {
      this.#pemLines = 0;
      return undefined;
    }
    return PEM_LINE_REGEXP.test(value)
      ? this.#masker.marks.of(value)
      : undefined;
  }
}

function isSecret(node: MapNode, inherited: boolean): boolean {
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
function pairName(node: MapNode): string | undefined {
  for (const { key, node: member } of node.entries) {
    if (member.type !== "scalar" || !PAIR_NAME_REGEXP.test(key)) continue;
    if (typeof member.value !== "string") continue;
    if (isCredentialKey(member.value)) return member.value;
  }
  return undefined;
}

/** The path of an operation of a JSON patch, or undefined. */
function patchPath(node: MapNode): string | undefined {
  const path = stringOf(node, "path");
  return path?.startsWith("/") ? path : undefined;
}

function patchPlace(path: string, inSecret: boolean): Place {
  const keys = path.slice(1).split("/").map((key) =>
    key.replaceAll("~1", "/").replaceAll("~0", "~")
  );
  if (inSecret && DATA_REGEXP.test(keys[0] ?? "")) {
    return { inSecret, isData: true };
  }
  const last = keys.at(-1) ?? "";
  return isCredentialKey(last)
    ? { inSecret, credential: last, isDirect: true }
    : { inSecret };
}

/** `auth` as Docker and npm write it: the base64 of `user:password`. */
function isDockerAuth(key: string, node: SecretNode): boolean {
  return /^_?auth$/.test(key) && node.type === "scalar" &&
    typeof node.value === "string" &&
    decodeBase64(node.value)?.includes(":") === true;
}

function hasKey(node: MapNode, key: string): boolean {
  return node.entries.some((entry) => entry.key === key);
}

function stringOf(node: MapNode, key: string): string | undefined {
  const member = node.entries.find((entry) => entry.key === key)?.node;
  return member?.type === "scalar" && typeof member.value === "string"
    ? member.value
    : undefined;
}
