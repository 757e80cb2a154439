/**
 * The object is larger than Kubernetes takes, or than fits into the annotation of a client-side apply.
 *
 * @module
 */
import type { Rule } from "../facts.ts";
import { explainFailures, titleOf } from "../explain_failures.ts";

const ANNOTATION_REGEXP =
  /metadata\.annotations: Too long(?:: (?:may not be more than|must have at most) 262144 (?:bytes|characters))?/i;
const OBJECT_REGEXP =
  /Too long: (?:may not be more than|must have at most) 1048576|etcdserver: request is too large|Request entity too large|trying to send message larger than max/i;

/** Finds objects that are too big. */
export const objectTooBig: Rule = {
  names: ["annotation-too-long", "object-too-big"],
  look: (facts) =>
    explainFailures(facts, (failure) => {
      if (ANNOTATION_REGEXP.test(failure.message)) {
        return {
          rule: "annotation-too-long",
          decisive: ANNOTATION_REGEXP,
          field: "metadata.annotations",
          summary: `${
            titleOf(failure)
          } is so large that the copy which a client-side apply keeps in its annotation exceeds 262144 bytes`,
          next: {
            tool: "sync_application",
            arguments: {
              application: facts.ref,
              sync_options: ["ServerSideApply=true"],
            },
          },
          then:
            "keep ServerSideApply=true in the sync options of the application or of the object (or Replace=true)",
        };
      }
      if (!OBJECT_REGEXP.test(failure.message)) return undefined;
      return {
        rule: "object-too-big",
        decisive: OBJECT_REGEXP,
        summary: `${
          titleOf(failure)
        } is larger than Kubernetes takes (it stores about 1 MiB of one object)`,
        then: "split its content over several objects, or keep it elsewhere",
      };
    }),
};
