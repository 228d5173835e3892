/**
 * operator - the operators as functions.
 *
 * Mirrors     Modules/_operator.c, Lib/operator.py of CPython 3.13
 * Suspends    all: methods of the operands
 */
import type { Suspends } from "../frames/suspend.js";
import * as arithmetic from "../objects/arithmetic.js";
import { $getattr } from "../objects/attributes.js";
import { $callattrx, $callx } from "../objects/call.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import type { Kw } from "../objects/function.js";
import { END } from "../objects/iterator.js";
import { pymodule } from "../objects/module.js";
import { object, specialMethod, type Value } from "../objects/object.js";
import { truth as isTrue } from "../objects/protocols/bool.js";
import * as comparison from "../objects/protocols/compare.js";
import { contains as isIn, searched } from "../objects/protocols/contains.js";
import { eq as equal, ne as unequal, same } from "../objects/protocols/eq.js";
import * as items from "../objects/protocols/getitem.js";
import { toIndex, toSize } from "../objects/protocols/index.js";
import { lengthHint } from "../objects/protocols/len.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin, builtinType, methods } from "../objects/register.js";
import { compareDigest } from "./comparedigest.js";
import { partialOf } from "./functools/partial.js";
import { Tuple } from "../objects/tuple.js";
import { typeName } from "../objects/typename.js";
import { stringOf } from "../objects/str.js";

type Unary = (a: Value) => Suspends<Value>;
type Binary = (a: Value, b: Value) => Suspends<Value>;
const unary = (name: string, f: Unary): Unary => builtin(`${name}(a, /)`, f, "_operator");
const binary = (name: string, f: Binary): Binary => builtin(`${name}(a, b, /)`, f, "_operator");

export const lt = binary("lt", (a, b) => comparison.lt(a, b));
export const le = binary("le", (a, b) => comparison.le(a, b));
export const eq = binary("eq", (a, b) => equal(a, b));
export const ne = binary("ne", (a, b) => unequal(a, b));
export const ge = binary("ge", (a, b) => comparison.ge(a, b));
export const gt = binary("gt", (a, b) => comparison.gt(a, b));
export const not_ = unary("not_", (a) => !isTrue(a));
export const truth = unary("truth", (a) => isTrue(a));
export const is_ = binary("is_", (a, b) => a === b);
export const is_not = binary("is_not", (a, b) => a !== b);
export const abs = unary("abs", (a) => arithmetic.abs(a));
export const add = binary("add", (a, b) => arithmetic.add(a, b));
export const and_ = binary("and_", (a, b) => arithmetic.bitand(a, b));
export const floordiv = binary("floordiv", (a, b) => arithmetic.floordiv(a, b));
export const index = unary("index", (a) => toIndex(a));
export const inv = unary("inv", (a) => arithmetic.invert(a));
export const invert = unary("invert", (a) => arithmetic.invert(a));
export const lshift = binary("lshift", (a, b) => arithmetic.lshift(a, b));
export const mod = binary("mod", (a, b) => arithmetic.mod(a, b));
export const mul = binary("mul", (a, b) => arithmetic.mul(a, b));
export const matmul = binary("matmul", (a, b) => arithmetic.matmul(a, b));
export const neg = unary("neg", (a) => arithmetic.neg(a));
export const or_ = binary("or_", (a, b) => arithmetic.bitor(a, b));
export const pos = unary("pos", (a) => arithmetic.pos(a));
export const pow = binary("pow", (a, b) => arithmetic.pow(a, b));
export const rshift = binary("rshift", (a, b) => arithmetic.rshift(a, b));
export const sub = binary("sub", (a, b) => arithmetic.sub(a, b));
export const truediv = binary("truediv", (a, b) => arithmetic.truediv(a, b));
export const xor = binary("xor", (a, b) => arithmetic.xor(a, b));
export const iadd = binary("iadd", (a, b) => arithmetic.iadd(a, b));
export const iand = binary("iand", (a, b) => arithmetic.ibitand(a, b));
export const ifloordiv = binary("ifloordiv", (a, b) => arithmetic.ifloordiv(a, b));
export const ilshift = binary("ilshift", (a, b) => arithmetic.ilshift(a, b));
export const imod = binary("imod", (a, b) => arithmetic.imod(a, b));
export const imul = binary("imul", (a, b) => arithmetic.imul(a, b));
export const imatmul = binary("imatmul", (a, b) => arithmetic.imatmul(a, b));
export const ior = binary("ior", (a, b) => arithmetic.ibitor(a, b));
export const ipow = binary("ipow", (a, b) => arithmetic.ipow(a, b));
export const irshift = binary("irshift", (a, b) => arithmetic.irshift(a, b));
export const isub = binary("isub", (a, b) => arithmetic.isub(a, b));
export const itruediv = binary("itruediv", (a, b) => arithmetic.itruediv(a, b));
export const ixor = binary("ixor", (a, b) => arithmetic.ixor(a, b));
export const contains = binary("contains", (a, b) => isIn(a, b));
export const getitem = binary("getitem", (a, b) => items.getitem(a, b));
export const delitem = binary("delitem", (a, b) => items.delitem(a, b));
export const setitem = builtin("setitem(a, b, c, /)", (a: Value, b: Value, c: Value): Suspends<Value> => items.setitem(a, b, c), "_operator");

