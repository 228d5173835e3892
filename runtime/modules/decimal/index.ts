/**
 * decimal - decimal floating point of any precision.
 *
 * Mirrors     Modules/_decimal/_decimal.c, and with it libmpdec 2.5.1
 * Differs     exponents are doubles: those beyond 2**53 are rounded
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { pymodule } from "../../objects/module.js";
import { hidden } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { BasicContext, Context, DefaultContext, ExtendedContext, getcontext, localcontext, setcontext } from "./context.js";
import "./contextmethods.js";
import { Decimal, DecimalTuple } from "./decimal.js";
import "./methods.js";
import * as signals from "./signals.js";
import { MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY, ROUNDINGS } from "./status.js";

const module = pymodule("decimal", {
  Decimal,
  Context,
  DecimalTuple,
  DefaultContext,
  BasicContext,
  ExtendedContext,
  DecimalException: signals.DecimalException,
  Clamped: signals.Clamped,
  InvalidOperation: signals.InvalidOperation,
  DivisionByZero: signals.DivisionByZero,
  Inexact: signals.Inexact,
  Rounded: signals.Rounded,
  Subnormal: signals.Subnormal,
  Overflow: signals.Overflow,
  Underflow: signals.Underflow,
  FloatOperation: signals.FloatOperation,
  DivisionImpossible: signals.DivisionImpossible,
  InvalidContext: signals.InvalidContext,
  ConversionSyntax: signals.ConversionSyntax,
  DivisionUndefined: signals.DivisionUndefined,
  ...Object.fromEntries(ROUNDINGS.map((name) => [name, name])),
  setcontext,
  getcontext,
  localcontext,
  MAX_PREC,
  MAX_EMAX,
  MIN_EMIN,
  MIN_ETINY,
  HAVE_THREADS: true,
  HAVE_CONTEXTVAR: true,
  __version__: "1.70",
  __libmpdec_version__: "2.5.1",
});

hidden(module, "$imports", ["numbers"]);
/** Decimal is one of the numbers of Lib/numbers.py. */
hidden(module, "$imported", (): Suspends<void> => {
  callMethod($getattr(importModule("numbers"), "Number"), "register", Decimal);
});

export default module;
