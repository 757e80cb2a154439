/**
 * The one way in of an entry.
 *
 * @module
 */
import { checkToken } from "../auth/check_token.ts";
import { ToolError } from "../errors.ts";
import type { SignInChoice } from "./registry_entry.ts";
import type { RegistryFields } from "./registry_fields.ts";
import {
  exactText,
  flag,
  integer,
  listOf,
  type Reader,
  text,
} from "./registry_values.ts";

/** The keys that sign in; each of {@linkcode WAYS} alone does, a password only beside its user. */
export const SIGN_IN_KEYS = [
  "token",
  "token_file",
  "token_command",
  "username",
  "password",
  "password_file",
  "argocd_context",
  "sso",
] as const;

const WAYS = [
  "token",
  "token_file",
  "token_command",
  "username",
  "argocd_context",
  "sso",
] as const;

const SSO = {
  what: "sso",
  keys: ["port", "device", "offline", "browser", "ca_file", "connector"],
} as const;

/** The port that Argo CD registers for its own CLI. */
const USUAL_PORT = 8085;

const SEPARATOR_REGEXP = Deno.build.os === "windows" ? /[\\/]/ : /\//;

/** What a path of the file is relative to. */
type Resolve = (path: string) => string;

function tokenOf(fields: RegistryFields): string | undefined {
  return fields.get("token", (node) => {
    const reading = exactText(node);
    if (!("value" in reading)) return reading;
    try {
      return { value: checkToken(reading.value, "token") };
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      const [, state = "cannot be used"] = error.message.split(": ", 2);
      return { state: `cannot be used: ${state}` };
    }
  });
}

/** Arguments may be empty, and may have whatever a line of a shell could give them. */
const argument: Reader<string> = (node) => {
  const reading = exactText(node);
  return "value" in reading && reading.value.includes("\0")
    ? { state: "has a NUL character" }
    : reading;
};

const command: Reader<readonly string[]> = (node) => {
  const reading = listOf(argument)(node);
  return "value" in reading && reading.value[0]?.trim() === ""
    ? { state: "begins with an empty text" }
    : reading;
};

function commandOf(
  fields: RegistryFields,
  resolve: Resolve,
): readonly string[] | undefined {
  const [program, ...args] = fields.get("token_command", command) ?? [];
  if (program === undefined) return undefined;
  // A plain name is looked for where programs are.
  return [SEPARATOR_REGEXP.test(program) ? resolve(program) : program, ...args];
}

function sessionOf(
  fields: RegistryFields,
  { source, resolve }: { readonly source: string; readonly resolve: Resolve },
): SignInChoice | undefined {
  const username = fields.get("username", text());
  const password = fields.get("password", exactText);
  const file = fields.get("password_file", text());
  const both = fields.has("password") && fields.has("password_file");
  if (both) {
    fields.problem("password_file", "and password are given together");
  } else if (!fields.has("password") && !fields.has("password_file")) {
    fields.problem("username", "is given without password or password_file");
  } else if (password === "") fields.problem("password", "is empty");
  if (username === undefined || both) return undefined;
  if (file !== undefined) {
    return { kind: "session", username, passwordFile: resolve(file), source };
  }
  return password ? { kind: "session", username, password, source } : undefined;
}

function ssoOf(
  fields: RegistryFields,
  { source, resolve }: { readonly source: string; readonly resolve: Resolve },
): SignInChoice {
  const own = fields.isMapping("sso") ? fields.mapping("sso", SSO) : undefined;
  const caFile = own?.get("ca_file", text());
  const connector = own?.get("connector", text());
  return {
    kind: "sso",
    port: own?.get("port", integer({ min: 1, max: 65_535 })) ?? USUAL_PORT,
    device: own?.get("device", flag) ?? false,
    offline: own?.get("offline", flag) ?? false,
    browser: own?.get("browser", flag) ?? true,
    ...(caFile === undefined ? {} : { caFile: resolve(caFile) }),
    ...(connector === undefined ? {} : { connector }),
    source,
  };
}

/** The ways that are given. `sso: false` is none; what is wrong with its value is taken down. */
function waysOf(fields: RegistryFields): readonly (typeof WAYS[number])[] {
  return WAYS.filter((way) =>
    fields.has(way) &&
    (way !== "sso" || fields.isMapping("sso") ||
      fields.get("sso", flag) !== false)
  );
}

/**
 * Reads it; what is wrong is taken down.
 *
 * @param options.source Whose it is, for messages.
 */
export function readSignIn(
  fields: RegistryFields,
  options: { readonly source: string; readonly resolve: Resolve },
): SignInChoice | undefined {
  const { source, resolve } = options;
  const [way, ...others] = waysOf(fields);
  if (way !== "username") {
    for (const key of ["password", "password_file"]) {
      if (fields.has(key)) fields.problem(key, "is given without username");
    }
  }
  for (const other of others) {
    fields.problem(other, `and ${way} are two ways to sign in; keep one`);
  }
  switch (way) {
    case undefined:
      fields.wrong(
        "it has no way to sign in: give it token, token_file, token_command, username and password, argocd_context or sso",
      );
      return undefined;
    case "token": {
      const token = tokenOf(fields);
      return token === undefined ? undefined : { kind: "token", token, source };
    }
    case "token_file": {
      const path = fields.get("token_file", text());
      return path === undefined
        ? undefined
        : { kind: "token_file", path: resolve(path), source };
    }
    case "token_command": {
      const command = commandOf(fields, resolve);
      return command && { kind: "token_command", command, source };
    }
    case "username":
      return sessionOf(fields, options);
    case "argocd_context": {
      const context = fields.get("argocd_context", text());
      return context === undefined
        ? undefined
        : { kind: "argocd_context", context, source };
    }
    case "sso":
      return ssoOf(fields, options);
  }
}