function mustConcatenate(a: Value, ...methods: string[]): Suspends<void> {
  if (specialMethod(a, "__getitem__") == null || methods.every((name) => specialMethod(a, name) == null))
    throw new TypeError(`'${typeName(a)}' object can't be concatenated`);
}
export const concat = binary("concat", (a, b) => {
  mustConcatenate(a, "__add__");
  return arithmetic.add(a, b);
});
export const iconcat = binary("iconcat", (a, b) => {
  mustConcatenate(a, "__iadd__", "__add__");
  return arithmetic.iadd(a, b);
});
export const countOf = binary("countOf", (a, b) => {
  let n = 0;
  const it = searched(a);
  for (let item = it.$next(); item !== END; item = it.$next()) if (same(item, b)) n++;
  return n;
});
export const indexOf = binary("indexOf", (a, b) => {
  let at = 0;
  const it = searched(a);
  for (let item = it.$next(); item !== END; item = it.$next(), at++) if (same(item, b)) return at;
  throw new ValueError("sequence.index(x): x not in sequence");
});
export const length_hint = builtin(
  "length_hint(obj, default=0, /)",
  function (obj: Value, otherwise: Value): Suspends<Value> {
    const fallback = otherwise === undefined ? 0 : toSize(otherwise);
    return lengthHint(obj, fallback);
  },
  "_operator",
);
export const call = builtin(
  "call(*args, **kwargs)",
  ([obj, ...args]: Value[], kwargs: Kw): Suspends<Value> => {
    if (obj === undefined) throw new TypeError("call expected at least 1 argument, got 0");
    return $callx(obj, args, Object.keys(kwargs).length === 0 ? null : kwargs);
  },
  "_operator",
);

class Getter {
  constructor(readonly $names: Value[]) {}
}
Object.setPrototypeOf(Getter.prototype, object.prototype);
function dotted(obj: Value, name: string): Suspends<Value> {
  if (!name.includes(".")) return $getattr(obj, name);
  const parts = name.split(".");
  let value = obj;
  for (let i = 0; i < parts.length; i++) value = $getattr(value, parts[i] as string);
  return value;
}
function shownArguments(values: readonly Value[]): Suspends<string> {
  let shown = "";
  for (let i = 0; i < values.length; i++) shown += (i > 0 ? ", " : "") + repr(values[i]);
  return shown;
}

/** What these classes make takes one object. */
function checkOne(name: string, args: Value[], kw: Kw): void {
  if (Object.keys(kw).length > 0) throw new TypeError(`${name}() takes no keyword arguments`);
  if (args.length !== 1) throw new TypeError(`${name} expected 1 argument, got ${args.length}`);
}

export const attrgetter = builtinType(
  "attrgetter(*attrs)",
  function (names: Value[]): Value {
    if (names.length === 0) throw new TypeError("attrgetter expected 1 argument, got 0");
    const plain = names.map(stringOf);
    if (plain.includes(undefined)) throw new TypeError("attribute name must be a string");
    return new Getter(plain);
  },
  { prototype: Getter.prototype, module: "operator", final: true },
);
methods(attrgetter, {
  "__call__(self, /, *args, **kwargs)": function (this: Getter, args: Value[], kw: Kw): Suspends<Value> {
    checkOne("attrgetter", args, kw);
    if (this.$names.length === 1) return dotted(args[0], this.$names[0]);
    const values: Value[] = [];
    for (let i = 0; i < this.$names.length; i++) values.push(dotted(args[0], this.$names[i]));
    return new Tuple(values);
  },
  "__repr__(self, /)": function (this: Getter): Suspends<string> {
    return `operator.attrgetter(${shownArguments(this.$names)})`;
  },
  "__reduce__(self, /)": function (this: Getter): Value {
    return new Tuple([attrgetter, new Tuple(this.$names)]);
  },
});

