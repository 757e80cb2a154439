/**
 * The body of an answer as it is compared: parsed JSON, `{frames}` for lines of
 * JSON (log and watch streams) and for server-sent events, or the plain text.
 */
export function parseBody(body: unknown, streams: boolean): unknown {
  if (typeof body !== "string") {
    return streams && isFrame(body) ? { frames: [body] } : body;
  }
  const parsed = parse(body);
  if (parsed !== undefined && !(streams && isFrame(parsed))) return parsed;
  const lines = body.split("\n").map((line) => line.replace(/^data: /, ""))
    .map((line) => line.trim()).filter((line) => line !== "" && line !== ":");
  const frames = lines.map(parse).filter((frame) => frame !== undefined);
  // The recorder may have stopped in the middle of the last line.
  const torn = frames.length === lines.length - 1 &&
    parse(lines.at(-1) ?? "") === undefined;
  const whole = frames.length === lines.length;
  return frames.length > 0 && (whole || torn) ? { frames } : body;
}

/** A frame of a stream: `{result}`, or `{error}` with a `grpc_code`. */
function isFrame(value: unknown): boolean {
  return typeof value === "object" && value !== null && "result" in value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
