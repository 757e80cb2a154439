/**
 * What is wrong with an application, and what to do about it.
 *
 * @module
 */
import { APPLICATION, named } from "../about_application.ts";
import { howToChange, SYNC } from "../how_to_change.ts";
import { lines } from "../lines.ts";
import type { Prompt } from "../prompt.ts";

/** Somebody was woken up because of an application. */
export const triageApplication: Prompt = {
  name: "triage_application",
  title: "Triage an application",
  description:
    "Why an application is not as it should be, from a diagnosis that is made first, and what to do about it.",
  arguments: [APPLICATION],
  reads: ({ application }) => [
    { tool: "diagnose_application", args: { application } },
    { tool: "get_application", args: { application } },
  ],
  task: (args, setting) =>
    lines(
      `Triage ${named(args)}.`,
      "1. In one sentence: is it broken, waiting for something, or fine? Who feels it?",
      "2. The most likely cause, with the evidence that proves it, quoted. If two causes fit, say what would tell them apart and make that call.",
      "3. The smallest step that repairs it, and where: in Git, in the cluster, in Argo CD, or elsewhere. Prefer Git where the source is wrong.",
      "4. What was not readable, if it could change the answer.",
      "If the evidence is thin, follow the 'next' calls of the findings before you conclude. Do not advise what no evidence supports.",
      howToChange(SYNC, setting),
    ),
};
