/** Makes the wrong tokens whose entries only say in their name what was sent. */
export const WRONG_TOKENS: Readonly<
  Record<string, (token: string) => string>
> = {
  "garbage token (no dots)": () => "garbage",
  "garbage token with three parts": () => "a.b.c",
  "token with a broken signature": breakSignature,
  "version with a garbage token": () => "garbage",
  "version with a bad three-part token": () => "a.b.c",
  "userinfo with a bad token": breakSignature,
};

/** Another first letter in the signature: still well formed, no longer valid. */
function breakSignature(token: string): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const first = signature.startsWith("A") ? "B" : "A";
  return `${header}.${claims}.${first}${signature.slice(1)}`;
}
