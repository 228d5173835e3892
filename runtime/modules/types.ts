/**
 * types - names for the types of the interpreter.
 *
 * Mirrors     Lib/types.py
 * Suspends    new_class, prepare_class, resolve_bases: metaclasses and __mro_entries__
 */
import type { Suspends } from "../frames/suspend.js";
import { $class, winner } from "../objects/class.js";
import { codeType } from "../objects/code.js";
import { getattrOr } from "../objects/attributes.js";
import { $callx } from "../objects/call.js";
import { Dict } from "../objects/dict.js";
import { Kw } from "../objects/function.js";
import { coroutineType, generatorType } from "../objects/generators.js";
import { genericAliasType } from "../objects/genericalias.js";
import { mappingproxy } from "../objects/mappingproxy.js";
import { moduleType, pymodule } from "../objects/module.js";
import { SimpleNamespace } from "../objects/namespace.js";
import {
  builtinFunctionType, classMethodDescriptorType, ellipsisType, functionType, isType, methodDescriptorType, methodType, methodWrapperType, NoneType,
  notImplementedType, type, typeOf, wrapperDescriptorType, type PyType, type Value,
} from "../objects/object.js";
import { call } from "../objects/protocols/call.js";
import { builtin, getsetType, memberType } from "../objects/register.js";
import { frameType, tracebackType } from "../objects/traceobject.js";
import { isTuple, plainTuple, Tuple } from "../objects/tuple.js";
import { unionType } from "../objects/union.js";

export const resolve_bases = builtin("resolve_bases(bases)", function (bases: Value): Suspends<Value> {
  const given: Value[] = isTuple(bases) ? plainTuple(bases).items : bases;
  const out: Value[] = [];
  let changed = false;
  for (const base of given) {
    const entries = isType(base) ? undefined : getattrOr(base, "__mro_entries__");
    if (entries === undefined) out.push(base);
    else {
      changed = true;
      out.push(...(call(entries, bases) as Tuple).items);
    }
  }
  return changed ? new Tuple(out) : bases;
}, "types");

export const new_class = builtin("new_class(name, bases=(), kwds=None, exec_body=None)", function (name: string, bases?: Value, kwds?: Value, body?: Value): Suspends<Value> {
  const given: Value[] = bases === undefined ? [] : isTuple(bases) ? plainTuple(bases).items : bases;
  let kw: Kw | null = null;
  if (kwds !== undefined && kwds !== null) for (const entry of (kwds as Dict).$entries()) (kw ??= new Kw())[entry.key as string] = entry.value;
  return $class({ name, qualname: name, module: "types", doc: null, line: 0, statics: [] }, given, kw, (ns) => {
    if (body === undefined || body === null) return;
    const names = new Dict();
    call(body, names);
    for (const entry of names.$entries()) ns.set(entry.key as string, entry.value);
  });
}, "types");

export const prepare_class = builtin("prepare_class(name, bases=(), kwds=None)", function (name: string, bases?: Value, kwds?: Value): Suspends<Value> {
  const given: Value[] = bases === undefined ? [] : plainTuple(bases).items;
  const rest: Dict = kwds === undefined || kwds === null ? new Dict() : (kwds as Dict).$copy();
  let metaclass: Value = rest.$delete("metaclass") ?? (given.length > 0 ? typeOf(given[0]) : type);
  if (isType(metaclass)) metaclass = winner(metaclass, given);
  const prepare = getattrOr(metaclass, "__prepare__");
  const kw = new Kw();
  for (const entry of rest.$entries()) kw[entry.key as string] = entry.value;
  const ns = prepare === undefined ? new Dict() : $callx(prepare, [name, new Tuple(given)], kw);
  return new Tuple([metaclass, ns, rest]);
}, "types");

export const get_original_bases = builtin("get_original_bases(cls, /)", function (cls: Value): Value {
  const own = (cls as PyType).$dict.get("__orig_bases__");
  return own ?? new Tuple((cls as PyType).$bases);
}, "types");

export const coroutine = builtin("coroutine(func)", function (f: Value): Value {
  return f;
}, "types");

export default pymodule("types", {
  FunctionType: functionType,
  LambdaType: functionType,
  CodeType: codeType,
  MappingProxyType: mappingproxy,
  SimpleNamespace,
  GeneratorType: generatorType,
  CoroutineType: coroutineType,
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
