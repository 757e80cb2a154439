/**
 * What somebody has to know who asked for a change and got an error.
 *
 * @module
 */
import { ToolError } from "../errors.ts";

/** The error of a change that was refused for its sign-in, which has been renewed since. */
export function renewedForNext(error: ToolError): ToolError {
  return new ToolError(error.code, error.message, {
    ...(error.status === undefined ? {} : { status: error.status }),
    hint:
      "The sign-in has been renewed since; a change is never repeated by itself, so ask for it again if it is still wanted",
  });
}

/** The error of a change that may have been carried out. */
export function outcomeUnknown(error: ToolError): ToolError {
  return new ToolError(
    error.code,
    `${error.message}; whether Argo CD carried it out is not known`,
    {
      ...(error.status === undefined ? {} : { status: error.status }),
      outcomeUnknown: true,
      cause: error,
      hint:
        "Look at the present state before trying again; nothing was sent a second time",
    },
  );
}
