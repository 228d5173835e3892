/**
 * internal - gilt's own mistakes: never a Python exception, and caught by no except clause.
 */
export class InternalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(`${message} (this is a bug in gilt)`, options);
    this.name = "InternalError";
  }
}

/** Throws if an invariant does not hold; `id` is the one in the file's header. */
export function invariant(ok: boolean, id: string): asserts ok {
  if (!ok) throw new InternalError(`invariant ${id} does not hold`);
}
