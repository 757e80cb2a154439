/**
 * Why an application is not as it should be: one call instead of the dozen that an expert would make.
 *
 * @module
 */
import * as z from "zod";
import {
  diagnose,
  type Diagnosis,
  type Verdict,
} from "../../diagnose/diagnose.ts";
import {
  type ApplicationSetFacts,
  diagnoseApplicationSet,
} from "../../diagnose/diagnose_application_set.ts";
import type { Facts } from "../../diagnose/facts.ts";
import type { Finding } from "../../diagnose/finding.ts";
import { ToolError } from "../../errors.ts";
import { defineTool, type Tool, type ToolContext } from "../../tool.ts";
import { oneLine } from "../../views/one_line.ts";
import { plural } from "../../views/plural.ts";
import { shortMessage } from "../../views/short_message.ts";
import { application } from "../arguments.ts";
import { gather } from "./gather.ts";
import { gatherApplicationSet } from "./gather_application_set.ts";
import { notReadable } from "./not_readable.ts";

const input = z.strictObject({
  application: application.optional(),
  applicationset: z.string().optional().describe("instead of application"),
});

/** After it, what is known is answered; it leaves a second of the 15 in which an answer is promised. */
const DEADLINE_MS = 14_000;
/** More findings are a list of symptoms. */
const MOST_FINDINGS = 6;
const EVIDENCE_CHARS = 300;
const MOST_EVIDENCE = 3;

interface FindingView {
  readonly rule: string;
  readonly confidence: number;
  readonly summary: string;
  readonly where: string;
  readonly evidence: readonly {
    readonly where: string;
    readonly text: string;
  }[];
  readonly next: string;
}

interface DiagnosisView {
  readonly application?: string;
  readonly applicationset?: string;
  readonly verdict: Verdict;
  readonly findings: readonly FindingView[];
  readonly more_findings?: number;
  readonly looked_at: string;
  readonly not_readable: readonly string[];
}

/** Whatever is next is asked of the same Argo CD. */
function nextText({ next }: Finding, { instance }: ToolContext): string {
  const args = instance.isOneOfSeveral
    ? { instance: instance.name, ...next.arguments }
    : next.arguments;
  const call = `${next.tool} ${JSON.stringify(args)}`;
  return next.then ? `${call}; then ${next.then}` : call;
}

function findingView(finding: Finding, context: ToolContext): FindingView {
  const { rule, confidence, summary, where, evidence } = finding;
  return {
    rule,
    confidence,
    summary,
    where,
    evidence: evidence.slice(0, MOST_EVIDENCE).map(({ where, text }) => ({
      where,
      text: shortMessage(text, EVIDENCE_CHARS),
    })),
    next: nextText(finding, context),
  };
}

/** What was looked at, so that "nothing found" says something. */
function lookedAt(facts: Facts): string {
  const { nodes, pods, events, logs, compared, windows, children, changes } =
    facts;
  return [
    "conditions",
    "operation",
    plural(nodes.length, "resource"),
    plural(pods.length, "pod"),
    plural(events.length, "event"),
    plural(logs.length, "log"),
    ...(compared ? ["differences"] : []),
    ...(windows ? ["sync windows"] : []),
    ...(changes ? ["deployments"] : []),
    ...(changes?.revisions.some(({ commit }) => commit) ? ["commits"] : []),
    ...(children.length > 0
      ? [plural(children.length, "child application")]
      : []),
  ].join(", ");
}

function diagnosisView(
  { verdict, findings }: Diagnosis,
  { lookedAt, unread, context, ...about }:
    & { readonly lookedAt: string; readonly context: ToolContext }
    & Pick<Facts, "unread">
    & Pick<DiagnosisView, "application" | "applicationset">,
): DiagnosisView {
  const more = findings.length - MOST_FINDINGS;
  return {
    ...about,
    verdict,
    findings: findings.slice(0, MOST_FINDINGS).map((finding) =>
      findingView(finding, context)
    ),
    ...(more > 0 ? { more_findings: more } : {}),
    looked_at: lookedAt,
    not_readable: notReadable(unread),
  };
}

async function ofApplication(
  ref: string,
  context: ToolContext,
): Promise<DiagnosisView> {
  const facts = await gather(ref, context, { deadlineMs: DEADLINE_MS });
  const { unread } = facts;
  return diagnosisView(diagnose(facts), {
    application: facts.ref,
    lookedAt: lookedAt(facts),
    unread,
    context,
  });
}

/** What was looked at of a set. */
function lookedAtSet({ applications }: ApplicationSetFacts): string {
  const inDepth = applications.filter(({ facts }) => facts).length;
  return `conditions, generators, ${
    plural(applications.length, "application")
  }${inDepth > 0 ? `, ${inDepth} of them in depth` : ""}`;
}

async function ofApplicationSet(
  ref: string,
  context: ToolContext,
): Promise<DiagnosisView> {
  const facts = await gatherApplicationSet(ref, context, {
    deadlineMs: DEADLINE_MS,
  });
  return diagnosisView(diagnoseApplicationSet(facts), {
    applicationset: ref,
    lookedAt: lookedAtSet(facts),
    unread: facts.unread,
    context,
  });
}

function text(view: DiagnosisView): string {
  const { application, applicationset, verdict, findings, more_findings } =
    view;
  const lines = findings.flatMap((finding, at) => [
    `${at + 1}. ${oneLine(finding.summary)} [${finding.rule}, ${
      finding.confidence.toFixed(2)
    }]`,
    ...finding.evidence.map(({ where, text }) =>
      `   ${oneLine(where)}: ${oneLine(text)}`
    ),
    `   next: ${finding.next}`,
  ]);
  return [
    `${application ?? `ApplicationSet ${applicationset}`}: ${verdict}${
      findings.length === 0 ? ", nothing wrong was found" : ""
    }`,
    ...lines,
    ...(more_findings ? [`and ${plural(more_findings, "more finding")}`] : []),
    `looked at: ${view.looked_at}`,
    ...(view.not_readable.length > 0
      ? [`not readable: ${view.not_readable.map(oneLine).join("; ")}`]
      : []),
  ].join("\n");
}

/** The diagnosis of an application. */
export const diagnoseApplication: Tool = defineTool({
  name: "diagnose_application",
  title: "Diagnose application",
  tier: "read",
  description:
    "Why an application is not Synced and Healthy: ranked causes with quoted evidence and the next call. One call reads conditions, sync results, tree, events, logs, windows.",
  input,
  output: z.looseObject({
    verdict: z.string(),
    findings: z.array(z.unknown()),
  }),
  async handler(
    { application, applicationset }: z.infer<typeof input>,
    context: ToolContext,
  ): Promise<DiagnosisView> {
    if (application !== undefined && applicationset === undefined) {
      return await ofApplication(application, context);
    }
    if (applicationset !== undefined && application === undefined) {
      return await ofApplicationSet(applicationset, context);
    }
    throw new ToolError(
      "INVALID_ARGUMENT",
      "Cannot diagnose: give either application or applicationset",
    );
  },
  text,
});
