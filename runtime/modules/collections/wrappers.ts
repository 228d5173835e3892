/**
 * wrappers - ChainMap, UserDict, UserList, UserString.
 *
 * Mirrors     Lib/collections/__init__.py of CPython 3.13
 * Suspends    what the wrapped values' methods do
 */
import type { Suspends } from "../../frames/suspend.js";
import { add, mod, mul } from "../../objects/arithmetic.js";
import { Dict, updateDict } from "../../objects/dict.js";
import { KeyError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { genericAlias } from "../../objects/genericalias.js";
import { END, iterate, spread } from "../../objects/iterator.js";
import { isinstance, NotImplemented, specialMethod, typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { ibitor } from "../../objects/arithmetic.js";
import { $callattrx } from "../../objects/call.js";
import { $kwdict } from "../../objects/display.js";
import { compare, EQ, GE, GT, LE, LT, type Comparison } from "../../objects/protocols/compare.js";
import { contains } from "../../objects/protocols/contains.js";
import { delitem, getitem, setitem } from "../../objects/protocols/getitem.js";
import { hash } from "../../objects/protocols/hash.js";
import { len } from "../../objects/protocols/len.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { copy as copyOf } from "../copy.js";
import { Tuple } from "../../objects/tuple.js";
import { repr } from "../../objects/protocols/repr.js";
import { text } from "../../objects/protocols/str.js";
import { str } from "../../objects/str.js";
import { truth } from "../../objects/protocols/bool.js";
import { pythonClass, type Methods } from "../../objects/pythonclass.js";
import { getset } from "../../objects/register.js";
import { float } from "../../objects/float.js";
import { int } from "../../objects/int.js";
import { Slice } from "../../objects/slice.js";
import { isMapping, itemOr, MutableMapping } from "./abc/mappings.js";
import { MutableSequence, Sequence } from "./abc/sequences.js";

export const ChainMap: Value = pythonClass("ChainMap", "collections", MutableMapping, {
  "__init__(self, *maps)": function (this: Value, maps: Value[]): null {
    this.maps = maps.length === 0 ? [new Dict()] : maps;
    return null;
  },
  "__missing__(self, key)": function (this: Value, key: Value): never {
    throw new KeyError(key);
  },
  "__getitem__(self, key)": function (this: Value, key: Value): Suspends<Value> {
    const maps: Value[] = this.maps;
    for (let i = 0; i < maps.length; i++) {
      const value = itemOr(maps[i], key);
      if (value !== undefined) return value;
    }
    return callMethod(this, "__missing__", key);
  },
  "get(self, key, default=None)": function (this: Value, key: Value, otherwise: Value): Suspends<Value> {
    return contains(this, key) ? getitem(this, key) : otherwise === undefined ? null : otherwise;
  },
  "__len__(self)": function (this: Value): Suspends<number> {
    return merged(this).$map.size;
  },
  "__iter__(self)": function (this: Value): Suspends<Value> {
    return iterate(merged(this));
  },
  "__contains__(self, key)": function (this: Value, key: Value): Suspends<boolean> {
    const maps: Value[] = this.maps;
    for (let i = 0; i < maps.length; i++) if (contains(maps[i], key)) return true;
    return false;
  },
  "__bool__(self)": function (this: Value): Suspends<boolean> {
    const maps: Value[] = this.maps;
    for (let i = 0; i < maps.length; i++) if (truth(maps[i])) return true;
    return false;
  },
  "__repr__(self)": function (this: Value): Suspends<string> {
    const maps: Value[] = this.maps;
    let shown = "";
    for (let i = 0; i < maps.length; i++) shown += (i > 0 ? ", " : "") + repr(maps[i]);
    return `${typeOf(this).$name}(${shown})`;
  },
  "fromkeys(cls, iterable, value=None, /)": function (this: Value, iterable: Value, value: Value): Suspends<Value> {
    const made = new Dict();
    const it = iterate(iterable);
    for (let key = it.$next(); key !== END; key = it.$next()) made.$set(key, value === undefined ? null : value);
    return call(this, made);
  },
  "copy(self)": function (this: Value): Suspends<Value> {
    return call(typeOf(this), callMethod(this.maps[0], "copy"), ...this.maps.slice(1));
  },
  "__copy__(self)": function (this: Value): Suspends<Value> {
    return call(typeOf(this), callMethod(this.maps[0], "copy"), ...this.maps.slice(1));
  },
  "new_child(self, m=None, **kwargs)": function (this: Value, m: Value, kwargs: Kw): Suspends<Value> {
    const first = m ?? $kwdict(kwargs);
    if (first === m && Object.keys(kwargs).length > 0) callMethod(m, "update", $kwdict(kwargs));
    return call(typeOf(this), first, ...this.maps);
  },
  "__setitem__(self, key, value)": function (this: Value, key: Value, value: Value): Suspends<null> {
    setitem(this.maps[0], key, value);
    return null;
  },
  "__delitem__(self, key)": function (this: Value, key: Value): Suspends<null> {
    try {
      delitem(this.maps[0], key);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      throw new KeyError(`Key not found in the first mapping: ${repr(key)}`);
    }
    return null;
  },
  "popitem(self)": function (this: Value): Suspends<Value> {
    try {
      return callMethod(this.maps[0], "popitem");
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      throw new KeyError("No keys found in the first mapping.");
    }
  },
  "pop(self, key, *args)": function (this: Value, key: Value, args: Value[]): Suspends<Value> {
    try {
      return callMethod(this.maps[0], "pop", key, ...args);
    } catch (error) {
      if (!(error instanceof KeyError)) throw error;
      throw new KeyError(`Key not found in the first mapping: ${repr(key)}`);
    }
  },
  "clear(self)": function (this: Value): Suspends<null> {
    callMethod(this.maps[0], "clear");
    return null;
  },
  "__or__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    if (!isMapping(other)) return NotImplemented;
    const made = callMethod(this, "copy");
    callMethod(made.maps[0], "update", other);
    return made;
  },
  "__ror__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    if (!isMapping(other)) return NotImplemented;
    const made = new Dict();
    updateDict(made, other);
    for (let i = this.maps.length - 1; i >= 0; i--) updateDict(made, this.maps[i]);
    return call(typeOf(this), made);
  },
  "__ior__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    callMethod(this.maps[0], "update", other);
    return this;
  },
  "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
    return genericAlias(this, item);
  },
});
/** Everything but the first map. */
function parents(self: Value): Suspends<Value> {
  return call(typeOf(self), ...self.maps.slice(1));
}
installProperty(ChainMap, "parents", parents);

