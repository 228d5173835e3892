/**
 * pyexpat.state - where in a document a parser stands.
 */

/** Before the root element, in it, behind it. */
export const PROLOG = 0;
export const CONTENT = 1;
export const EPILOG = 2;

/** An element that has begun. */
export interface Open {
  /** as written */
  readonly raw: string;
  /** with its namespace */
  readonly name: string;
  readonly declared: readonly Declared[];
}

/** A prefix that an element declares, with what it meant before. */
export type Declared = readonly [prefix: string, before: string | undefined];

export const NONE_DECLARED: readonly Declared[] = [];
