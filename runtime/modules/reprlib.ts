/**
 * reprlib - repr() with limits.
 *
 * Mirrors     Lib/reprlib.py
 * Frames      guarded: wrapper; wrapper: -
 * Suspends    `__repr__` of values, methods of subclasses
 */
import { stringOf } from "../objects/str.js";
import { Slice } from "../objects/slice.js";
import { $le } from "../objects/protocols/tests.js";
import { add, sub } from "../objects/arithmetic.js";
import type { Suspends } from "../frames/suspend.js";
import { $getattr, getattrOr } from "../objects/attributes.js";
import { Exception, TypeError, ValueError } from "../objects/exceptions.js";
import { describe, type FunctionMeta, plainMeta } from "../objects/function.js";
import { address } from "../objects/identity.js";
import { spread } from "../objects/iterator.js";
import { pymodule } from "../objects/module.js";
import { isinstance, PyObject, typeOf, type Value } from "../objects/object.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { getitem } from "../objects/protocols/getitem.js";
import { len } from "../objects/protocols/len.js";
import { repr as fullRepr } from "../objects/protocols/repr.js";
import { builtin, pyclass } from "../objects/register.js";
import { pointCount, pointSlice } from "../objects/str/points.js";
import { sorted } from "./builtins/iteration.js";
import { updateWrapper } from "./functools/wraps.js";

/** The beginning and the end of a text, with the fill value between. */
function shortened(text: string, most: number, fill: string): string {
  const i = Math.max(0, Math.floor((most - 3) / 2));
  const j = Math.max(0, most - 3 - i);
  return pointSlice(text, 0, i) + fill + pointSlice(text, pointCount(text) - j, pointCount(text));
}

function possiblySorted(x: Value): Suspends<Value[]> {
  try {
    return call(sorted, x) as Value[];
  } catch (error) {
    if (!isinstance(error as Value, Exception)) throw error;
    return spread(x);
  }
}

@pyclass("reprlib.Repr", {})
export class Repr extends PyObject {
  declare maxlevel: Value;
  declare maxtuple: Value;
  declare maxlist: Value;
  declare maxarray: Value;
  declare maxdict: Value;
  declare maxset: Value;
  declare maxfrozenset: Value;
  declare maxdeque: Value;
  declare maxstring: Value;
  declare maxlong: Value;
  declare maxother: Value;
  declare fillvalue: Value;
  declare indent: Value;

  __init__({
    maxlevel = 6,
    maxtuple = 6,
    maxlist = 6,
    maxarray = 5,
    maxdict = 4,
    maxset = 6,
    maxfrozenset = 6,
    maxdeque = 6,
    maxstring = 30,
    maxlong = 40,
    maxother = 30,
    fillvalue = "...",
    indent = null,
  }: {
    maxlevel?: Value;
    maxtuple?: Value;
    maxlist?: Value;
    maxarray?: Value;
    maxdict?: Value;
    maxset?: Value;
    maxfrozenset?: Value;
    maxdeque?: Value;
    maxstring?: Value;
    maxlong?: Value;
    maxother?: Value;
    fillvalue?: Value;
    indent?: Value;
  } = {}): null {
    this.maxlevel = maxlevel;
    this.maxtuple = maxtuple;
    this.maxlist = maxlist;
    this.maxarray = maxarray;
    this.maxdict = maxdict;
    this.maxset = maxset;
    this.maxfrozenset = maxfrozenset;
    this.maxdeque = maxdeque;
    this.maxstring = maxstring;
    this.maxlong = maxlong;
    this.maxother = maxother;
    this.fillvalue = fillvalue;
    this.indent = indent;
    return null;
  }

  repr(x: Value): Suspends<Value> {
    return callMethod(this, "repr1", x, this.maxlevel);
  }

  repr1(x: Value, level: Value): Suspends<Value> {
    const name = `repr_${typeOf(x).$name.split(" ").join("_")}`;
    const own = getattrOr(this, name);
    return own === undefined ? callMethod(this, "repr_instance", x, level) : call(own, x, level);
  }

