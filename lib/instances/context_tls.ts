/**
 * How a context of the argocd CLI protects its connection.
 *
 * @module
 */
import type { TlsOptions } from "../argocd/transport.ts";
import type { CliContext } from "../auth/cli_context.ts";

/** The context's own certificates; what is set here goes before them. */
export function contextTls(context: CliContext | undefined): TlsOptions {
  if (!context) return {};
  const { insecure, caPem, certPem, keyPem } = context;
  return {
    ...(insecure ? { insecure } : {}),
    ...(caPem ? { caPem } : {}),
    ...(certPem ? { certPem } : {}),
    ...(keyPem ? { keyPem } : {}),
  };
}
