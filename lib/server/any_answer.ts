/**
 * A schema that takes anything.
 *
 * @module
 */
import type { StandardSchemaV1 } from "@modelcontextprotocol/server";

/** For answers of clients: the SDK's own schema refuses some that we should see, and `elicitInput` checks with ajv. */
export const ANY_ANSWER: StandardSchemaV1<unknown, unknown> = {
  "~standard": {
    version: 1,
    vendor: "argocd-mcp",
    validate: (value) => ({ value }),
  },
};
