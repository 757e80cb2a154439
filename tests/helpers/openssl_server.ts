/**
 * OpenSSL's own TLS server, which speaks versions that Deno's does not.
 *
 * @module
 */
import { join } from "node:path";

/** Whether this machine has one that behaves as these tests expect. */
export const HAS_OPENSSL = hasOpenssl();

function hasOpenssl(): boolean {
  try {
    const { stdout } = new Deno.Command("openssl", { args: ["version"] })
      .outputSync();
    return new TextDecoder().decode(stdout).startsWith("OpenSSL 3");
  } catch {
    return false;
  }
}

/** A running server that answers every question for `/api/version`. */
export interface OpensslServer extends AsyncDisposable {
  /** `https://127.0.0.1:…/` */
  readonly url: URL;
}

/** Starts it with the certificate for `localhost` and further arguments of `openssl s_server`. */
export async function startOpenssl(
  ...args: readonly string[]
): Promise<OpensslServer> {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(join(folder, "api"));
  // Sent as it is, status line and all.
  await Deno.writeTextFile(
    join(folder, "api", "version"),
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"Version":"v3.5.1"}',
  );
  const process = new Deno.Command("openssl", {
    args: [
      "s_server",
      "-HTTP",
      "-accept",
      "127.0.0.1:0",
      "-cert",
      fixture("server"),
      "-key",
      fixture("server.key"),
      ...args,
    ],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream())
    .getReader();
  let said = "";
  let port: string | undefined;
  while (port === undefined) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`Cannot start openssl: ${said}`);
    said += value;
    port = /ACCEPT .*:(\d+)\s/.exec(said)?.[1];
  }
  return {
    url: new URL(`https://127.0.0.1:${port}/`),
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await reader.cancel();
      await process.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The path of a file in `tests/fixtures/tls`. */
export function fixture(name: string): string {
  return join(
    import.meta.dirname ?? "",
    "..",
    "fixtures",
    "tls",
    `${name}.pem`,
  );
}
