import type { Setups } from "./setup.ts";
import { TOUCH_KUST } from "./shared.ts";

/** What happens while a stream is open. */
export const STREAM_SETUPS: Setups = {
  "applications stream, no filter": { during: [TOUCH_KUST] },
  "applications stream with fields": { during: [TOUCH_KUST] },
  "applications stream with fields, change outside the fields": {
    during: [TOUCH_KUST],
  },
  "applications stream by name": { during: [TOUCH_KUST] },
  "applications stream with resourceVersion of a list": {
    during: [TOUCH_KUST, "GET /applications/kust?refresh=normal"],
  },
  "applications stream with resourceVersion=abc": {
    during: [TOUCH_KUST, "GET /applications/kust?refresh=normal"],
  },
  "applications stream, SSE, with keepalive": { during: [TOUCH_KUST] },
  "resource-tree stream": {
    during: ["GET /applications/guestbook?refresh=hard"],
  },
  "resource-tree stream with fields": {
    during: ["GET /applications/guestbook?refresh=hard"],
  },
};
