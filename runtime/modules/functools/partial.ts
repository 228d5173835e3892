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
import { madeFor, isinstance, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { builtin, builtinType, define, getset, methods, pyfunction } from "../../objects/register.js";
import { isCallable } from "../../objects/iterators.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { warn } from "../../objects/warn.js";

export class Partial {
  declare $func: Value;
  declare $args: Value[];
  declare $kw: Kw;
  /** what Python code has seen of the arguments, which it may look for again, and of the keywords, which it may change */
  declare $argsShown: Tuple | undefined;
  declare $kwShown: Dict | undefined;
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
    kw = joined(keywordsNow(func), kwargs);
    func = func.$func;
  }
  const made = madeFor(Partial, cls);
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

/** The keywords as they are: Python code may have changed the dict. */
function keywordsNow(self: Partial): Kw {
  if (self.$kwShown === undefined) return self.$kw;
  const kw = new Kw();
  for (const { key, value } of self.$kwShown.$entries()) {
    if (typeof key !== "string") throw new TypeError("keywords must be strings");
    kw[key] = value;
  }
  return kw;
}

function isEmpty(kw: Kw): boolean {
  for (const _name in kw) return false;
  return true;
}

/** A call of a partial, with its arguments as they come, a Kw last. */
function callPartial(this: Partial, ...args: Value[]): Suspends<Value> {
  const more = args.length > 0 && args[args.length - 1] instanceof Kw ? (args.pop() as Kw) : null;
  const own = keywordsNow(this);
  const all = this.$args.length === 0 ? args : [...this.$args, ...args];
  if (isEmpty(own)) return $callx(this.$func, all, more === null || isEmpty(more) ? null : more);
  return $callx(this.$func, all, joined(own, more ?? new Kw()));
}
(callPartial as Value).$checked = true;

/** A partial with these keywords. */
export function partialOf(func: Value, args: Value[], kw: Kw): Suspends<Value> {
  return make(partial, [func, ...args], kw);
}

export const partial = builtinType(
  "partial(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Suspends<Value> {
    return make(partial as PyType, args, kwargs);
  },
  { prototype: Partial.prototype, module: "functools", doc: "Create a new function with partial application of the given arguments\nand keywords." },
) as PyType & ((...args: Value[]) => Value);
partial.$hasDict = true;
define(partial, "__doc__", partial.$doc, partial.$doc);

methods(partial, {
  "__new__(cls, /, *args, **kwargs)": function (this: PyType, args: Value[], kwargs: Kw): Suspends<Value> {
    return make(this, args, kwargs);
  },
  "__call__(self, /, *args, **kwargs)": callPartial,
  "__repr__(self, /)": function (this: Partial): Suspends<string> {
    const cls = typeOf(this);
    const name = cls === partial ? "functools.partial" : `${cls.$module}.${cls.$qualname}`;
    if (isWithin(this)) return "...";
    try {
      let shown = `${name}(${repr(this.$func)}`;
      for (let i = 0; i < this.$args.length; i++) shown += `, ${repr(this.$args[i])}`;
      const keywords = keywordsShown(this)
        .$entries()
        .map(({ key, value }) => ({ key: key as Value, value: value as Value }));
      for (let i = 0; i < keywords.length; i++) shown += `, ${text(keywords[i]!.key)}=${repr(keywords[i]!.value)}`;
      return `${shown})`;
    } finally {
      leave(this);
    }
  },
  "__reduce__(self, /)": function (this: Partial): Tuple {
    const attributes = attributeDict(this);
    const state = [this.$func, argsShown(this), keywordsShown(this), attributes.$size() === 0 ? null : attributes];
    return new Tuple([typeOf(this), new Tuple([this.$func]), new Tuple(state)]);
  },
  "__setstate__(self, state, /)": function (this: Partial, state: Value): Suspends<null> {
    const items: Value[] = isTuple(state) ? plainTuple(state).items : [];
    const [func, args, keywords, attributes] = items;
    if (items.length !== 4 || !isCallable(func) || !isTuple(args) || (keywords !== null && !isDict(keywords))) throw new TypeError("invalid partial state");
    this.$func = func;
    this.$args = plainTuple(args).items.slice();
    this.$kw = new Kw();
    if (keywords !== null) for (const entry of (keywords as Value).$entries() as Entry[]) this.$kw[entry.key as string] = entry.value;
    // what Python code gave is what it sees again
    this.$argsShown = args instanceof Tuple ? args : undefined;
    this.$kwShown = keywords !== null && typeOf(keywords) === dict ? keywords : undefined;
    const own = attributeDict(this);
    own.$clear();
    if (attributes !== null) callMethod(own, "update", attributes);
    return null;
  },
});
function argsShown(self: Partial): Tuple {
  return (self.$argsShown ??= new Tuple(self.$args));
}

