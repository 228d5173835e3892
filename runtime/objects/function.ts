/**
 * function - what Python knows of a function, and the forms a function takes: plain, method, bound.
 *
 * Mirrors     Objects/funcobject.c, Objects/classobject.c
 * See         docs/conventions.md, section 3; arguments.ts binds arguments and words the errors
 */
import type { Places } from "./arguments.js";
import {
  builtinFunctionType,
  classMethodDescriptorType,
  functionType,
  hidden,
  isinstance,
  isType,
  late,
  lookup,
  methodDescriptorType,
  methodType,
  methodWrapperType,
  type,
  wrapperDescriptorType,
  type PyType,
  type Value,
} from "./object.js";

export interface FunctionMeta {
  name: string;
  qualname: string;
  module: string;
  /** positional parameters, self included */
  readonly params: string[];
  readonly posonly: number;
  /** positional parameters that have no default, self included */
  readonly required: number;
  readonly kwonly: string[];
  /** bit set: keyword-only parameters without default */
  readonly kwrequired: number;
  readonly varargs: string | null;
  readonly varkw: string | null;
  doc: string | null;
  readonly kind: "function" | "generator" | "coroutine" | "asyncgen";
  /** method form: `this` is params[0] */
  readonly method: boolean;
  readonly line: number;
  /** text signature: errors in the words of a C function */
  readonly builtin?: string;
  /** of functions whose defaults and code can be assigned: whether it was done to one of them (changed.ts) */
  changed?: boolean;
  /** it asks its `$defaults` in each call: they can be assigned */
  readonly asksDefaults?: true;
  /** ways in which calls gave keywords, for the next ones */
  $places?: Places[];
}

/** What is known of a function without parameters, with what `over` says otherwise. */
export function plainMeta(name: string, module: string, over: Partial<FunctionMeta> = {}): FunctionMeta {
  return {
    name,
    qualname: name,
    module,
    params: [],
    posonly: 0,
    required: 0,
    kwonly: [],
    kwrequired: 0,
    varargs: null,
    varkw: null,
    doc: null,
    kind: "function",
    method: false,
    line: 0,
    ...over,
  };
}

/** Keyword-only arguments and `**kw` of one call: own properties, null prototype. */
export class Kw {
  [name: string]: Value;
}
Object.setPrototypeOf(Kw.prototype, null);
delete (Kw.prototype as { constructor?: unknown }).constructor;
/** It does not tell whose it is: snapshots find it by this name. */
export const kwPrototype: object = Kw.prototype;

/** Whether a call passes a Kw to such a function. */
export function takesKw(meta: FunctionMeta): boolean {
  return meta.varkw !== null || meta.kwonly.length > 0;
}

/** Makes a JavaScript function a Python one. */
export function describe<F>(f: F, meta: FunctionMeta, defaults: Value[] | null = null): F {
  hidden(f as object, "$f", meta);
  if (defaults !== null) hidden(f as object, "$defaults", defaults);
  return f;
}

/** Whether a function takes its first parameter as `this`. */
export function isMethodForm(f: Value): boolean {
  return f.$plain !== undefined || (f.$f !== undefined && f.$f.method === true && f.$method === undefined && f.$self === undefined);
}

/** Is a method of a C class for this object, or a class method for this class? */
export function isFitting(method: Value, self: Value): boolean {
  const owner = method.$owner as PyType;
  return method.$cls === classMethodDescriptorType ? isType(self) && self.$mro.includes(owner) : self !== undefined && isinstance(self, owner);
}

/** The form that takes the first parameter as an argument; made once. */
export function plain(method: Value): Value {
  if (method.$plain !== undefined) return method.$plain;
  if (!isMethodForm(method)) return method;
  const isNew = method.$f.name === "__new__";
  const owner = method.$f.builtin === undefined ? undefined : method.$owner;
  const f: Value =
    owner === undefined
      ? function (self: Value, ...args: Value[]) {
          return self === undefined ? late.badargs(method, undefined, args) : method.apply(self, args);
        }
      : function (self: Value, ...args: Value[]) {
          if (isNew ? self !== owner : !isFitting(method, self)) (isNew ? late.checkNew : late.badself)(method, self);
          return method.apply(self, args);
        };
  hidden(f as object, "$f", method.$f);
  hidden(f as object, "$method", method);
  if (method.$defaults !== undefined) hidden(f as object, "$defaults", method.$defaults);
  if (method.$owner !== undefined) hidden(f as object, "$owner", method.$owner);
  if (method.$cls !== functionType) hidden(f as object, "$cls", method.$cls);
  hidden(method as object, "$plain", f);
  return f;
}

/** The form that takes the first parameter as `this`; made once. */
export function methodForm(f: Value): Value {
  if (f.$method !== undefined) return f.$method;
  if (isMethodForm(f)) return f;
  const method: Value = function (this: Value, ...args: Value[]) {
    return f(this, ...args);
  };
  hidden(method as object, "$f", f.$f);
  hidden(method as object, "$plain", f);
  hidden(f as object, "$method", method);
  if (f.$cls !== functionType) hidden(method as object, "$cls", f.$cls);
  return method;
}

/** What is found in a class's `__dict__` as Python code sees it. */
export function exposed(value: Value): Value {
  return typeof value === "function" && value.$f !== undefined && isMethodForm(value) ? plain(value) : value;
}

/** The method bound to its instance; `method` in method form. */
export function bindMethod(self: Value, method: Value): Value {
  const kind = method.$cls;
  const b: Value =
    kind === functionType || (method.$owner === self?.$cls && method.$owner !== type)
      ? function (...args: Value[]) {
          return method.apply(self, args);
        }
      : function (...args: Value[]) {
          if (method.$f?.builtin !== undefined) late.checkBound(method, self, args);
          return method.apply(self, args);
        };
  b.$self = self;
  b.$func = method;
  b.$cls =
    kind === methodDescriptorType || kind === classMethodDescriptorType ? builtinFunctionType : kind === wrapperDescriptorType ? methodWrapperType : methodType;
  return b;
}

/** A bound method whose function is any callable (`types.MethodType(f, o)`). */
export function bindCallable(self: Value, f: Value): Value {
  if (typeof f === "function" && f.$f !== undefined && f.$self === undefined && !isType(f)) return bindMethod(self, methodForm(f));
  const b: Value = function (...args: Value[]) {
    const target: Value = callee(f);
    return target === undefined ? late.notCallable(f) : target(self, ...args);
  };
  b.$self = self;
  b.$func = f;
  b.$cls = methodType;
  return b;
}

/** Something callable as a JavaScript function: the `__call__` of an instance. */
export function callee(f: Value): Value {
  if (typeof f === "function") return f;
  const method: Value = f === null ? undefined : f.$cls.prototype.__call__;
  if (typeof method === "function") return bindMethod(f, method);
  return undefined;
}

/** `o.m` as a value. */
export function bound(self: Value, name: string): Value {
  return bindMethod(self, self[name] ?? lookup(self.$cls, name));
}

/** `__annotations__` of a function: a dict, or what makes it when it is first asked for. */
export function annotate(f: Value, annotations: (() => Value) | Value | null, typeParams?: Value[]): Value {
  if (annotations !== null) hidden(f as object, "$annotate", annotations);
  if (typeParams !== undefined) hidden(f as object, "$typeParams", typeParams);
  return f;
}
