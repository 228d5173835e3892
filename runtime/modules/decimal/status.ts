/**
 * decimal.status - conditions of an operation as bits, and the work context that operations round in.
 *
 * Mirrors     mpdecimal.h: MPD_Clamped ..., mpd_context_t
 * Mind        operations add what happened to `raised.bits`; who calls them empties it before and looks at it afterwards
 */
import { object } from "../../objects/object.js";

export const CLAMPED = 0x1;
export const CONVERSION_SYNTAX = 0x2;
export const DIVISION_BY_ZERO = 0x4;
export const DIVISION_IMPOSSIBLE = 0x8;
export const DIVISION_UNDEFINED = 0x10;
export const INEXACT = 0x40;
export const INVALID_CONTEXT = 0x80;
export const INVALID_OPERATION = 0x100;
export const FLOAT_OPERATION = 0x400;
export const OVERFLOW = 0x800;
export const ROUNDED = 0x1000;
export const SUBNORMAL = 0x2000;
export const UNDERFLOW = 0x4000;
/** What the signal InvalidOperation stands for. */
export const INVALID = CONVERSION_SYNTAX | DIVISION_IMPOSSIBLE | DIVISION_UNDEFINED | INVALID_CONTEXT | INVALID_OPERATION;
export const ERRORS = INVALID | DIVISION_BY_ZERO;
export const ALL = INVALID | DIVISION_BY_ZERO | FLOAT_OPERATION | OVERFLOW | UNDERFLOW | SUBNORMAL | INEXACT | ROUNDED | CLAMPED;

/** What the running operation has met. */
export const raised = { bits: 0 };

export const ROUND_UP = 0;
export const ROUND_DOWN = 1;
export const ROUND_CEILING = 2;
export const ROUND_FLOOR = 3;
export const ROUND_HALF_UP = 4;
export const ROUND_HALF_DOWN = 5;
export const ROUND_HALF_EVEN = 6;
export const ROUND_05UP = 7;
export const ROUNDINGS: readonly string[] = [
  "ROUND_UP",
  "ROUND_DOWN",
  "ROUND_CEILING",
  "ROUND_FLOOR",
  "ROUND_HALF_UP",
  "ROUND_HALF_DOWN",
  "ROUND_HALF_EVEN",
  "ROUND_05UP",
];

/** Limits, as doubles: the largest are one off, which no coefficient or exponent that fits into memory shows. */
export const MAX_PREC = 999999999999999999n;
export const MAX_EMAX = 999999999999999999n;
export const MIN_EMIN = -999999999999999999n;
export const MIN_ETINY = -1999999999999999997n;
/** Exponents of results beyond every limit, and below. */
export const EXP_INF = 2e18;
export const EXP_CLAMP = -4e18;

/** A context: of Python code, or made for the steps of an operation. */
export class DecimalContext {
  $prec = 28;
  $emax = 999999;
  $emin = -999999;
  $round = ROUND_HALF_EVEN;
  $clamp = 0;
  $capitals = 1;
  $traps = 0;
  $status = 0;
  /** limits as they were given, where a double cannot say them: prec, Emin, Emax */
  $exact: { prec?: bigint; emin?: bigint; emax?: bigint } | null = null;
  /** the views of flags and traps, once somebody asked */
  $views: { flags: object; traps: object } | null = null;
}
Object.setPrototypeOf(DecimalContext.prototype, object.prototype as object);

/** A context for steps of an operation: half even, no clamping. */
export function workContext(prec: number, emax: number, emin: number): DecimalContext {
  const made = new DecimalContext();
  made.$prec = prec;
  made.$emax = emax;
  made.$emin = emin;
  return made;
}

/** The context in which nothing is ever rounded. */
export function maxContext(): DecimalContext {
  return workContext(Number(MAX_PREC), Number(MAX_EMAX), Number(MIN_EMIN));
}

/** The least exponent of a result. */
export function etiny(ctx: DecimalContext): number {
  return ctx.$emin - (ctx.$prec - 1);
}

/** The largest exponent of a result of full precision. */
export function etop(ctx: DecimalContext): number {
  return ctx.$emax - (ctx.$prec - 1);
}
