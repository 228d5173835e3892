/**
 * reduce - objects that tell how they are made again: what to call, with what, and what to do with the result.
 *
 * Mirrors     Modules/_pickle.c (the second half of save, save_reduce, save_type)
 * Suspends    `__reduce_ex__`, functions of dispatch tables
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { Dict, dict, isDict } from "../../objects/dict.js";
import { Kw } from "../../objects/function.js";
import type { Entry } from "../../objects/keymap.js";
import { resume } from "../../objects/iterator.js";
import {
  Ellipsis,
  ellipsisType,
  functionType,
  isType,
  NoneType,
  NotImplemented,
  notImplementedType,
  specialMethod,
  type,
  type PyType,
  type Value,
} from "../../objects/object.js";
import { call, callable } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { stringOf } from "../../objects/str.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { dispatchTable } from "../copyreg.js";
import { partialOf } from "../functools/partial.js";
import { bytesKey } from "./memo.js";
import { batchAppends, batchSetItems } from "./batches.js";
import { PicklingError } from "./errors.js";
import { saveGlobal } from "./global.js";
import { Op } from "./opcodes.js";
import { saveInstance } from "./instance.js";
import { save, type Writer } from "./writer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { $getattr } from "../../objects/attributes.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { $caught, $handled, $reraise, $uncaught } from "../../objects/raise.js";
import { KeyError } from "../../objects/exceptions.js";
import { isinstance } from "../../objects/object.js";

/** Writes an object that is of no builtin type with a form of its own. */
export function saveByReduction(w: Writer, obj: Value, cls: PyType): Suspends<void> {
  if (w.reducerOverride !== null) {
    const reduced = call(w.reducerOverride, obj);
    if (reduced !== NotImplemented) {
      saveReduction(w, obj, reduced);
      return;
    }
  }
  if (cls === type) {
    saveType(w, obj);
    return;
  }
  if (cls === functionType) {
    saveGlobal(w, obj, undefined);
    return;
  }
  if (cls.$heap && saveInstance(w, obj, cls)) return;
  const reducer = w.dispatchTable === null ? dispatchTable.$get(cls) : fromTable(w.dispatchTable, cls);
  let reduced: Value;
  if (reducer !== undefined) reduced = call(reducer, obj);
  else if (isType(obj)) {
    saveGlobal(w, obj, undefined);
    return;
  } else {
    const reduceEx = getattrOr(obj, "__reduce_ex__");
    if (reduceEx !== undefined) reduced = call(reduceEx, w.proto);
    else {
      const reduce = getattrOr(obj, "__reduce__");
      if (reduce === undefined) throw new PicklingError(`can't pickle '${typeName(obj)}' object: ${repr(obj)}`);
      reduced = call(reduce);
    }
  }
  saveReduction(w, obj, reduced);
}

/** The reducer of a class in a pickler's own table. */
function fromTable(table: Value, cls: PyType): Suspends<Value> {
  if (table instanceof Dict && (table as Value).$cls === dict) return table.$get(cls);
  const handled = $handled();
  try {
    return getitem(table, cls);
  } catch (e) {
    const error = $caught(e, null);
    if (!isinstance(error, KeyError)) throw $reraise(error);
    $uncaught(handled);
    return undefined;
  }
}

function saveReduction(w: Writer, obj: Value, reduced: Value): Suspends<void> {
  if (stringOf(reduced) !== undefined) saveGlobal(w, obj, reduced);
  else if (isTuple(reduced)) saveReduced(w, plainTuple(reduced), obj);
  else throw new PicklingError("__reduce__ must return a string or tuple");
}

function saveType(w: Writer, cls: Value): Suspends<void> {
  const single = cls === NoneType ? null : cls === ellipsisType ? Ellipsis : cls === notImplementedType ? NotImplemented : undefined;
  if (single === undefined) saveGlobal(w, cls, undefined);
  else saveReduced(w, new Tuple([type, new Tuple([single])]), cls);
}

