import type { Setups } from "./setup.ts";

const TEMP_TOKEN = 'POST /account/temp/token {"name":"temp","id":"k1"}';

const WRONG_PASSWORD =
  'TRY POST /session {"username":"locked","password":"wrong-password"}';

const EXPIRING_TOKEN =
  'POST /account/temp/token {"name":"temp","id":"k3","expiresIn":60}';

/** Setups of sessions, API keys and role tokens. */
export const ACCOUNT_SETUPS: Setups = {
  "expired token (valid signature)": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"short","expiresIn":3}',
      "WAIT 10",
    ],
  },
  "call with a short-lived API key": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"k2","expiresIn":3}',
    ],
  },
  "call with the API key after it expired": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"k2","expiresIn":3}',
      "WAIT 10",
    ],
  },
  "userinfo with the API key after it expired": {
    before: [
      'TOKEN POST /account/temp/token {"name":"temp","id":"k2","expiresIn":3}',
      "WAIT 10",
    ],
  },
  "call with a deleted API key": {
    before: [`TOKEN ${TEMP_TOKEN}`, "DELETE /account/temp/token/k1"],
  },
  "API key whose id is not registered (valid signature)": {
    before: [
      'TOKEN POST /account/admin/token {"name":"admin","id":"not-registered"}',
      "DELETE /account/admin/token/not-registered",
    ],
  },
  "delete API key": { before: [TEMP_TOKEN] },
  "API key after a password change": {
    before: [`TOKEN ${TEMP_TOKEN}`, "PASSWORD temp"],
  },
  "login token after a password change": {
    before: ["TOKEN LOGIN temp", "WAIT 2", "PASSWORD temp"],
  },
  "session: old password after the change": { before: ["PASSWORD temp"] },
  "API key of a disabled account": {
    before: [`TOKEN ${TEMP_TOKEN}`, "DISABLE temp"],
  },
  "session: disabled account": { before: ["DISABLE temp"] },
  "session: right password while locked out": {
    before: Array(6).fill(WRONG_PASSWORD),
  },
  "session: the locked account, right password, more than 5 minutes after the last failure":
    { before: [...Array(6).fill(WRONG_PASSWORD), "WAIT 310"] },
  "userinfo after DELETE session with the same token (still valid)": {
    before: ["TOKEN LOGIN temp", "DELETE /session"],
  },
  "token of an account that does not exist (valid signature)": {
    before: ["ENLIST nobody", "TOKEN LOGIN nobody", "FORGET nobody"],
  },
  "list": { before: [EXPIRING_TOKEN] },
  "list accounts admin": { before: [EXPIRING_TOKEN] },
  "list accounts readonly": { before: [EXPIRING_TOKEN] },
  "userinfo with a project role token": { before: ["TOKEN ROLE"] },
  "list applications with a project role token": { before: ["TOKEN ROLE"] },
  "GET application of another project with a project role token": {
    before: ["TOKEN ROLE"],
  },
  "project role token: sync dry run payments": { before: ["TOKEN ROLE"] },
  "project role token: own project": { before: ["TOKEN ROLE"] },
};
