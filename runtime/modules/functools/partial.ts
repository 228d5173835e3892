/**
 * partial - functools.partial, partialmethod and reduce.
 *
 * Mirrors     Modules/_functoolsmodule.c, Lib/functools.py
 * Suspends    the functions they call
 */
import type { Suspends } from "../../frames/suspend.js";
import { $callx } from "../../objects/call.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $getattr, getattrOr } from "../../objects/attributes.js";
import { dict, isDict, type Dict } from "../../objects/dict.js";
import { $kwdict } from "../../objects/display.js";
import { TypeError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { generic } from "../../objects/genericalias.js";
import type { Entry } from "../../objects/keymap.js";
import { END, iterate, type PyIterator } from "../../objects/iterator.js";
import { isinstance, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { builtin, builtinType, define, getset, methods, pyfunction } from "../../objects/register.js";
import { isCallable } from "../../objects/iterators.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";

export class Partial {
  declare $func: Value;
  declare $args: Value[];
  declare $kw: Kw;
}
Object.setPrototypeOf(Partial.prototype, object.prototype);

function make(cls: PyType, args: Value[], kwargs: Kw): Suspends<Value> {
  if (args.length < 1) throw new TypeError("type 'partial' takes at least one argument");
  let func = args[0];
  if (!isCallable(func)) throw new TypeError("the first argument must be callable");
  let positional = args.slice(1);
  let kw = kwargs;
  if (func instanceof Partial && typeOf(func) === partial && cls === partial) {
    positional = [...func.$args, ...positional];
    kw = joined(func.$kw, kwargs);
    func = func.$func;
  }
  const made = Reflect.construct(Partial, [], cls) as Partial;
  made.$func = func;
  made.$args = positional;
  made.$kw = kw;
  return made;
}

/** Keywords with later ones over them. */
function joined(kw: Kw, more: Kw): Kw {
  const all = new Kw();
  for (const name in kw) all[name] = kw[name];
  for (const name in more) all[name] = more[name];
  return all;
}

/** A partial with these keywords. */
export function partialOf(func: Value, args: Value[], kw: Kw): Suspends<Value> {
  return make(partial, [func, ...args], kw);
}

export const partial = builtinType(
  "partial(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Suspends<Value> {
    return make(partial as PyType, args, kwargs);
  },
  { prototype: Partial.prototype, module: "functools", doc: "Create a new function with partial application of the given arguments and keywords." },
) as PyType & ((...args: Value[]) => Value);
partial.$hasDict = true;
define(partial, "__doc__", partial.$doc, partial.$doc);

methods(partial, {
  "__new__(cls, /, *args, **kwargs)": function (this: PyType, args: Value[], kwargs: Kw): Suspends<Value> {
    return make(this, args, kwargs);
  },
  "__call__(self, /, *args, **kwargs)": function (this: Partial, args: Value[], kwargs: Kw): Suspends<Value> {
    const kw = joined(this.$kw, kwargs);
    return $callx(this.$func, [...this.$args, ...args], Object.keys(kw).length === 0 ? null : kw);
  },
  "__repr__(self, /)": function (this: Partial): Suspends<string> {
    const cls = typeOf(this);
    const name = cls === partial ? "functools.partial" : `${cls.$module}.${cls.$qualname}`;
    if (isWithin(this)) return "...";
    try {
      let shown = `${name}(${repr(this.$func)}`;
      for (let i = 0; i < this.$args.length; i++) shown += `, ${repr(this.$args[i])}`;
      const names = Object.keys(this.$kw);
      for (let i = 0; i < names.length; i++) shown += `, ${names[i]}=${repr(this.$kw[names[i] as string])}`;
      return `${shown})`;
    } finally {
      leave(this);
    }
  },
  "__reduce__(self, /)": function (this: Partial): Tuple {
    const attributes = attributeDict(this);
    const state = [this.$func, new Tuple(this.$args), $kwdict(this.$kw), attributes.$size() === 0 ? null : attributes];
    return new Tuple([typeOf(this), new Tuple([this.$func]), new Tuple(state)]);
  },
  "__setstate__(self, state, /)": function (this: Partial, state: Value): Suspends<null> {
    const items: Value[] = isTuple(state) ? plainTuple(state).items : [];
    const [func, args, keywords, attributes] = items;
    if (items.length !== 4 || !isCallable(func) || !isTuple(args) || !isDict(keywords ?? null)) throw new TypeError("invalid partial state");
    this.$func = func;
    this.$args = plainTuple(args).items.slice();
    this.$kw = new Kw();
    for (const entry of (keywords as Value).$entries() as Entry[]) this.$kw[entry.key as string] = entry.value;
    if (attributes !== null) callMethod(attributeDict(this), "update", attributes);
    return null;
  },
});
getset(partial, {
  func: [(self: Partial) => self.$func],
  args: [(self: Partial) => new Tuple(self.$args)],
  keywords: [(self: Partial) => $kwdict(self.$kw)],
  __dict__: [(self: Partial) => attributeDict(self)],
});
generic(partial);

/** What a partial is made of in the end. */
export const unwrapPartial = pyfunction(
  "_unwrap_partial(func)",
  (func: Value): Suspends<Value> => {
    let inner = func;
    while (isinstance(inner, partial as unknown as PyType)) inner = $getattr(inner, "func");
    return inner;
  },
  "functools",
);

/** The same for the function that a partialmethod gave. */
export const unwrapPartialMethod = pyfunction(
  "_unwrap_partialmethod(func)",
  (func: Value): Suspends<Value> => {
    let inner = func;
    for (let before: Value = undefined; inner !== before;) {
      before = inner;
      for (let of = getattrOr(inner, "__partialmethod__"); of !== undefined && isinstance(of, partialmethod as unknown as PyType);) {
        inner = of;
        of = getattrOr(inner, "__partialmethod__");
      }
      while (isinstance(inner, partialmethod as unknown as PyType)) inner = $getattr(inner, "func");
      inner = unwrapPartial(inner) as Value;
    }
    return inner;
  },
  "functools",
);

/** functools.partialmethod: a partial that takes the instance first. */
export class PartialMethod {
  declare func: Value;
  declare args: Tuple;
  declare keywords: Dict;
}
Object.setPrototypeOf(PartialMethod.prototype, object.prototype);
export const partialmethod = builtinType(
  "partialmethod(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Suspends<Value> {
    if (args.length < 1) throw new TypeError("partialmethod.__init__() missing 1 required positional argument: 'func'");
    const func = args[0];
    if (!isCallable(func) && getattrOr(func, "__get__") === undefined) throw new TypeError(`${repr(func)} is not callable or a descriptor`);
    const made = new PartialMethod();
    const inner = func instanceof PartialMethod;
    made.func = inner ? func.func : func;
    made.args = new Tuple(inner ? [...func.args.items, ...args.slice(1)] : args.slice(1));
    made.keywords = inner ? func.keywords.$copy() : dict();
    for (const name in kwargs) made.keywords.$setNamed(name, kwargs[name]);
    return made;
  },
  { prototype: PartialMethod.prototype, module: "functools" },
);
partialmethod.$hasDict = true;
partialmethod.$heap = true;
getset(partialmethod, { __dict__: [(self: Value) => attributeDict(self)] });