  repr_tuple(x: Value, level: Value): Suspends<string> {
    return iterableText(this, x, level, "(", ")", this.maxtuple, ",");
  }
  repr_list(x: Value, level: Value): Suspends<string> {
    return iterableText(this, x, level, "[", "]", this.maxlist, "");
  }
  repr_array(x: Value, level: Value): Suspends<string> {
    const code = $getattr(x, "typecode") as string;
    return len(x) === 0 ? `array('${code}')` : iterableText(this, x, level, `array('${code}', [`, "])", this.maxarray, "");
  }
  repr_set(x: Value, level: Value): Suspends<string> {
    return len(x) === 0 ? "set()" : iterableText(this, possiblySorted(x), level, "{", "}", this.maxset, "");
  }
  repr_frozenset(x: Value, level: Value): Suspends<string> {
    return len(x) === 0 ? "frozenset()" : iterableText(this, possiblySorted(x), level, "frozenset({", "})", this.maxfrozenset, "");
  }
  repr_deque(x: Value, level: Value): Suspends<string> {
    return iterableText(this, x, level, "deque([", "])", this.maxdeque, "");
  }
  repr_dict(x: Value, level: Value): Suspends<string> {
    const n = len(x);
    if (n === 0) return "{}";
    if ($le(level, 0)) return `{${fill(this)}}`;
    const below = sub(level, 1);
    const keys = possiblySorted(x);
    const pieces: string[] = [];
    for (let i = 0; i < keys.length && i < this.maxdict; i++) {
      const key: string = callMethod(this, "repr1", keys[i], below);
      const value: string = callMethod(this, "repr1", getitem(x, keys[i]), below);
      pieces.push(`${key}: ${value}`);
    }
    if (n > this.maxdict) pieces.push(fill(this));
    return `{${joined(this, pieces, level)}}`;
  }
  repr_str(x: Value, _level: Value): Suspends<string> {
    const most = this.maxstring as number;
    const given = stringOf(x);
    const text = fullRepr(given === undefined ? getitem(x, new Slice(null, most, null)) : pointSlice(given, 0, most));
    if (pointCount(text) <= most) return text;
    const i = Math.max(0, Math.floor((most - 3) / 2));
    const j = Math.max(0, most - 3 - i);
    if (given === undefined) {
      const ends = add(getitem(x, new Slice(null, i, null)), getitem(x, new Slice(len(x) - j, null, null)));
      return shortened(fullRepr(ends), most, fill(this));
    }
    const whole = given;
    return shortened(fullRepr(pointSlice(whole, 0, i) + pointSlice(whole, pointCount(whole) - j, pointCount(whole))), most, this.fillvalue as string);
  }
  repr_int(x: Value, _level: Value): Suspends<string> {
    const text = fullRepr(x);
    return text.length > this.maxlong ? shortened(text, this.maxlong as number, this.fillvalue as string) : text;
  }
  repr_instance(x: Value, _level: Value): Suspends<string> {
    let text: string;
    try {
      text = fullRepr(x);
    } catch (error) {
      if (!isinstance(error as Value, Exception)) throw error;
      return `<${typeOf(x).$name} instance at ${address(x)}>`;
    }
    return pointCount(text) > this.maxother ? shortened(text, this.maxother as number, this.fillvalue as string) : text;
  }
}

/** What stands for what is left out. */
function fill(self: Repr): string {
  const text = stringOf(self.fillvalue);
  if (text === undefined) throw new TypeError(`can only concatenate str (not "${typeOf(self.fillvalue).$name}") to str`);
  return text;
}

function iterableText(self: Repr, x: Value, level: Value, left: string, right: string, most: Value, trail: string): Suspends<string> {
  const n = Number(len(x));
  if ($le(level, 0) && n > 0) return left + fill(self) + right;
  const below = sub(level, 1);
  const items = spread(x);
  const pieces: string[] = [];
  for (let i = 0; i < n && i < most; i++) pieces.push(callMethod(self, "repr1", items[i], below));
  if (n > most) pieces.push(fill(self));
  const end = n === 1 && trail !== "" && self.indent === null ? trail + right : right;
  return left + joined(self, pieces, level) + end;
}

function joined(self: Repr, pieces: readonly string[], level: Value): string {
  if (self.indent === null) return pieces.join(", ");
  if (pieces.length === 0) return "";
  let { indent } = self;
  if (typeof indent === "boolean") indent = Number(indent);
  if (typeof indent === "number") {
    if (indent < 0) throw new ValueError(`Repr.indent cannot be negative int (was ${indent})`);
    indent = " ".repeat(indent);
  }
  if (typeof indent !== "string") throw new TypeError(`Repr.indent must be a str, int or None, not <class '${typeOf(indent).$name}'>`);
  const separator = `,\n${indent.repeat((self.maxlevel as number) - (level as number) + 1)}`;
  const text = ["", ...pieces, ""].join(separator).slice(1);
  return indent === "" ? text : text.slice(0, -indent.length);
}

const aRepr: Value = new Repr();

/** The text of an object; `fillvalue` if it is asked for while it is being made. */
function guarded(f: Value, self: Value, running: Set<unknown>, fillvalue: Value): Suspends<Value> {
  if (running.has(self)) return fillvalue;
  running.add(self);
  try {
    return call(f, self);
  } finally {
    running.delete(self);
  }
}

/** Decorator to make a repr function return fillvalue for a recursive call */
export function recursive_repr(fillvalue: Value = "..."): Value {
  return builtin(
    "decorating_function(user_function)",
    (f: Value): Suspends<Value> => {
      const running = new Set<unknown>();
      const wrapper: Value = (self: Value): Suspends<Value> => guarded(f, self, running, fillvalue);
      describe(wrapper, { ...BLANK, params: ["self"], required: 1 });
      return updateWrapper(wrapper, f);
    },
    "reprlib",
  );
}
const BLANK: FunctionMeta = plainMeta("wrapper", "reprlib", { qualname: "recursive_repr.<locals>.decorating_function.<locals>.wrapper" });

export default pymodule("reprlib", {
  Repr,
  aRepr,
  recursive_repr,
  repr: builtin("repr(x)", (x: Value): Suspends<Value> => callMethod(aRepr, "repr", x), "reprlib"),
  __all__: ["Repr", "repr", "recursive_repr"],
});