function keywordsShown(self: Partial): Dict {
  return (self.$kwShown ??= $kwdict(self.$kw) as Dict);
}

/** `p.__dict__ = d`: its attributes are those of `d` from now on. */
function setDict(self: Partial, value: Value): Suspends<void> {
  if (value === undefined) throw new TypeError("cannot delete __dict__");
  if (!isDict(value)) throw new TypeError(`__dict__ must be set to a dictionary, not a '${typeName(value)}'`);
  const own = attributeDict(self);
  own.$clear();
  for (const entry of value.$entries()) own.$set(entry.key, entry.value);
}

const UNBOUND = "functools.partial will be a method descriptor in future Python versions; wrap it in staticmethod() if you want to preserve the old behavior";
methods(partial, {
  "__get__(self, instance, owner=None, /)": function (this: Partial, instance: Value): Suspends<Value> {
    if (instance !== null) warn("FutureWarning", UNBOUND);
    return this;
  },
});
getset(partial, {
  func: [(self: Partial) => self.$func],
  args: [argsShown],
  keywords: [keywordsShown],
  __dict__: [(self: Partial) => attributeDict(self), setDict, (self: Partial): Suspends<void> => setDict(self, undefined)],
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
  "partialmethod(func, /, *args, **keywords)",
  (func: Value, args: Value[], kwargs: Kw): Suspends<Value> => fillMethod(new PartialMethod(), func, args, kwargs),
  { prototype: PartialMethod.prototype, module: "functools", empty: (cls: PyType) => madeFor(PartialMethod, cls) },
);
partialmethod.$hasDict = true;
partialmethod.$heap = true;
getset(partialmethod, {
  __dict__: [(self: Value) => attributeDict(self)],
  __isabstractmethod__: [(self: PartialMethod): Suspends<Value> => getattrOr(self.func, "__isabstractmethod__") ?? false],
});
generic(partialmethod);

function fillMethod(made: PartialMethod, func: Value, args: Value[], kwargs: Kw): Suspends<PartialMethod> {
  if (!isCallable(func) && getattrOr(func, "__get__") === undefined) throw new TypeError(`${repr(func)} is not callable or a descriptor`);
  const inner = func instanceof PartialMethod;
  made.func = inner ? func.func : func;
  made.args = new Tuple(inner ? [...func.args.items, ...args] : args);
  made.keywords = inner ? func.keywords.$copy() : dict();
  for (const name in kwargs) made.keywords.$setNamed(name, kwargs[name]);
  return made;
}

function keywordsOf(self: PartialMethod): Kw {
  const kw = new Kw();
  for (const entry of self.keywords.$entries()) kw[entry.key as string] = entry.value;
  return kw;
}

methods(
  partialmethod,
  {
    "__init__(self, func, /, *args, **keywords)": function (this: PartialMethod, func: Value, args: Value[], kwargs: Kw): Suspends<null> {
      fillMethod(this, func, args, kwargs);
      return null;
    },
  },
  false,
);
methods(partialmethod, {
  "__repr__(self, /)": function (this: PartialMethod): Suspends<string> {
    let shown = repr(this.func);
    for (let i = 0; i < this.args.items.length; i++) shown += `, ${repr(this.args.items[i])}`;
    const entries = this.keywords.$entries();
    for (let i = 0; i < entries.length; i++) shown += `, ${text(entries[i]!.key)}=${repr(entries[i]!.value)}`;
    return `functools.partialmethod(${shown})`;
  },
  "__get__(self, instance, owner=None, /)": function (this: PartialMethod, instance: Value, owner: Value): Suspends<Value> {
    const cls = owner === undefined ? null : owner;
    const get = getattrOr(this.func, "__get__");
    if (get !== undefined && !isinstance(this.func, partial as unknown as PyType)) {
      const bound = call(get, instance, cls);
      if (bound !== this.func) {
        const made = partialOf(bound, this.args.items, keywordsOf(this));
        const self = getattrOr(bound, "__self__");
        if (self !== undefined) made.__self__ = self;
        return made;
      }
    }
    const unbound = unboundOf(this);
    return instance === null ? unbound : callMethod(unbound, "__get__", instance, cls);
  },
});

/** The function that takes the instance first. */
function unboundOf(self: PartialMethod): Suspends<Value> {
  const unbound: Value = pyfunction(
    "_method(cls_or_self, /, *args, **keywords)",
    (first: Value, args: Value[], kwargs: Kw): Suspends<Value> => $callx(self.func, [first, ...self.args.items, ...args], joined(keywordsOf(self), kwargs)),
    "functools",
  );
  unbound.__isabstractmethod__ = getattrOr(self.func, "__isabstractmethod__") ?? false;
  unbound.__partialmethod__ = self;
  return unbound;
}

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
