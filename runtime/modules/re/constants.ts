/**
 * re.constants - numbers that parser, compiler and module share.
 *
 * Mirrors     Lib/re/_constants.py
 */
export const IGNORECASE = 2;
export const LOCALE = 4;
export const MULTILINE = 8;
export const DOTALL = 16;
export const UNICODE = 32;
export const VERBOSE = 64;
export const DEBUG = 128;
export const ASCII = 256;

export const TYPE_FLAGS = ASCII | LOCALE | UNICODE;
export const GLOBAL_FLAGS = DEBUG;

/** Letters of `(?...)`. */
export const FLAG_LETTERS: Readonly<Record<string, number>> = {
  i: IGNORECASE,
  L: LOCALE,
  m: MULTILINE,
  s: DOTALL,
  x: VERBOSE,
  a: ASCII,
  u: UNICODE,
};

/** No upper bound of a repeat. */
export const MAXREPEAT = 4294967295;
export const MAXGROUPS = 1073741823;
/** No upper bound of a width (CPython: 2**64). */
export const MAXWIDTH = 2 ** 64;

/** Flags of a part: those of the whole with what `(?i-s:...)` adds and takes away. */
export function combineFlags(flags: number, add: number, remove: number): number {
  const kept = (add & TYPE_FLAGS) !== 0 ? flags & ~TYPE_FLAGS : flags;
  return (kept | add) & ~remove;
}
