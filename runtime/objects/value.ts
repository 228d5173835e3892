/** value - the alias for a Python value whose type is not known. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Value = any;