function installProperty(cls: Value, name: string, get: (self: Value) => Value): void {
  getset(cls, { [name]: [get] });
}

/** The keys of all maps, those of the last one first. */
function merged(self: Value): Suspends<Dict> {
  const all = new Dict();
  for (let i = self.maps.length - 1; i >= 0; i--) {
    const it = iterate(self.maps[i]);
    for (let key = it.$next(); key !== END; key = it.$next()) all.$set(key, null);
  }
  return all;
}

/** A copy of a wrapper with its attributes, around other data. */
function withData(self: Value, data: Value): Suspends<Value> {
  const made = call($getattr(typeOf(self), "__new__"), typeOf(self));
  const attributes = $getattr(made, "__dict__");
  callMethod(attributes, "update", $getattr(self, "__dict__"));
  setitem(attributes, "data", data);
  return made;
}

export const UserDict: Value = pythonClass("UserDict", "collections", MutableMapping, {
  "__init__(self, dict=None, /, **kwargs)": function (this: Value, given: Value, kwargs: Kw): Suspends<null> {
    this.data = new Dict();
    if (given !== undefined && given !== null) callMethod(this, "update", given);
    if (Object.keys(kwargs).length > 0) callMethod(this, "update", $kwdict(kwargs));
    return null;
  },
  "__len__(self)": function (this: Value): Suspends<number> {
    return len(this.data);
  },
  "__getitem__(self, key)": function (this: Value, key: Value): Suspends<Value> {
    if (contains(this.data, key)) return getitem(this.data, key);
    const missing = specialMethod(this, "__missing__");
    if (typeof missing === "function") return missing.call(this, key);
    throw new KeyError(key);
  },
  "__setitem__(self, key, item)": function (this: Value, key: Value, item: Value): Suspends<null> {
    setitem(this.data, key, item);
    return null;
  },
  "__delitem__(self, key)": function (this: Value, key: Value): Suspends<null> {
    delitem(this.data, key);
    return null;
  },
  "__iter__(self)": function (this: Value): Suspends<Value> {
    return iterate(this.data);
  },
  "__contains__(self, key)": function (this: Value, key: Value): Suspends<boolean> {
    return contains(this.data, key);
  },
  "get(self, key, default=None)": function (this: Value, key: Value, otherwise: Value): Suspends<Value> {
    return contains(this, key) ? getitem(this, key) : otherwise === undefined ? null : otherwise;
  },
  "__repr__(self)": function (this: Value): Suspends<string> {
    return repr(this.data);
  },
  "__or__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    const more = other instanceof Dict ? other : isinstance(other, UserDict) ? other.data : undefined;
    return more === undefined ? NotImplemented : call(typeOf(this), callMethod(this.data, "__or__", more));
  },
  "__ror__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    const more = other instanceof Dict ? other : isinstance(other, UserDict) ? other.data : undefined;
    return more === undefined ? NotImplemented : call(typeOf(this), callMethod(more, "__or__", this.data));
  },
  "__ior__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    $setattr(this, "data", ibitor(this.data, isinstance(other, UserDict) ? other.data : other));
    return this;
  },
  "copy(self)": function (this: Value): Suspends<Value> {
    const { data } = this;
    if (typeOf(this) === UserDict) return call(UserDict, callMethod(data, "copy"));
    let made: Value;
    try {
      $setattr(this, "data", new Dict());
      made = copyOf(this);
    } finally {
      $setattr(this, "data", data);
    }
    callMethod(made, "update", this);
    return made;
  },
  "__copy__(self)": function (this: Value): Suspends<Value> {
    return withData(this, callMethod(this.data, "copy"));
  },
  "fromkeys(cls, iterable, value=None)": function (this: Value, iterable: Value, value: Value): Suspends<Value> {
    const made = call(this);
    const it = iterate(iterable);
    for (let key = it.$next(); key !== END; key = it.$next()) setitem(made, key, value === undefined ? null : value);
    return made;
  },
});

