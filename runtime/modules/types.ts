/**
 * types - names for the types of the interpreter.
 *
 * Mirrors     Lib/types.py
 * Suspends    new_class, prepare_class, resolve_bases: metaclasses and __mro_entries__
 */
import type { Suspends } from "../frames/suspend.js";
import { winner } from "../objects/class.js";
import { cellType } from "../objects/cell.js";
import { codeType, iterableCoroutines } from "../objects/code.js";
import { $getattr, $setattr, getattrOr } from "../objects/attributes.js";
import { AttributeError, TypeError } from "../objects/exceptions.js";
import { $callx } from "../objects/call.js";
import { Dict } from "../objects/dict.js";
import { Kw, type FunctionMeta } from "../objects/function.js";
import { asyncGeneratorType } from "../objects/asyncgenerators.js";
import { coroutineType, generatorType } from "../objects/generators.js";
import { generic, genericAliasType } from "../objects/genericalias.js";
import { mappingproxy } from "../objects/mappingproxy.js";
import { moduleType, pymodule } from "../objects/module.js";
import { SimpleNamespace } from "../objects/namespace.js";
import {
  builtinFunctionType,
  classMethodDescriptorType,
  ellipsisType,
  functionType,
  isType,
  methodDescriptorType,
  methodType,
  methodWrapperType,
  NoneType,
  notImplementedType,
  PyObject,
  type,
  typeOf,
  wrapperDescriptorType,
  type Value,
} from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { isCallable } from "../objects/iterators.js";
import { capsuleType } from "../objects/capsule.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { contains } from "../objects/protocols/contains.js";
import { setitem } from "../objects/protocols/getitem.js";
import { repr } from "../objects/protocols/repr.js";
import { getsetType, memberType, pyclass, pyfunction } from "../objects/register.js";
import { frameType, tracebackType } from "../objects/traceobject.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { unionType } from "../objects/union.js";

export const resolve_bases = pyfunction(
  "resolve_bases(bases)",
  function (bases: Value): Suspends<Value> {
    const given: Value[] = isTuple(bases) ? plainTuple(bases).items : bases;
    const out: Value[] = [];
    let changed = false;
    for (const base of given) {
      const entries = isType(base) ? undefined : getattrOr(base, "__mro_entries__");
      if (entries === undefined) out.push(base);
      else {
        changed = true;
        const made = call(entries, bases);
        if (!isTuple(made)) throw new TypeError("__mro_entries__ must return a tuple");
        out.push(...plainTuple(made).items);
      }
    }
    return changed ? new Tuple(out) : bases;
  },
  "types",
);

export const new_class = pyfunction(
  "new_class(name, bases=(), kwds=None, exec_body=None)",
  function (name: string, bases: Value = new Tuple([]), kwds: Value = null, body: Value = null): Suspends<Value> {
    const resolved: Value = call(resolve_bases, bases);
    const [metaclass, ns, rest] = plainTuple(call(prepare_class, name, resolved, kwds)).items;
    if (body !== null) call(body, ns);
    if (resolved !== bases) setitem(ns, "__orig_bases__", bases);
    const kw = new Kw();
    for (const entry of (rest as Dict).$entries()) kw[entry.key as string] = entry.value;
    let names: Value = ns;
    // a class is of the module whose code makes it, which is this one; type() takes a copy anyway
    if (metaclass === type && !contains(ns, "__module__")) {
      names = (ns as Dict).$copy();
      names.$setNamed("__module__", "types");
    }
    return $callx(metaclass, [name, resolved, names], kw);
  },
  "types",
);

export const prepare_class = pyfunction(
  "prepare_class(name, bases=(), kwds=None)",
  function (name: string, bases?: Value, kwds?: Value): Suspends<Value> {
    const given: Value[] = bases === undefined ? [] : isTuple(bases) ? plainTuple(bases).items : bases;
    const rest: Dict = kwds === undefined || kwds === null ? new Dict() : (kwds as Dict).$copy();
    let metaclass: Value = rest.$delete("metaclass") ?? (given.length > 0 ? typeOf(given[0]) : type);
    if (isType(metaclass)) metaclass = winner(metaclass, given);
    const prepare = getattrOr(metaclass, "__prepare__");
    const kw = new Kw();
    for (const entry of rest.$entries()) kw[entry.key as string] = entry.value;
    const ns = prepare === undefined ? new Dict() : $callx(prepare, [name, new Tuple(given)], kw);
    return new Tuple([metaclass, ns, rest]);
  },
  "types",
);

