/**
 * dispatch - binary and unary operators by the methods of their operands.
 *
 * Mirrors     binary_op1, binary_iop1, PyNumber_Add, sequence_repeat of Objects/abstract.c
 * Suspends    all: the operands' methods
 * Mind        concatenation and repetition are tried after all number methods, as in C, where they stand in other slots
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../exceptions.js";
import { issubclass, NotImplemented, specialMethod, typeOf, type PyType, type Value } from "../object.js";
import { indexOf, toSize } from "../protocols/index.js";
import { typeName } from "../typename.js";

/** An operator: its symbol in messages, and its methods. */
export interface Operator {
  readonly symbol: string;
  readonly method: string;
  readonly reflected: string;
  readonly inplace: string;
}

function operator(symbol: string, name: string): Operator {
  return { symbol, method: `__${name}__`, reflected: `__r${name}__`, inplace: `__i${name}__` };
}
export const ADD = operator("+", "add");
export const SUB = operator("-", "sub");
export const MUL = operator("*", "mul");
export const MATMUL = operator("@", "matmul");
export const TRUEDIV = operator("/", "truediv");
export const FLOORDIV = operator("//", "floordiv");
export const MOD = operator("%", "mod");
export const DIVMOD = operator("divmod()", "divmod");
export const POW = operator("** or pow()", "pow");
export const LSHIFT = operator("<<", "lshift");
export const RSHIFT = operator(">>", "rshift");
export const AND = operator("&", "and");
export const OR = operator("|", "or");
export const XOR = operator("^", "xor");

/** Builtin classes whose `+` and `*` are a sequence's. */
const SEQUENCES = new Set(["str", "bytes", "bytearray", "list", "tuple", "deque", "array"]);

/** A number method; those of builtin sequences are none. */
function numberMethod(x: Value, name: string): Suspends<Value> {
  const method = specialMethod(x, name);
  if (method === undefined) return undefined;
  const owner = method === null ? undefined : (method.$owner as PyType | undefined);
  if (owner !== undefined && SEQUENCES.has(owner.$name) && name !== "__mod__" && name !== "__rmod__") return undefined;
  return method;
}

function callMethod(method: Value, self: Value, other: Value): Suspends<Value> {
  if (method === null) throw new TypeError("'NoneType' object is not callable");
  return method.call(self, other);
}

/** The result of the operands' methods, or NotImplemented. */
export function tryBinary(a: Value, b: Value, op: Operator): Suspends<Value> {
  const classA = typeOf(a);
  const classB = typeOf(b);
  let reflected = classA === classB ? undefined : numberMethod(b, op.reflected);
  const method = numberMethod(a, op.method);
  if (reflected !== undefined && method !== undefined && issubclass(classB, classA) && reflected !== numberMethod(a, op.reflected)) {
    const result = callMethod(reflected, b, a);
    if (result !== NotImplemented) return result;
    reflected = undefined;
  }
  if (method !== undefined) {
    const result = callMethod(method, a, b);
    if (result !== NotImplemented) return result;
  }
  if (reflected !== undefined) return callMethod(reflected, b, a);
  return NotImplemented;
}

/** The sequence's own method of that name, or undefined. */
function sequenceMethod(x: Value, name: string): Suspends<Value> {
  if (x === null || x === undefined) return undefined;
  const method = specialMethod(x, name);
  const owner = typeof method === "function" ? (method.$owner as PyType | undefined) : undefined;
  return owner !== undefined && SEQUENCES.has(owner.$name) ? method : undefined;
}

/** Whether both are of builtin sequence classes: then nothing but the left one's own method has a say in a sum. */
function areSequences(a: Value, b: Value): boolean {
  if (a === null || b === null) return false;
  const left = typeOf(a);
  const right = typeOf(b);
  return !left.$heap && !right.$heap && SEQUENCES.has(left.$name) && SEQUENCES.has(right.$name);
}

/** `a op b` */
export function binary(a: Value, b: Value, op: Operator): Suspends<Value> {
  if (op === ADD && areSequences(a, b)) return typeOf(a).prototype.__add__.call(a, b);
  const result = tryBinary(a, b, op);
  if (result !== NotImplemented) return result;
  return bySequence(a, b, op, op.symbol);
}

/** `a op= b` */
export function inplace(a: Value, b: Value, op: Operator): Suspends<Value> {
  if (op === ADD && areSequences(a, b)) {
    const { __iadd__, __add__ } = typeOf(a).prototype;
    return (__iadd__ ?? __add__).call(a, b);
  }
  const method = numberMethod(a, op.inplace);
  if (method !== undefined) {
    const result = callMethod(method, a, b);
    if (result !== NotImplemented) return result;
  }
  const result = tryBinary(a, b, op);
  if (result !== NotImplemented) return result;
  if (op === ADD || op === MUL) {
    const own = sequenceMethod(a, op.inplace);
    if (own !== undefined) {
      if (op === ADD) return own.call(a, b);
      const count = indexOf(b);
      if (count === undefined) throw notRepeatable(b);
      return own.call(a, count);
    }
  }
  return bySequence(a, b, op, op === POW ? "**=" : op === DIVMOD ? op.symbol : op.symbol + "=");
}

function bySequence(a: Value, b: Value, op: Operator, symbol: string): Suspends<Value> {
  if (op === ADD) {
    const concat = sequenceMethod(a, "__add__");
    if (concat !== undefined) return concat.call(a, b);
  } else if (op === MUL) {
    const left = sequenceMethod(a, "__mul__");
    if (left !== undefined) return repeat(left, a, b);
    const right = sequenceMethod(b, "__mul__");
    if (right !== undefined) return repeat(right, b, a);
  }
  throw unsupported(a, b, op, symbol);
}

function repeat(method: Value, sequence: Value, count: Value): Suspends<Value> {
  const n = indexOf(count);
  if (n === undefined) throw notRepeatable(count);
  return method.call(sequence, toSize(n));
}

function notRepeatable(count: Value): Value {
  return new TypeError(`can't multiply sequence by non-int of type '${typeName(count)}'`);
}

function unsupported(a: Value, b: Value, op: Operator, symbol: string): Value {
  let message = `unsupported operand type(s) for ${symbol}: '${typeName(a)}' and '${typeName(b)}'`;
  if (op === RSHIFT && symbol === ">>" && typeof a === "function" && a.$f?.name === "print" && a.$f.builtin !== undefined) {
    message += '. Did you mean "print(<message>, file=<output_stream>)"?';
  }
  return new TypeError(message);
}

/** `-x`, `+x`, `~x`, abs(x) by the method. */
export function unary(x: Value, method: string, shown: string): Suspends<Value> {
  const found = specialMethod(x, method);
  if (found === undefined) throw new TypeError(`bad operand type for ${shown}: '${typeName(x)}'`);
  if (found === null) throw new TypeError("'NoneType' object is not callable");
  return found.call(x);
}
