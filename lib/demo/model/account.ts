/**
 * Local accounts and the caller that a token stands for.
 *
 * @module
 */
import type { Policy } from "./rbac.ts";

/** An API key of an account; times in seconds since 1970. */
export interface ApiKey {
  readonly id: string;
  readonly issuedAt: number;
  readonly expiresAt?: number;
}

/** A local account. */
export interface Account {
  readonly name: string;
  password: string;
  /** When the password was set: older tokens are refused. Seconds since 1970. */
  passwordSince: number;
  enabled: boolean;
  capabilities: string[];
  tokens: ApiKey[];
  /** Times of wrong passwords, in milliseconds. */
  failures: number[];
}

/** Who calls: the subject of the token, who issued it and when, and the policies that hold for it. */
export interface Caller {
  /** `admin`, `proj:team-a:ci`, or `""` for nobody. */
  readonly subject: string;
  /** `argocd` for accounts and project roles, else the identity provider; `""` for nobody. */
  readonly issuer: string;
  readonly issuedAt: number;
  readonly policies: readonly Policy[];
}