function keywordsOf(self: PartialMethod): Kw {
  const kw = new Kw();
  for (const entry of self.keywords.$entries()) kw[entry.key as string] = entry.value;
  return kw;
}

methods(partialmethod, {
  "__repr__(self, /)": function (this: PartialMethod): Suspends<string> {
    let shown = repr(this.func);
    for (let i = 0; i < this.args.items.length; i++) shown += `, ${repr(this.args.items[i])}`;
    const entries = this.keywords.$entries();
    for (let i = 0; i < entries.length; i++) shown += `, ${text(entries[i]!.key)}=${repr(entries[i]!.value)}`;
    return `functools.partialmethod(${shown})`;
  },
  "__get__(self, instance, owner=None, /)": function (this: PartialMethod, instance: Value, owner: Value): Suspends<Value> {
    const get = getattrOr(this.func, "__get__");
    if (get !== undefined) {
      const bound = call(get, instance, owner === undefined ? null : owner);
      if (bound !== this.func) return partialOf(bound, this.args.items, keywordsOf(this));
    }
    const self = this;
    return builtin("method(*args, **kwargs)", function (args: Value[], kwargs: Kw): Suspends<Value> {
      const first = instance === null ? args.slice(0, 1) : [instance];
      const rest = instance === null ? args.slice(1) : args;
      return $callx(self.func, [...first, ...self.args.items, ...rest], joined(keywordsOf(self), kwargs));
    });
  },
});

export const reduce = builtin(
  "reduce(function, iterable, initial=<unrepresentable>, /)",
  function (f: Value, iterable: Value, initial: Value): Suspends<Value> {
    const it = iterateFor(iterable);
    let total = initial === undefined ? it.$next() : initial;
    if (total === END) throw new TypeError("reduce() of empty iterable with no initial value");
    for (let item = it.$next(); item !== END; item = it.$next()) total = call(f, total, item);
    return total;
  },
  "_functools",
);

function iterateFor(iterable: Value): Suspends<PyIterator> {
  try {
    return iterate(iterable);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError("reduce() arg 2 must support iteration");
    throw error;
  }
}