export const get_original_bases = pyfunction(
  "get_original_bases(cls, /)",
  function (cls: Value): Suspends<Value> {
    const dict = getattrOr(cls, "__dict__");
    const bases = dict === undefined ? undefined : (callMethod(dict, "get", "__orig_bases__") ?? getattrOr(cls, "__bases__"));
    if (bases === undefined) throw new TypeError(`Expected an instance of type, not ${repr(typeOf(cls).$name)}`);
    return bases;
  },
  "types",
);

export const coroutine = pyfunction(
  "coroutine(func)",
  function (f: Value): Value {
    if (!isCallable(f)) throw new TypeError("types.coroutine() expects a callable");
    if (typeOf(f) === functionType && f.$f.kind === "generator") iterableCoroutines.add(f.$f as FunctionMeta);
    return f;
  },
  "types",
);

/** A property on instances; on the class the name goes to the class's __getattr__. */
@pyclass("types.DynamicClassAttribute")
export class DynamicClassAttribute extends PyObject {
  declare fget: Value;
  declare fset: Value;
  declare fdel: Value;
  declare overwrite_doc: boolean;

  __init__(fget: Value = null, fset: Value = null, fdel: Value = null, doc: Value = null): Suspends<null> {
    this.fget = fget;
    this.fset = fset;
    this.fdel = fdel;
    $setattr(this, "__doc__", doc !== null && doc !== "" ? doc : $getattr(fget, "__doc__"));
    this.overwrite_doc = doc === null;
    $setattr(this, "__isabstractmethod__", truth(getattrOr(fget, "__isabstractmethod__") ?? false));
    return null;
  }

  __get__(instance: Value, _ownerclass: Value = null): Suspends<Value> {
    if (instance === null) {
      if ($getattr(this, "__isabstractmethod__") === true) return this;
      throw new AttributeError();
    }
    if (this.fget === null) throw new AttributeError("unreadable attribute");
    return call(this.fget, instance);
  }

  __set__(instance: Value, value: Value): Suspends<null> {
    if (this.fset === null) throw new AttributeError("can't set attribute");
    call(this.fset, instance, value);
    return null;
  }

  __delete__(instance: Value): Suspends<null> {
    if (this.fdel === null) throw new AttributeError("can't delete attribute");
    call(this.fdel, instance);
    return null;
  }

  getter(fget: Value): Suspends<Value> {
    const doc = this.overwrite_doc ? $getattr(fget, "__doc__") : null;
    return this.$with(fget, this.fset, this.fdel, doc ?? $getattr(this, "__doc__"));
  }

  setter(fset: Value): Suspends<Value> {
    return this.$with(this.fget, fset, this.fdel, $getattr(this, "__doc__"));
  }

  deleter(fdel: Value): Suspends<Value> {
    return this.$with(this.fget, this.fset, fdel, $getattr(this, "__doc__"));
  }

  $with(fget: Value, fset: Value, fdel: Value, doc: Value): Suspends<Value> {
    const result = call(typeOf(this), fget, fset, fdel, doc);
    result.overwrite_doc = this.overwrite_doc;
    return result;
  }
}

for (const cls of [generatorType, coroutineType, asyncGeneratorType, mappingproxy]) generic(cls);

export default pymodule("types", {
  DynamicClassAttribute,
  FunctionType: functionType,
  LambdaType: functionType,
  CellType: cellType,
  CodeType: codeType,
  MappingProxyType: mappingproxy,
  SimpleNamespace,
  GeneratorType: generatorType,
  CapsuleType: capsuleType,
  CoroutineType: coroutineType,
  AsyncGeneratorType: asyncGeneratorType,
  MethodType: methodType,
  BuiltinFunctionType: builtinFunctionType,
  BuiltinMethodType: builtinFunctionType,
  WrapperDescriptorType: wrapperDescriptorType,
  MethodWrapperType: methodWrapperType,
  MethodDescriptorType: methodDescriptorType,
  ClassMethodDescriptorType: classMethodDescriptorType,
  ModuleType: moduleType,
  TracebackType: tracebackType,
  FrameType: frameType,
  GetSetDescriptorType: getsetType,
  MemberDescriptorType: memberType,
  GenericAlias: genericAliasType,
  UnionType: unionType,
  EllipsisType: ellipsisType,
  NoneType,
  NotImplementedType: notImplementedType,
  new_class,
  prepare_class,
  resolve_bases,
  get_original_bases,
  coroutine,
});
