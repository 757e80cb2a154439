/**
 * What sends requests to one Argo CD, and what goes through it.
 *
 * @module
 */

/** What is read of an answer; a `Response` fits. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
}

/** What is sent. */
export interface Outgoing {
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  readonly signal: AbortSignal;
}

/** Certificates as PEM texts. */
export interface TlsOptions {
  /** Trusted besides the usual authorities. */
  readonly caPem?: string;
  /** Our own certificate, with `keyPem`. */
  readonly certPem?: string;
  readonly keyPem?: string;
  /**
   * Sent as SNI and as `Host`, and looked for in the certificate, instead of the host of the address: for a
   * port-forward or a tunnel, where the address is `localhost` and the certificate is for the name of the server.
   */
  readonly serverName?: string;
  /** The server's certificate is not checked at all; whoever starts the program warns about it. */
  readonly insecure?: boolean;
}

/** A way to send requests to one server. Never follows a redirect. */
export interface Transport extends Disposable {
  /** Host and port of the proxy in use. */
  readonly via: string | undefined;
  /** The name that the certificate must have, where it is not the host of the address. */
  readonly serverName: string | undefined;
  /** Whether a certificate of our own is shown where one is wanted. */
  readonly presents: boolean;
  send(url: string, outgoing: Outgoing): Promise<Answer>;
}
