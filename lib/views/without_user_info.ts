/**
 * Addresses without credentials.
 *
 * @module
 */

/**
 * Removes `user:password@`, and over http also a lone `token@`; the user of an SSH address stays, it is no secret.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(withoutUserInfo("https://bot:made-up@git.example.test/shop.git"), "https://git.example.test/shop.git");
 * assert.equal(withoutUserInfo("https://made-up@git.example.test/shop.git"), "https://git.example.test/shop.git");
 * assert.equal(withoutUserInfo("ssh://git@git.example.test/shop.git"), "ssh://git@git.example.test/shop.git");
 * assert.equal(withoutUserInfo("git@git.example.test:shop.git"), "git@git.example.test:shop.git");
 * ```
 */
export function withoutUserInfo(url: string | undefined): string {
  return (url ?? "")
    .replace(/^(https?:\/\/)[^/]*@/i, "$1")
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@:]*:[^/]*@/i, "$1");
}
