import type { Setups } from "./setup.ts";
import { SELF_HEAL, TOUCH_KUST } from "./shared.ts";

const DELETE_POD =
  "DELETE /applications/guestbook/resource?namespace=guestbook&resourceName=guestbook-6c59c4cdff-95zwk&version=v1&group=&kind=Pod";

const REFRESHES = ["hooked", "multi", "selfheal", "billing", "reports", "root"]
  .map((name) => `GET /applications/${name}?refresh=normal`);

/** What happens while a stream is open. */
export const STREAM_SETUPS: Setups = {
  "applications stream, no filter": { before: SELF_HEAL, during: [TOUCH_KUST] },
  "applications stream with fields": { during: [TOUCH_KUST] },
  "applications stream with fields, change outside the fields": {
    during: [TOUCH_KUST],
  },
  "applications stream by name": { during: [TOUCH_KUST] },
  "applications stream with resourceVersion of a list": {
    during: [TOUCH_KUST, "GET /applications/guestbook?refresh=normal"],
  },
  "applications stream with resourceVersion=abc": { during: REFRESHES },
  "applications stream by selector": { before: SELF_HEAL },
  "applications stream, SSE, with keepalive": { during: [TOUCH_KUST] },
  "resource-tree stream": { during: [DELETE_POD] },
  "resource-tree stream with fields": { during: [DELETE_POD] },
  "applicationsets stream by name": { before: ["RELABEL fleet", "WAIT 10"] },
  "applicationsets stream": { during: ["RELABEL fleet"] },
};