/** The list behind a UserList, or the value itself. */
function dataOf(x: Value, cls: Value): Value {
  return isinstance(x, cls) ? x.data : x;
}
function comparisons(cls: () => Value): Methods {
  const table: Methods = {};
  for (const op of [LT, LE, EQ, GT, GE] as Comparison[]) {
    table[`${op.method}(self, other)`] = function (this: Value, other: Value): Suspends<Value> {
      return compare(this.data, dataOf(other, cls()), op);
    };
  }
  return table;
}

export const UserList: Value = pythonClass("UserList", "collections", MutableSequence, {
  ...comparisons(() => UserList),
  "__init__(self, initlist=None)": function (this: Value, given: Value): Suspends<null> {
    this.data = given === undefined || given === null ? [] : spread(dataOf(given, UserList));
    return null;
  },
  "__repr__(self)": function (this: Value): Suspends<string> {
    return repr(this.data);
  },
  "__contains__(self, item)": function (this: Value, item: Value): Suspends<boolean> {
    return contains(this.data, item);
  },
  "__len__(self)": function (this: Value): Suspends<number> {
    return len(this.data);
  },
  "__getitem__(self, i)": function (this: Value, i: Value): Suspends<Value> {
    const found = getitem(this.data, i);
    return i instanceof Slice ? call(typeOf(this), found) : found;
  },
  "__setitem__(self, i, item)": function (this: Value, i: Value, item: Value): Suspends<null> {
    setitem(this.data, i, item);
    return null;
  },
  "__delitem__(self, i)": function (this: Value, i: Value): Suspends<null> {
    delitem(this.data, i);
    return null;
  },
  "__add__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    const more = dataOf(other, UserList);
    return call(typeOf(this), add(this.data, Array.isArray(more) ? more : spread(more)));
  },
  "__radd__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    const more = dataOf(other, UserList);
    return call(typeOf(this), add(Array.isArray(more) ? more : spread(more), this.data));
  },
  "__iadd__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    callMethod(this.data, "extend", dataOf(other, UserList));
    return this;
  },
  "__mul__(self, n)": function (this: Value, n: Value): Suspends<Value> {
    return call(typeOf(this), mul(this.data, n));
  },
  "__rmul__(self, n)": function (this: Value, n: Value): Suspends<Value> {
    return call(typeOf(this), mul(this.data, n));
  },
  "__imul__(self, n)": function (this: Value, n: Value): Suspends<Value> {
    this.data = mul(this.data, n);
    return this;
  },
  "append(self, item)": function (this: Value, item: Value): Suspends<null> {
    return callMethod(this.data, "append", item);
  },
  "insert(self, i, item)": function (this: Value, i: Value, item: Value): Suspends<null> {
    return callMethod(this.data, "insert", i, item);
  },
  "pop(self, i=-1)": function (this: Value, i: Value): Suspends<Value> {
    return callMethod(this.data, "pop", i === undefined ? -1 : i);
  },
  "remove(self, item)": function (this: Value, item: Value): Suspends<null> {
    return callMethod(this.data, "remove", item);
  },
  "clear(self)": function (this: Value): Suspends<null> {
    return callMethod(this.data, "clear");
  },
  "copy(self)": function (this: Value): Suspends<Value> {
    return call(typeOf(this), this);
  },
  "__copy__(self)": function (this: Value): Suspends<Value> {
    return withData(this, getitem(this.data, new Slice(null, null, null)));
  },
  "count(self, item)": function (this: Value, item: Value): Suspends<Value> {
    return callMethod(this.data, "count", item);
  },
  "index(self, item, *args)": function (this: Value, item: Value, args: Value[]): Suspends<Value> {
    return callMethod(this.data, "index", item, ...args);
  },
  "reverse(self)": function (this: Value): Suspends<null> {
    return callMethod(this.data, "reverse");
  },
  "sort(self, /, *args, **kwds)": function (this: Value, args: Value[], kwds: Kw): Suspends<null> {
    return $callattrx(this.data, "sort", args, kwds);
  },
  "extend(self, other)": function (this: Value, other: Value): Suspends<null> {
    return callMethod(this.data, "extend", dataOf(other, UserList));
  },
});

