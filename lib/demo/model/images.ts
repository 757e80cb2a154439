/**
 * What containers do once they run, told by their image: nothing is started, so this table takes the place
 * of a kubelet.
 *
 * @module
 */

/** What a container does once it is started, by its image. */
export interface ImageBehaviour {
  /**
   * `run` stays up, `crash` exits and is restarted, `pull` never starts, `complete` and `fail` end (jobs),
   * `hang` runs for an hour.
   */
  readonly state: "run" | "crash" | "pull" | "complete" | "fail" | "hang";
  /** What the kubelet says about it: the waiting message, or the message of the terminated container. */
  readonly message?: string;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly restarts?: number;
  /** Log lines of the running (or last) container; each follows the one before by the given seconds. */
  readonly logs?: readonly string[];
  /** Log lines of the container before the last restart. */
  readonly previousLogs?: readonly string[];
  readonly secondsPerLine?: number;
}

/** Behaviour of images; an image nobody described runs and writes a line now and then. */
export class Images {
  readonly #known = new Map<string, ImageBehaviour>();

  /** Describes an image. */
  set(image: string, behaviour: ImageBehaviour): void {
    this.#known.set(image, behaviour);
  }

  /** How the image behaves. */
  behaviour(image: string): ImageBehaviour {
    return this.#known.get(image) ??
      { state: "run", logs: defaultLines(image) };
  }
}

function defaultLines(image: string): readonly string[] {
  const name = image.slice(image.lastIndexOf("/") + 1);
  const lines = [
    `level=info msg="starting ${name}"`,
    'level=info msg="ready" port=8080',
  ];
  for (let beat = 1; beat <= 28; beat++) {
    lines.push(`level=info msg="heartbeat" n=${beat}`);
  }
  return lines;
}