class ItemGetter {
  constructor(readonly $keys: Value[]) {}
}
Object.setPrototypeOf(ItemGetter.prototype, object.prototype);
export const itemgetter = builtinType(
  "itemgetter(*items)",
  function (keys: Value[]): Value {
    if (keys.length === 0) throw new TypeError("itemgetter expected 1 argument, got 0");
    return new ItemGetter(keys);
  },
  { prototype: ItemGetter.prototype, module: "operator", final: true },
);
methods(itemgetter, {
  "__call__(self, /, *args, **kwargs)": function (this: ItemGetter, args: Value[], kw: Kw): Suspends<Value> {
    checkOne("itemgetter", args, kw);
    if (this.$keys.length === 1) return items.getitem(args[0], this.$keys[0]);
    const values: Value[] = [];
    for (let i = 0; i < this.$keys.length; i++) values.push(items.getitem(args[0], this.$keys[i]));
    return new Tuple(values);
  },
  "__repr__(self, /)": function (this: ItemGetter): Suspends<string> {
    return `operator.itemgetter(${shownArguments(this.$keys)})`;
  },
  "__reduce__(self, /)": function (this: ItemGetter): Value {
    return new Tuple([itemgetter, new Tuple(this.$keys)]);
  },
});

class MethodCaller {
  constructor(
    readonly $method: string,
    readonly $args: Value[],
    readonly $kw: Kw,
  ) {}
}
Object.setPrototypeOf(MethodCaller.prototype, object.prototype);
export const methodcaller = builtinType(
  "methodcaller(*args, **kwargs)",
  function (args: Value[], kwargs: Kw): Value {
    if (args.length === 0) throw new TypeError("methodcaller needs at least one argument, the method name");
    const name = stringOf(args[0]);
    if (name === undefined) throw new TypeError("method name must be a string");
    return new MethodCaller(name, args.slice(1), kwargs);
  },
  { prototype: MethodCaller.prototype, module: "operator", final: true },
);
methods(methodcaller, {
  "__reduce__(self, /)": function (this: MethodCaller): Suspends<Value> {
    if (Object.keys(this.$kw).length === 0) return new Tuple([methodcaller, new Tuple([this.$method, ...this.$args])]);
    return new Tuple([partialOf(methodcaller, [this.$method], this.$kw), new Tuple(this.$args)]);
  },
  "__call__(self, /, *args, **kwargs)": function (this: MethodCaller, args: Value[], kw: Kw): Suspends<Value> {
    checkOne("methodcaller", args, kw);
    return $callattrx(args[0], this.$method, this.$args.slice(), Object.keys(this.$kw).length === 0 ? null : this.$kw);
  },
  "__repr__(self, /)": function (this: MethodCaller): Suspends<string> {
    let shown = shownArguments([this.$method, ...this.$args]);
    const names = Object.keys(this.$kw);
    for (let i = 0; i < names.length; i++) shown += `, ${names[i]}=${repr(this.$kw[names[i] as string])}`;
    return `operator.methodcaller(${shown})`;
  },
});

const named: Record<string, Value> = {
  abs,
  add,
  and_,
  attrgetter,
  call,
  concat,
  contains,
  countOf,
  delitem,
  eq,
  floordiv,
  ge,
  getitem,
  gt,
  iadd,
  iand,
  iconcat,
  ifloordiv,
  ilshift,
  imatmul,
  imod,
  imul,
  index,
  indexOf,
  inv,
  invert,
  ior,
  ipow,
  irshift,
  is_,
  is_not,
  isub,
  itemgetter,
  itruediv,
  ixor,
  le,
  length_hint,
  lshift,
  lt,
  matmul,
  methodcaller,
  mod,
  mul,
  ne,
  neg,
  not_,
  or_,
  pos,
  pow,
  rshift,
  setitem,
  sub,
  truediv,
  truth,
  xor,
};
const all = Object.keys(named);
for (const name of "abs add and concat contains delitem eq floordiv ge getitem gt iadd iand iconcat ifloordiv ilshift imatmul imod imul index inv invert ior ipow irshift isub itruediv ixor le lshift lt matmul mod mul ne neg not or pos pow rshift setitem sub truediv xor call".split(
  " ",
)) {
  named[`__${name}__`] = named[name] ?? named[`${name}_`];
}
named.__all__ = all;

export default pymodule("operator", named);
/** What the library's text and its tests import from C. */
export const _operator = pymodule("_operator", { ...named, _compare_digest: compareDigest });