/** Methods of str whose result is a UserString again, and those whose result is anything. */
const AGAIN =
  "capitalize casefold center expandtabs ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title translate upper zfill".split(
    " ",
  );
const PLAIN =
  "count endswith find format format_map index isalpha isalnum isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper join partition rfind rindex rpartition rsplit split splitlines startswith".split(
    " ",
  );

function stringMethods(): Methods {
  const table: Methods = {};
  for (const name of [...AGAIN, ...PLAIN]) {
    const again = AGAIN.includes(name);
    table[`${name}(self, /, *args, **kwargs)`] = function (this: Value, args: Value[], kwargs: Kw): Suspends<Value> {
      const given = args.map((arg) => dataOf(arg, UserString));
      const result = $callattrx(this.data, name, given, Object.keys(kwargs).length === 0 ? null : kwargs);
      return again ? call(typeOf(this), result) : result;
    };
  }
  return table;
}

export const UserString: Value = pythonClass("UserString", "collections", Sequence, {
  ...stringMethods(),
  ...comparisons(() => UserString),
  "encode(self, encoding='utf-8', errors='strict')": function (this: Value, encoding: Value, errors: Value): Suspends<Value> {
    return callMethod(this.data, "encode", encoding ?? "utf-8", errors ?? "strict");
  },
  "maketrans(x, y=None, z=None, /)": function (x: Value, y: Value, z: Value): Suspends<Value> {
    const given = z !== undefined ? [x, y, z] : y !== undefined ? [x, y] : [x];
    return callMethod(str, "maketrans", ...given);
  },
  "__init__(self, seq)": function (this: Value, seq: Value): Suspends<null> {
    this.data = isinstance(seq, UserString) ? seq.data : typeof seq === "string" ? seq : text(seq);
    return null;
  },
  "__getnewargs__(self)": function (this: Value): Value {
    return new Tuple([this.data]);
  },
  "__str__(self)": function (this: Value): Suspends<string> {
    return text(this.data);
  },
  "__repr__(self)": function (this: Value): Suspends<string> {
    return repr(this.data);
  },
  "__int__(self)": function (this: Value): Suspends<Value> {
    return int(this.data);
  },
  "__float__(self)": function (this: Value): Suspends<Value> {
    return float(this.data);
  },
  "__hash__(self)": function (this: Value): Suspends<Value> {
    return hash(this.data);
  },
  "__contains__(self, char)": function (this: Value, char: Value): Suspends<boolean> {
    return contains(this.data, dataOf(char, UserString));
  },
  "__len__(self)": function (this: Value): Suspends<number> {
    return len(this.data);
  },
  "__getitem__(self, index)": function (this: Value, index: Value): Suspends<Value> {
    return call(typeOf(this), getitem(this.data, index));
  },
  "__add__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    const more = dataOf(other, UserString);
    return call(typeOf(this), this.data + (typeof more === "string" ? more : text(more)));
  },
  "__radd__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    return call(typeOf(this), (typeof other === "string" ? other : text(other)) + this.data);
  },
  "__mul__(self, n)": function (this: Value, n: Value): Suspends<Value> {
    return call(typeOf(this), mul(this.data, n));
  },
  "__rmul__(self, n)": function (this: Value, n: Value): Suspends<Value> {
    return call(typeOf(this), mul(this.data, n));
  },
  "__mod__(self, args)": function (this: Value, args: Value): Suspends<Value> {
    return call(typeOf(this), mod(this.data, args));
  },
  "__rmod__(self, template)": function (this: Value, template: Value): Suspends<Value> {
    return call(typeOf(this), mod(text(template), this));
  },
});
