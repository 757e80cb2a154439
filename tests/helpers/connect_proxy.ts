/**
 * A real proxy on loopback, for names that only a proxy can reach.
 *
 * @module
 */

/** A running proxy. */
export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  /** First lines and sign-ins, in order. */
  readonly seen: readonly string[];
}

/** A proxy that leads every CONNECT to one port of this machine, or answers with `status`. */
export function startProxy(port: number, status = 200): ConnectProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const seen: string[] = [];
  const open = new Set<Deno.Conn>();
  const work: Promise<unknown>[] = [];
  async function serve(conn: Deno.Conn): Promise<void> {
    open.add(conn);
    const buffer = new Uint8Array(4_096);
    const count = await conn.read(buffer);
    const text = new TextDecoder().decode(buffer.subarray(0, count ?? 0));
    const [first = ""] = text.split("\r\n");
    const auth = /^proxy-authorization: (.*)$/im.exec(text)?.[1];
    seen.push(auth === undefined ? first : `${first} ${auth}`);
    const head = `HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`;
    await conn.write(new TextEncoder().encode(head));
    if (status !== 200) return;
    const target = await Deno.connect({ hostname: "127.0.0.1", port });
    open.add(target);
    await Promise.allSettled([
      conn.readable.pipeTo(target.writable),
      target.readable.pipeTo(conn.writable),
    ]);
  }
  const accepting = (async () => {
    for await (const conn of listener) {
      work.push(serve(conn).catch(() => {}));
    }
  })();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const conn of open) {
        try {
          conn.close();
        } catch {
          // Closed by its stream.
        }
      }
      await accepting;
      await Promise.all(work);
    },
  };
}
