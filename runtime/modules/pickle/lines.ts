/**
 * lines - the arguments that stand as lines of text in protocol 0.
 *
 * Mirrors     Modules/_pickle.c (load_int, load_long, load_float, load_string)
 */
import type { Suspends } from "../../frames/suspend.js";
import { escapedBytes } from "./escapes.js";
import { decode } from "../../objects/bytes/codecs.js";
import { Bytes } from "../../objects/bytes/data.js";
import { ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { parseFloatText } from "../../objects/float/text.js";
import { int } from "../../objects/int.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { UnpicklingError } from "./errors.js";
import { truncated } from "./input.js";

/** INT: an int, or a bool as `00` and `01`. */
export function intLine(line: string): Suspends<Value> {
  if (line.length < 1) throw truncated();
  if (line === "00") return false;
  if (line === "01") return true;
  if (/^\s*[+-]?(0|[1-9][0-9]*)$/.test(line)) return call(int, line);
  if (/^\s*[+-]?0[0-7]+$/.test(line)) return call(int, line, 8);
  try {
    return call(int, line, 0);
  } catch (error) {
    if (error instanceof ValueError) throw new ValueError("could not convert string to int");
    throw error;
  }
}

/** LONG: an int with an L after it. */
export function longLine(line: string): Suspends<Value> {
  if (line.length < 1) throw truncated();
  return decimal(line.endsWith("L") ? line.slice(0, -1) : line, line);
}

export function floatLine(line: string): Value {
  if (line.length < 1) throw truncated();
  const value = parseFloatText(line);
  if (value === undefined || /[_\s]/.test(line)) throw new ValueError(`could not convert string to float: '${line}\n'`);
  return new Float(value);
}

/** The argument of GET and PUT. */
export function indexLine(line: string): Suspends<number> {
  if (line.length < 1) throw truncated();
  return Number(decimal(line, line));
}

/** An int in decimal; the error shows the whole line. */
function decimal(text: string, line: string): Suspends<Value> {
  if (/^[+-]?[0-9]+$/.test(text)) return call(int, text);
  throw new ValueError(`invalid literal for int() with base 10: ${repr(line + "\n")}`);
}

/** STRING: a bytes literal of Python 2. */
export function stringLine(line: Uint8Array): Suspends<Uint8Array> {
  const first = line[0];
  if (line.length < 2 || first !== line[line.length - 1] || (first !== 0x27 && first !== 0x22)) {
    throw new UnpicklingError("the STRING opcode argument must be quoted");
  }
  return escapedBytes(line.subarray(1, line.length - 1));
}

/** A str of Python 2 as the unpickler's encoding says. */
export function oldString(data: Uint8Array, encoding: string, errors: string): Suspends<Value> {
  const bytes = new Bytes(data.slice());
  return encoding === "bytes" ? bytes : decode(data, encoding, errors, bytes);
}
