/**
 * From an answer that is not a result to an error that says what was asked, what came back and what to do next.
 *
 * Argo CD's codes and texts are those of the recordings in `tests/recordings/`. Status and gRPC code decide; texts
 * only where one code has several meanings.
 *
 * @module
 */
import { ToolError } from "../errors.ts";
import { createSession } from "./endpoints.ts";
import { forbidden } from "./forbidden.ts";
import { isHtml, readPage } from "./html_page.ts";
import { notFound } from "./not_found.ts";
import { PART_DOWN, rejected } from "./rejected.ts";
import type {
  ArgocdError,
  FailureContext,
  RefusedAnswer,
  Verdict,
} from "./refusal.ts";
import { said } from "./said.ts";
import { tlsGate } from "./tls_gate.ts";
import { unauthenticated } from "./unauthenticated.ts";

/** The error for an answer that is not a result. */
export function answerFailure(
  answer: RefusedAnswer,
  context: FailureContext,
): ToolError {
  const argocd = readArgocdError(answer);
  const verdict = argocd === undefined
    ? foreign(answer, context)
    : judge(argocd, context);
  return errorOf(verdict, { status: answer.status, context });
}

/** The error for what Argo CD itself said. */
export function failureOf(
  error: ArgocdError,
  context: FailureContext,
): ToolError {
  return errorOf(judge(error, context), { status: error.status, context });
}

function errorOf(
  { code, state, hint }: Verdict,
  about: { readonly status: number; readonly context: FailureContext },
): ToolError {
  return new ToolError(
    code,
    `Cannot ${about.context.request.purpose}: ${state}`,
    { status: about.status, ...(hint === undefined ? {} : { hint }) },
  );
}

/** Reads both forms, the unary one and that of streams; `undefined` when something else than Argo CD answered. */
export function readArgocdError(
  answer: RefusedAnswer,
): ArgocdError | undefined {
  const body = parseObject(answer.text);
  if (body === undefined) return undefined;
  const { error } = body;
  const wrapped = isObject(error) ? error : undefined;
  const message = wrapped?.message ?? body.message ?? error;
  const grpc = wrapped?.grpc_code ?? body.code ?? 2;
  if (typeof message !== "string" || typeof grpc !== "number") return undefined;
  const status = wrapped?.http_code;
  return {
    status: typeof status === "number" ? status : answer.status,
    grpc,
    said: said(message),
  };
}

function judge(error: ArgocdError, context: FailureContext): Verdict {
  if (
    context.request.endpoint.path === createSession.path &&
    (error.status === 400 || error.status === 401)
  ) return { code: "LOGIN_REFUSED", state: `Argo CD said '${error.said}'` };
  switch (error.status) {
    case 401:
      return unauthenticated(error, context);
    case 403:
      return forbidden(error, context);
    case 404:
      return notFound(error, context);
    case 408:
      return { code: "TIMEOUT", state: `Argo CD gave up: ${error.said}` };
    case 409:
      return {
        code: "CONFLICT",
        state: error.said,
        hint: "Read it again and repeat the change on the present state",
      };
    case 429:
      return exhausted(error);
    case 501:
      return {
        code: "UNSUPPORTED",
        state: `this Argo CD has that switched off: ${error.said}`,
      };
    case 502:
    case 503:
    case 504:
      return unavailable(error);
    default:
      return rejected(error, context);
  }
}

function exhausted({ said }: ArgocdError): Verdict {
  if (/larger than max|message size/i.test(said)) {
    return {
      code: "TOO_LARGE",
      state: `the answer is larger than Argo CD can hand out: ${said}`,
      hint:
        "Narrow the question, for example with a project, a selector or a kind",
    };
  }
  return {
    code: "RATE_LIMITED",
    state: `Argo CD or Kubernetes behind it is overloaded: ${said}`,
    hint: "Wait a minute and ask less often",
  };
}

function unavailable({ said, status }: ArgocdError): Verdict {
  if (status === 504) {
    return {
      code: "UNAVAILABLE",
      state: `Argo CD ran out of time while it worked on it: ${said}`,
      hint:
        "Try again in a moment; the repo-server or the cluster may be slow or down",
    };
  }
  const { code, lead, hint } = PART_DOWN;
  return { code, state: `${lead}${said}`, hint };
}

/** An answer that has not Argo CD's form: of a router, a proxy, an ingress. */
function foreign(
  answer: RefusedAnswer,
  context: FailureContext,
): Verdict {
  const gate = tlsGate(answer, context);
  if (gate !== undefined) return gate;
  const { origin, request, names } = context;
  const { status, contentType, text } = answer;
  const page = isHtml(contentType, text) ? readPage(text, names) : undefined;
  const quote = page === undefined ? said(text) : "";
  const body = quote === "" ? "" : `: ${quote}`;
  if (status === 502 || status === 503 || status === 504) {
    return {
      code: "UNAVAILABLE",
      state: `a gateway in front of Argo CD answered ${status}${
        page === undefined ? body : ` with ${page.what}`
      }`,
      hint: "Argo CD is down or restarting behind it; try again in a moment",
    };
  }
  if (status === 429) {
    return {
      code: "RATE_LIMITED",
      state: `a proxy in front of Argo CD limits the rate (429)${body}`,
      hint: "Wait a minute and ask less often",
    };
  }
  if (page !== undefined) {
    return {
      code: "NOT_ARGOCD",
      state: `${origin} answered ${status} with ${page.what}`,
      hint: page.hint,
    };
  }
  if (status === 404 && request.endpoint.answer === "grpc-web") {
    return {
      code: "UNSUPPORTED",
      state:
        `gRPC-Web does not get through to Argo CD at this address (404${body})`,
      hint:
        "Only this call needs it; a proxy that passes /api alone, or changes the content type, stands in its way",
    };
  }
  if (status === 404 && /^not found\s*$/i.test(text)) {
    return {
      code: "UNSUPPORTED",
      state: `Argo CD answered 404${body}: this server does not know the call`,
      hint:
        `The server is too old for it; get_server_info shows its version. If every call fails so, check the root path in ${names.server}`,
    };
  }
  if (status === 404) {
    return {
      code: "NOT_ARGOCD",
      state: `there is no Argo CD API below ${origin} (404${body})`,
      hint:
        `Check host and root path in ${names.server}: it is the address that the web interface has before /applications`,
    };
  }
  if (status === 413) {
    return {
      code: "TOO_LARGE",
      state: `a proxy in front of Argo CD takes no request of this size${body}`,
    };
  }
  if (status === 401 || status === 403 || status === 407) {
    return {
      code: "NOT_ARGOCD",
      state:
        `something in front of Argo CD refused it with ${status}${body}; Argo CD itself was not asked`,
      hint:
        `Let the proxy pass requests below /api that carry a bearer token, or give it what it wants with ${names.headers}`,
    };
  }
  return {
    code: "ARGOCD_ERROR",
    state: `${origin} answered ${status}${body}`,
    hint: status === 415
      ? "A proxy in front of Argo CD may have changed the content type"
      : undefined,
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