/** Writes what a reduction says; `obj` undefined: it is no object of its own. */
export function saveReduced(w: Writer, reduced: Tuple, obj: Value): Suspends<void> {
  const { items } = reduced;
  const size = items.length;
  if (size < 2 || size > 6) throw new PicklingError("tuple returned by __reduce__ must contain 2 through 6 elements");
  const [func, args, state = null, listItems = null, dictItems = null, setter = null] = items;
  if (!callable(func)) throw new PicklingError("first item of the tuple returned by __reduce__ must be callable");
  if (!isTuple(args)) throw new PicklingError("second item of the tuple returned by __reduce__ must be a tuple");
  if (listItems !== null && !isIterator(listItems))
    throw new PicklingError(`fourth element of the tuple returned by __reduce__ must be an iterator, not ${typeName(listItems)}`);
  if (dictItems !== null && !isIterator(dictItems))
    throw new PicklingError(`fifth element of the tuple returned by __reduce__ must be an iterator, not ${typeName(dictItems)}`);
  if (setter !== null && !callable(setter))
    throw new PicklingError(`sixth element of the tuple returned by __reduce__ must be a function, not ${typeName(setter)}`);
  const name = w.proto >= 2 ? getattrOr(func, "__name__") : undefined;
  if (name === "__newobj_ex__") saveNewObjectEx(w, plainTuple(args).items);
  else if (name === "__newobj__") saveNewObject(w, plainTuple(args).items, obj);
  else {
    save(w, func, false);
    save(w, args, false);
    w.out.op(Op.REDUCE);
  }
  if (obj !== undefined) {
    // an object that holds itself was written with its arguments
    const key = obj instanceof Bytes ? bytesKey(obj) : obj;
    const index = w.memo.find(key);
    if (index >= 0) {
      w.out.op(Op.POP);
      w.get(index);
    } else w.put(key);
  }
  if (listItems !== null) batchAppends(w, resume(listItems));
  if (dictItems !== null) batchSetItems(w, resume(dictItems));
  if (state === null) return;
  if (setter === null) {
    save(w, state, false);
    w.out.op(Op.BUILD);
    return;
  }
  save(w, setter, false);
  save(w, obj, false);
  save(w, state, false);
  w.out.op(Op.TUPLE2);
  w.out.op(Op.REDUCE);
  w.out.op(Op.POP);
}

function isIterator(x: Value): Suspends<boolean> {
  return typeof specialMethod(x, "__next__") === "function";
}

function saveNewObject(w: Writer, args: Value[], obj: Value): Suspends<void> {
  if (args.length < 1) throw new PicklingError("__newobj__ arglist is empty");
  const cls = args[0];
  if (!isType(cls)) throw new PicklingError("args[0] from __newobj__ args is not a type");
  if (obj !== undefined && $getattr(obj, "__class__") !== cls) throw new PicklingError("args[0] from __newobj__ args has the wrong class");
  save(w, cls, false);
  save(w, new Tuple(args.slice(1)), false);
  w.out.op(Op.NEWOBJ);
}

function saveNewObjectEx(w: Writer, args: Value[]): Suspends<void> {
  if (args.length !== 3) throw new PicklingError(`length of the NEWOBJ_EX argument tuple must be exactly 3, not ${args.length}`);
  const [cls, positional, keywords] = args;
  if (!isType(cls)) throw new PicklingError(`first item from NEWOBJ_EX argument tuple must be a class, not ${typeName(cls)}`);
  if (!isTuple(positional)) throw new PicklingError(`second item from NEWOBJ_EX argument tuple must be a tuple, not ${typeName(positional)}`);
  if (!isDict(keywords)) throw new PicklingError(`third item from NEWOBJ_EX argument tuple must be a dict, not ${typeName(keywords)}`);
  if (w.proto >= 4) {
    save(w, cls, false);
    save(w, positional, false);
    save(w, keywords, false);
    w.out.op(Op.NEWOBJ_EX);
    return;
  }
  const kw = new Kw();
  const entries: Entry[] = (keywords as Value).$entries();
  for (const entry of entries) kw[entry.key as string] = entry.value;
  save(w, partialOf($getattr(cls, "__new__"), [cls, ...plainTuple(positional).items], kw), false);
  save(w, new Tuple([]), false);
  w.out.op(Op.REDUCE);
}
