/**
 * io abstract classes - what Python code derives its streams from, and asks with isinstance().
 *
 * Mirrors  Lib/io.py of CPython 3.13: the four classes over those of C, and which of C's classes are registered with them
 */
import type { Suspends } from "../../frames/suspend.js";
import { $class } from "../../objects/class.js";
import { Kw } from "../../objects/function.js";
import type { PyType, Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { ABCMeta } from "../abc.js";
import * as base from "./base.js";
import { BufferedRandom, BufferedReader, BufferedRWPair, BufferedWriter } from "./buffered.js";
import { FileIO } from "./fileio.js";
import { BytesIO, StringIO } from "./memory.js";
import { TextIOWrapper } from "./text.js";

const withMeta = new Kw();
withMeta["metaclass"] = ABCMeta;

function abstract(name: string, bases: Value[], registered: Value[]): Suspends<PyType> {
  const doc = (bases[0] as PyType).$doc ?? null;
  const cls = $class({ name, qualname: name, module: "io", doc, line: 0, statics: [] }, bases, withMeta, () => undefined) as PyType;
  for (const one of registered) callMethod(cls, "register", one);
  return cls;
}

export const IOBase = abstract("IOBase", [base.IOBase], []);
export const RawIOBase = abstract("RawIOBase", [base.RawIOBase, IOBase], [FileIO]);
export const BufferedIOBase = abstract(
  "BufferedIOBase",
  [base.BufferedIOBase, IOBase],
  [BytesIO, BufferedReader, BufferedWriter, BufferedRandom, BufferedRWPair],
);
export const TextIOBase = abstract("TextIOBase", [base.TextIOBase, IOBase], [StringIO, TextIOWrapper]);
