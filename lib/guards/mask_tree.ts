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
import { DATA_REGEXP } from "./secret_data_lines.ts";
import {
  hasKey,
  isDockerAuth,
  isSecret,
  pairName,
  patchPath,
} from "./secret_shapes.ts";
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
