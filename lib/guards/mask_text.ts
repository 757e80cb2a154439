/**
 * The order in which a text is looked at: as JSON, as YAML, as lines; then for
 * secrets that show by themselves, then behind base64.
 *
 * @module
 */
import { maskBase64 } from "./base64_secrets.ts";
import { BoundedSet } from "./bounded_set.ts";
import { mayNameCredential } from "./credential_keys.ts";
import { maskKeyValues } from "./key_values.ts";
import { readJson } from "./json_tree.ts";
import { maskTree, type TextPlace } from "./mask_tree.ts";
import { maskLines } from "./secret_lines.ts";
import { createMarks, type Marks, OPAQUE_MARK } from "./secret_marks.ts";
import { maskPatterns } from "./secret_patterns.ts";
import { editText, type SecretNode } from "./secret_tree.ts";
import { maskUrls } from "./url_credentials.ts";
import { readYaml, writeYamlScalar } from "./yaml_tree.ts";

/** Encodings in encodings: deeper than anyone nests by accident. */
const MAX_ENCODINGS = 4;
/** One look settles nearly every text; a mark can bring out one more secret beside it. */
const MAX_LOOKS = 5;
/** Longer than any object that Kubernetes takes; a search through one run of so many letters can exhaust the stack. */
const MAX_LENGTH = 2 << 20;

