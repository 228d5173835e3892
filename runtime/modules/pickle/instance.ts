/**
 * instance - objects of classes that say nothing about pickling, written without the reduction that they would give.
 *
 * Mirrors     what object.__reduce_ex__ (Objects/typeobject.c) and save_reduce (Modules/_pickle.c) do for them together
 * Suspends    saveInstance: what save calls
 */
import type { Suspends } from "../../frames/suspend.js";
import { findHooks } from "../../objects/attributes.js";
import { Dict } from "../../objects/keymap.js";
import { pyName } from "../../objects/names.js";
import { lookup, noteFound, object, type PyType, type Value } from "../../objects/object.js";
import { dispatchTable } from "../copyreg.js";
import { BATCHSIZE, Op } from "./opcodes.js";
import { deepen, save, type Writer } from "./writer.js";

/** The methods that change how an instance is written. */
const WRITING = ["__reduce_ex__", "__reduce__", "__getstate__"];

/** Where a class keeps what was found out about it: its cache is emptied whenever it or a base changes. */
const KEY = "$pickled";
const enum Kind {
  /** written by its reduction, read by `__setstate__` if there is one */
  Other = 1,
  /** no `__setstate__`, nothing that runs when attributes are read */
  PlainRead = 2,
  /** and nothing that has a say when it is written: its attributes are its state */
  Plain = 3,
}

function kindOf(cls: PyType): Kind {
  const known = cls.$cache.get(KEY) as Kind | undefined;
  if (known !== undefined) return known;
  const kind = findKind(cls);
  noteFound(cls, KEY, kind);
  return kind;
}

function findKind(cls: PyType): Kind {
  if (!cls.$heap || !cls.$hasDict) return Kind.Other;
  const hooks = cls.$hooks ?? findHooks(cls);
  if (hooks.getattribute !== null || hooks.getattr !== null || lookup(cls, "__setstate__") !== undefined) return Kind.Other;
  for (const base of cls.$mro) if (base !== object && (!base.$heap || base.$dict.has("__slots__"))) return Kind.PlainRead;
  for (const name of WRITING) if (lookup(cls, name)?.$owner !== object) return Kind.PlainRead;
  for (const name of ["__getnewargs_ex__", "__getnewargs__", "__class__"]) {
    const found = lookup(cls, name);
    if (found !== undefined && found.$owner !== object) return Kind.PlainRead;
  }
  return Kind.Plain;
}

/** Whether an object that was made has no `__setstate__`, and none of its own. */
export function isPlainInstance(o: Value): boolean {
  return typeof o === "object" && o !== null && kindOf(o.$cls as PyType) >= Kind.PlainRead && !Object.hasOwn(o as object, "__setstate__");
}

/** Names of attributes as JavaScript has them, without what is gilt's own. */
function attributesOf(o: Value): string[] | null {
  const names = Object.keys(o as object);
  let kept: string[] | null = null;
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (name.startsWith("__reduce") || name === "__getstate__") return null;
    if (name.charCodeAt(0) === 36 || o[name] === undefined) kept ??= names.slice(0, i);
    else if (kept !== null) kept.push(name);
  }
  return kept ?? names;
}

/** Writes an object if it is such a one; false: nothing was written. */
export function saveInstance(w: Writer, obj: Value, cls: PyType): Suspends<boolean> {
  if (w.proto < 2 || w.persistentId !== null || w.reducerOverride !== null || w.fast) return false;
  if (kindOf(cls) !== Kind.Plain || obj.$store !== undefined) return false;
  const table: Value = w.dispatchTable ?? dispatchTable;
  if (!(table instanceof Dict) || table.$named(cls as unknown as string) !== undefined) return false;
  const names = attributesOf(obj);
  if (names === null || names.length >= BATCHSIZE) return false;
  const { out } = w;
  save(w, cls, false);
  out.op(Op.EMPTY_TUPLE);
  out.op(Op.NEWOBJ);
  const index = w.memo.find(obj);
  if (index >= 0) {
    out.op(Op.POP);
    w.get(index);
  } else w.put(obj);
  if (names.length === 0) return true;
  saveState(w, obj, names);
  out.op(Op.BUILD);
  return true;
}

/** Writes what `obj.__dict__` is. */
function saveState(w: Writer, obj: Value, names: readonly string[]): Suspends<void> {
  const { out } = w;
  if (out.at >= out.frameEnd) w.commit();
  const seen: Value = obj.$attributes;
  if (seen === undefined) {
    out.op(Op.EMPTY_DICT);
    w.putUnseen();
  } else {
    const index = w.memo.find(seen);
    if (index >= 0) {
      w.get(index);
      return;
    }
    out.op(Op.EMPTY_DICT);
    w.put(seen);
  }
  deepen(w, 2);
  const single = names.length === 1;
  if (!single) out.op(Op.MARK);
  for (let i = 0; i < names.length; i++) {
    const property = names[i] as string;
    save(w, property.charCodeAt(property.length - 1) === 36 ? pyName(property) : property, false);
    save(w, obj[property], false);
  }
  out.op(single ? Op.SETITEM : Op.SETITEMS);
  w.depth -= 2;
}
