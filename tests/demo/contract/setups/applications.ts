import type { Setups } from "./setup.ts";
import { applicationBody } from "./shared.ts";

const CREATE_THROWAWAY = [
  `POST /applications ${applicationBody("throwaway", "kust/overlay")}`,
  "POST /applications/throwaway/sync {}",
  "WAIT 30",
];

/** Setups of creating, changing and deleting applications. */
export const APPLICATION_SETUPS: Setups = {
  "GET application right after delete": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway"],
  },
  "sync an application that is being deleted": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway"],
  },
  "GET application after the delete finished": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway", "WAIT 60"],
  },
  "GET application after the delete finished, with project": {
    before: [...CREATE_THROWAWAY, "DELETE /applications/throwaway", "WAIT 60"],
  },
  "delete application (cascade default)": { before: CREATE_THROWAWAY },
  "delete with cascade=false and propagationPolicy=foreground": {
    before: CREATE_THROWAWAY,
  },
  "delete with an unknown propagationPolicy": { before: CREATE_THROWAWAY },
  "delete application cascade=false (an app with the resources finalizer)": {
    before: [
      `POST /applications ${applicationBody("throwaway2", "kust/overlay")}`,
    ],
  },
  "GET application after cascade=false": {
    before: [
      `POST /applications ${applicationBody("throwaway2", "kust/overlay")}`,
      "DELETE /applications/throwaway2?cascade=false",
      "WAIT 10",
    ],
  },
  "create guestbook": { before: ["DELETE /applications/guestbook", "WAIT 60"] },
  "create app in another namespace": {
    before: ["DELETE /applications/remote?appNamespace=apps-b", "WAIT 60"],
  },
  "create with a path that does not exist, validate=false": {
    before: ["DELETE /applications/billing", "WAIT 60"],
  },
  "create with a path that does not exist (refused)": {
    before: ["DELETE /applications/billing", "WAIT 60"],
  },
  "application after self-heal undid a manual change": {
    before: [
      "DELETE /applications/selfheal/resource?namespace=selfheal&resourceName=selfheal-extra&version=v1&group=&kind=ConfigMap",
      "WAIT 60",
    ],
  },
};