/** JSON in a string of JSON, as log lines and error texts quote manifests. */
const ESCAPED_REGEXP = /(?<!\\)"[^"\\\n]*(?:\\.[^"\\\n]*)+"/g;
const SECRET_KIND_REGEXP = /kind\\*"\s{0,8}:\s{0,8}\\*"Secret(?:List)?\\*"/i;
const DATA_OBJECT_REGEXP =
  /(?<!\\)(\\*"(?:data|stringData|binaryData)\\*"\s{0,8}:\s{0,8}\{)([^{}]*)/g;

/**
 * Short texts in which there was nothing to mask. The same names, kinds and states come in every answer, and each
 * answer is looked at twice: remembering them halves what masking adds to a call.
 */
const HARMLESS = new BoundedSet({ most: 8_192, longest: 128 });

/** Masks texts with the marks of one result. */
export class TextMasker {
  readonly #marks: Marks;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  /** Masks the secrets in `input`; what is masked already stays as it is. */
  mask(input: string, place: TextPlace, encodings = 0): string {
    const isPlain = encodings === 0 && !place.inSecret;
    if (isPlain && HARMLESS.has(input)) return input;
    let text = input;
    for (let look = 0; look < MAX_LOOKS; look++) {
      const masked = this.#look(text, place, encodings);
      if (masked === text) break;
      text = masked;
    }
    if (isPlain && text === input) HARMLESS.add(text);
    return text;
  }

  /** Masks the tree below `root` in place. */
  maskTree(root: SecretNode, place: TextPlace, encodings = 0): void {
    maskTree(root, {
      marks: this.#marks,
      text: (input, inner) => this.mask(input, inner, encodings),
      key: (input) =>
        maskKeyValues(this.#patterns(input), { marks: this.#marks }),
    }, place);
  }

  #look(text: string, place: TextPlace, encodings: number): string {
    if (encodings > MAX_ENCODINGS) return OPAQUE_MARK;
    // What is shorter holds neither a key with its value nor a token.
    if (text.length < 4) return text;
    const json = this.#json(text, place, encodings);
    if (json !== undefined) return json;
    if (text.length > MAX_LENGTH) return OPAQUE_MARK;
    const yaml = this.#yaml(text, place, encodings);
    const patterns = this.#patterns(yaml ?? text);
    const lines = yaml === undefined
      ? this.#lines(patterns, place, encodings)
      : this.#comments(patterns);
    return maskBase64(lines, {
      marks: this.#marks,
      isSecret: (inner) => this.#isSecret(inner, place, encodings + 1),
    });
  }

  #isSecret(text: string, place: TextPlace, encodings: number): boolean {
    // A question takes no numbers from the marks of the result.
    const probe = new TextMasker(createMarks());
    return probe.#look(text, place, encodings) !== text;
  }

  #patterns(text: string): string {
    return maskUrls(maskPatterns(text, this.#marks), this.#marks);
  }

  /** The whole text as JSON, or undefined when it is none. */
  #json(
    text: string,
    place: TextPlace,
    encodings: number,
  ): string | undefined {
    const start = text.search(/\S/);
    if (!/[{["]/.test(text[start] ?? "")) return undefined;
    const read = readJson(text, start);
    if ("failedAt" in read) return read.isTooDeep ? OPAQUE_MARK : undefined;
    if (text.slice(read.end).trim() !== "") return undefined;
    this.maskTree(read.root, place, encodings);
    return editText(text, read.root, (masked) => JSON.stringify(masked));
  }

  /** The whole text as YAML, or undefined when it is none or can hold nothing that its lines do not show. */
  #yaml(
    text: string,
    place: TextPlace,
    encodings: number,
  ): string | undefined {
    if (!/\n|^\s*[{[]/.test(text)) return undefined;
    if (!place.inSecret && !mayNameCredential(text)) return undefined;
    const read = readYaml(text);
    if (read === undefined || hasAssignment(read.root)) return undefined;
    this.maskTree(read.root, place, encodings);
    return editText(
      text,
      read.root,
      (masked, { start, end }) =>
        writeYamlScalar(masked, text.slice(start, end)),
    );
  }

  /** What the YAML parser leaves out. */
  #comments(text: string): string {
    if (!text.includes("#")) return text;
    return text.split("\n").map((line) => {
      const at = line.search(/(?<=^|\s)#/);
      return at < 0 ? line : line.slice(0, at) +
        maskKeyValues(line.slice(at), { marks: this.#marks });
    }).join("\n");
  }

  #lines(text: string, place: TextPlace, encodings: number): string {
    if (!place.inSecret && !mayNameCredential(text)) return text;
    const marks = this.#marks;
    const embedded = this.#escaped(
      this.#embedded(text, place, encodings),
      place,
      encodings,
    );
    const cut = place.inSecret || SECRET_KIND_REGEXP.test(embedded)
      ? embedded.replace(
        DATA_OBJECT_REGEXP,
        (_, start: string, members: string) =>
          start + maskKeyValues(members, { marks, isData: true }),
      )
      : embedded;
    return maskLines(cut, { marks, inSecret: place.inSecret });
  }

  /** JSON objects and lists that stand in the middle of a text. */
  #embedded(text: string, place: TextPlace, encodings: number): string {
    let result = "";
    let done = 0;
    // Each failed attempt is paid for from a budget, so that `{"a":{"a":…` stays linear.
    let budget = 4 * text.length + 1_000;
    for (const { index } of text.matchAll(/\{\s{0,64}"|\[\s{0,64}\{/g)) {
      if (index < done) continue;
      const read = readJson(text, index);
      if ("failedAt" in read) {
        budget -= read.failedAt - index;
        if (budget < 0 || read.isTooDeep) break;
        continue;
      }
      const found = text.slice(index, read.end);
      result += text.slice(done, index) +
        (this.#json(found, place, encodings) ?? found);
      done = read.end;
    }
    return result + text.slice(done);
  }

  #escaped(text: string, place: TextPlace, encodings: number): string {
    if (!text.includes("\\")) return text;
    return text.replace(ESCAPED_REGEXP, (quoted) => {
      const inner = parseString(quoted);
      if (inner === undefined) return quoted;
      const masked = this.mask(inner, place, encodings + 1);
      return masked === inner ? quoted : JSON.stringify(masked);
    });
  }
}

/** Whether a key holds a key with its value: then the text is YAML by accident, and its lines say more. */
function hasAssignment(node: SecretNode): boolean {
  if (node.type === "scalar") return false;
  if (node.type === "list") return node.items.some(hasAssignment);
  const marks = createMarks();
  return node.entries.some(({ key, node: member }) =>
    maskKeyValues(key, { marks }) !== key || hasAssignment(member)
  );
}

function parseString(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
