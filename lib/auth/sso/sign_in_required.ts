/**
 * The answers to a call that a person would have to sign in for.
 *
 * @module
 */
import { ToolError } from "../../errors.ts";
import type { SignInPrompt } from "./sso_options.ts";

/** Says what the person has to do; the sign-in goes on, and the next call joins it. */
export function signInRequired(
  instance: string,
  prompt: SignInPrompt | undefined,
): ToolError {
  return new ToolError(
    "SIGN_IN_REQUIRED",
    `Cannot use '${instance}': a person has to sign in first`,
    {
      hint: `${whatToDo(prompt)}, then call again`,
      ...(prompt === undefined || prompt.kind === "elsewhere"
        ? {}
        : { open: prompt.address }),
    },
  );
}

/** Says how to sign in, where nobody waits for the end of it. */
export function nobodySignedIn(instance: string, again: string): ToolError {
  return new ToolError(
    "SIGN_IN_REQUIRED",
    `Cannot use '${instance}': nobody is signed in`,
    { hint: `Sign in with '${again}'` },
  );
}

function whatToDo(prompt: SignInPrompt | undefined): string {
  switch (prompt?.kind) {
    case undefined:
      return "The identity provider is still being asked; wait a moment";
    case "elsewhere":
      return `Another argocd-mcp process waits for a sign-in at port ${prompt.port}: finish or end that one`;
    case "device":
      return `Open the address on any machine, see that it shows the code ${prompt.userCode} (or type it in), sign in`;
    case "browser":
      return prompt.opened
        ? "A browser window was opened with the address: sign in there"
        : "Open the address in a browser on the machine that argocd-mcp runs on (from elsewhere, forward its port), sign in";
  }
}
