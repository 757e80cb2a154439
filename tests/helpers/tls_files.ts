/**
 * The certificates of `tests/fixtures/tls`.
 *
 * @module
 */

/** The PEM text of a file there. */
export function pem(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../fixtures/tls/${name}.pem`, import.meta.url),
  );
}

/** Certificate and key of one of the servers there. */
export function keyPair(
  name:
    | "server"
    | "expired"
    | "not_yet_valid"
    | "wrong_name"
    | "self_signed",
): { readonly cert: string; readonly key: string } {
  return { cert: pem(name), key: pem(`${name}.key`) };
}
