/**
 * Known hosts, TLS certificates and GPG keys: only their public part, read-only.
 *
 * @module
 */
import { unknownError } from "../model/api_error.ts";
import { globMatch } from "../model/glob.ts";
import { digText } from "../model/json.ts";
import { type Call, demand } from "./call.ts";

/** GET /api/v1/certificates: known hosts and TLS certificates, without the data. */
export function listCertificates(call: Call): unknown {
  demand(call, "certificates", "get", "");
  const { query } = call;
  const pattern = query.get("hostNamePattern") || "*";
  const items = call.world.certificates.filter((one) =>
    globMatch(pattern, digText(one, "serverName")) &&
    same(query.get("certType"), digText(one, "certType")) &&
    same(query.get("certSubType"), digText(one, "certSubType"))
  );
  return { metadata: {}, items: items.length === 0 ? null : items };
}

function same(wanted: string | null, value: string): boolean {
  return wanted === null || wanted === "" || wanted === "*" || wanted === value;
}

/** GET /api/v1/gpgkeys */
export function listGpgKeys(call: Call): unknown {
  demand(call, "gpgkeys", "get", "");
  const items = call.world.gpgKeys.map(({ keyData: _data, ...rest }) => rest);
  return { metadata: {}, items: items.length === 0 ? null : items };
}

/** GET /api/v1/gpgkeys/{keyID} */
export function getGpgKey(call: Call): unknown {
  demand(call, "gpgkeys", "get", "");
  const id = call.path["keyID"] ?? "";
  if (!/^[0-9A-Fa-f]{16}$|^[0-9A-Fa-f]{40}$/.test(id)) {
    throw unknownError(`KeyID ${id} is not a valid GnuPG key ID`);
  }
  const found = call.world.gpgKeys.find((one) =>
    digText(one, "keyID") === id.slice(-16).toUpperCase()
  );
  if (found === undefined) throw unknownError(`No such key: ${id}`);
  return found;
}
