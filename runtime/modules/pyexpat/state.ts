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
  /** prefixes declared here, with what they meant before */
  readonly declared: readonly (readonly [prefix: string, before: string | undefined])[];
}
