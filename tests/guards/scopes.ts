/**
 * Any scope, application and surroundings, for properties.
 *
 * @module
 */
import fc from "fast-check";
import type {
  ApplicationFacts,
  Scope,
  Surroundings,
} from "../../lib/guards/scope.ts";

const TEXT = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 2 });
const SERVER = fc.constantFrom("https://a", "https://b/", "", "nothing");
const PATTERN = fc.string({
  unit: fc.constantFrom("a", "b", "-", "/", "*", "?"),
  maxLength: 8,
});
const PATTERNS = fc.array(PATTERN, { maxLength: 3 });

/** Applications that some of the scopes let pass. */
export const anyApplication: fc.Arbitrary<ApplicationFacts> = fc.record({
  metadata: fc.record({ name: TEXT, namespace: TEXT }),
  spec: fc.record({
    project: TEXT,
    destination: fc.record({ server: SERVER, name: TEXT }),
  }),
});

/** Scopes of one layer. */
export const anyScope: fc.Arbitrary<Scope> = fc.record({
  cluster: TEXT,
  projects: PATTERNS,
  applications: PATTERNS,
}, { requiredKeys: [] });

/** What may be known of what stands around an application. */
export const anySurroundings: fc.Arbitrary<Surroundings> = fc.record({
  server: SERVER,
  controlPlane: TEXT,
}, { requiredKeys: [] });
