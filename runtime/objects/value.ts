/** value - the alias for a Python value whose type is not known. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a value of Python can be anything
export type Value = any;
