/**
 * What must be done to a fresh simulator so that it is in the state in which an
 * entry was recorded. Steps are written as `METHOD path body` below `/api/v1`,
 * sent as admin, or `WAIT seconds`; `TOKEN METHOD path body` takes the token
 * of the answer and sends the recorded request with it; a step after `TRY` may
 * be refused. What only an operator can do has words of its own: `ENLIST`,
 * `DISABLE` and `FORGET` an account; `LOGIN` and `PASSWORD` log an account in and change its
 * password; `ROLE` makes a token of the role `ci` of `team-a`; `THAW` and
 * `FREEZE` take the windows of project `frozen` away and put them back; `DROP`
 * removes a project; `RELABEL` puts another label on an ApplicationSet;
 * `STOP` stops a component of Argo CD.
 */
export interface Setup {
  /** Taken in the morning: what happened later that day is left out. */
  readonly early?: true;
  readonly before?: readonly string[];
  /** Done while a stream is open, after its first frames. */
  readonly during?: readonly string[];
}

/** Setups by entry name. */
export type Setups = Readonly<Record<string, Setup>>;
