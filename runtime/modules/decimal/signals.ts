/**
 * decimal.signals - the exception classes, and the raising of what a context traps.
 *
 * Mirrors     signal_map, cond_map, dec_addstatus of Modules/_decimal/_decimal.c
 */
import { ArithmeticError, exceptionType, TypeError, ZeroDivisionError, type ExceptionType } from "../../objects/exceptions.js";
import type { PyType, Value } from "../../objects/object.js";
import {
  CLAMPED,
  CONVERSION_SYNTAX,
  DIVISION_BY_ZERO,
  DIVISION_IMPOSSIBLE,
  DIVISION_UNDEFINED,
  FLOAT_OPERATION,
  INEXACT,
  INVALID,
  INVALID_CONTEXT,
  INVALID_OPERATION,
  OVERFLOW,
  raised,
  ROUNDED,
  SUBNORMAL,
  UNDERFLOW,
  type DecimalContext,
} from "./status.js";

function signal(name: string, ...bases: PyType[]): ExceptionType {
  const cls = exceptionType(name, null, "", bases);
  cls.$module = "decimal";
  cls.$heap = true;
  cls.$doc = null;
  return cls;
}

export const DecimalException = signal("DecimalException", ArithmeticError);
export const Clamped = signal("Clamped", DecimalException);
export const Rounded = signal("Rounded", DecimalException);
export const Inexact = signal("Inexact", DecimalException);
export const Subnormal = signal("Subnormal", DecimalException);
export const InvalidOperation = signal("InvalidOperation", DecimalException);
export const FloatOperation = signal("FloatOperation", DecimalException, TypeError);
export const DivisionByZero = signal("DivisionByZero", DecimalException, ZeroDivisionError);
export const Overflow = signal("Overflow", Inexact, Rounded);
export const Underflow = signal("Underflow", Inexact, Rounded, Subnormal);
export const ConversionSyntax = signal("ConversionSyntax", InvalidOperation);
export const DivisionImpossible = signal("DivisionImpossible", InvalidOperation);
export const DivisionUndefined = signal("DivisionUndefined", InvalidOperation, ZeroDivisionError);
export const InvalidContext = signal("InvalidContext", InvalidOperation);

/** Signals with their bits, in the order of signal dictionaries. */
export const SIGNALS: readonly (readonly [cls: ExceptionType, bits: number])[] = [
  [InvalidOperation, INVALID],
  [FloatOperation, FLOAT_OPERATION],
  [DivisionByZero, DIVISION_BY_ZERO],
  [Overflow, OVERFLOW],
  [Underflow, UNDERFLOW],
  [Subnormal, SUBNORMAL],
  [Inexact, INEXACT],
  [Rounded, ROUNDED],
  [Clamped, CLAMPED],
];
/** What InvalidOperation may have been. */
const CONDITIONS: readonly (readonly [cls: ExceptionType, bits: number])[] = [
  [InvalidOperation, INVALID_OPERATION],
  [ConversionSyntax, CONVERSION_SYNTAX],
  [DivisionImpossible, DIVISION_IMPOSSIBLE],
  [DivisionUndefined, DIVISION_UNDEFINED],
  [InvalidContext, INVALID_CONTEXT],
];

/** Signal classes of a set of bits. */
export function signalsOf(bits: number): Value[] {
  const found: Value[] = [];
  for (const [cls, flag] of SIGNALS) if ((bits & flag) !== 0) found.push(cls);
  return found;
}

/** Their names, in the order of their bits. */
export function signalNames(bits: number): string {
  const names: string[] = [];
  const order = [Clamped, InvalidOperation, DivisionByZero, Inexact, FloatOperation, Overflow, Rounded, Subnormal, Underflow];
  for (const wanted of order) for (const [cls, flag] of SIGNALS) if (cls === wanted && (bits & flag) !== 0) names.push(cls.$name);
  return `[${names.join(", ")}]`;
}

/** Takes what an operation met into the flags, and raises what is trapped. */
export function settle(ctx: DecimalContext): void {
  const { bits } = raised;
  if (bits !== 0) note(ctx, bits);
}

/** The same for these conditions. */
export function note(ctx: DecimalContext, bits: number): void {
  ctx.$status |= bits;
  const trapped = bits & ctx.$traps;
  if (trapped !== 0) throw exceptionOf(trapped);
}

function exceptionOf(bits: number): Value {
  const list: Value[] = [];
  for (const [cls, flag] of CONDITIONS) if ((bits & flag) !== 0) list.push(cls);
  for (const [cls, flag] of SIGNALS) if (cls !== InvalidOperation && (bits & flag) !== 0) list.push(cls);
  for (const [cls, flag] of SIGNALS) if ((bits & flag) !== 0) return new cls(list);
  return new InvalidOperation(list);
}
