/**
 * What a pattern of a scope may look like. One that could never match is refused where it is set, not passed over.
 *
 * @module
 */

/** A project: `team-*`. */
export const PROJECT_PATTERN_REGEXP = /^[a-z0-9.*?-]{1,253}$/;

/** An application: `shop-*` (in the namespace of Argo CD) or `team-a/*`. */
export const APPLICATION_PATTERN_REGEXP =
  /^(?:[a-z0-9*?-]{1,63}\/)?[a-z0-9.*?-]{1,253}$/;
