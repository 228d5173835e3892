/**
 * environ - os.environ: a mapping whose changes reach the process's environment. It is made when it is first asked for, with collections.abc.
 *
 * Mirrors  class _Environ in Lib/os.py of CPython 3.13
 * Differs  `_data` is a copy; there is one environment, so that no other _Environ can be made
 */
import type { Suspends } from "../../frames/suspend.js";
import { bytes } from "../../objects/bytes.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { KeyError, NotImplementedError, TypeError } from "../../objects/exceptions.js";
import { generatorIterator } from "../../objects/generatoriterators.js";
import { END, PyIterator } from "../../objects/iterator.js";
import { pymodule } from "../../objects/module.js";
import { NotImplemented, typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { getitem, setitem } from "../../objects/protocols/getitem.js";
import { repr } from "../../objects/protocols/repr.js";
import { pythonClass } from "../../objects/pythonclass.js";
import { getset, pyfunction } from "../../objects/register.js";
import { cstring, systemText } from "../../system/posix.js";
import { isMapping, MutableMapping } from "../collections/abc/mappings.js";
import { environment, putSystem, removeSystem } from "./environment.js";
import { audit } from "../../objects/audit.js";

function text(value: Value): string {
  if (typeof value === "string") return value;
  if (value !== null && typeof value.$value === "string") return value.$value;
  throw new TypeError(`str expected, not ${typeOf(value).$name}`);
}

function toText(value: Value, binary: Value): string {
  if (binary !== true) return text(value);
  const data = bufferOf(value);
  if (data === undefined) throw new TypeError(`bytes expected, not ${typeOf(value).$name}`);
  return systemText(data);
}

/** KeyError "from None". */
function missing(key: Value): Value {
  const error: Value = new KeyError(key);
  error.$suppress = true;
  return error;
}

/** `os.environ` and `os.environb`: one environment, as texts and as bytes. */
const Environ: Value = pythonClass("_Environ", "os", MutableMapping, {
  "__init__(self, data, encodekey, decodekey, encodevalue, decodevalue)": function (): never {
    throw new NotImplementedError("os._Environ() is not available in gilt: there is one environment");
  },
  "__getitem__(self, key)": function (this: Value, key: Value): Suspends<Value> {
    const found = environment.get(toText(key, this.$binary));
    if (found === undefined) throw missing(key);
    return shown(this, found);
  },
  "__setitem__(self, key, value)": function (this: Value, key: Value, value: Value): Suspends<null> {
    const name = toText(key, this.$binary);
    const content = toText(value, this.$binary);
    audit("os.putenv", new Bytes(cstring(name).slice(0, -1)), new Bytes(cstring(content).slice(0, -1)));
    putSystem(name, content);
    environment.set(name, content);
    return null;
  },
  "__delitem__(self, key)": function (this: Value, key: Value): Suspends<null> {
    const name = toText(key, this.$binary);
    audit("os.unsetenv", new Bytes(cstring(name).slice(0, -1)));
    removeSystem(name);
    if (!environment.delete(name)) throw missing(key);
    return null;
  },
  "__len__(self)": function (): number {
    return environment.size;
  },
  "__iter__(self)": function (this: Value): Value {
    return new Names(this);
  },
  "copy(self)": function (this: Value): Suspends<Value> {
    return toDict(this);
  },
  "setdefault(self, key, value)": function (this: Value, key: Value, value: Value): Suspends<Value> {
    if (!contains(this, key)) setitem(this, key, value);
    return getitem(this, key);
  },
  "__or__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    if (!isMapping(other)) return NotImplemented;
    const merged = toDict(this);
    callMethod(merged, "update", other);
    return merged;
  },
  "__ror__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    if (!isMapping(other)) return NotImplemented;
    const merged = new Dict();
    callMethod(merged, "update", other);
    callMethod(merged, "update", this);
    return merged;
  },
  "__ior__(self, other)": function (this: Value, other: Value): Suspends<Value> {
    callMethod(this, "update", other);
    return this;
  },
  "__repr__(self)": function (this: Value): Suspends<string> {
    const parts: string[] = [];
    for (const [key, value] of environment) parts.push(`${repr(shown(this, key))}: ${repr(shown(this, value))}`);
    return `environ({${parts.join(", ")}})`;
  },
});

/** The names there were at the first `next()`. */
class Names extends PyIterator {
  names: string[] | null = null;
  at = 0;
  constructor(readonly environ: Value) {
    super();
  }
  $next(): Value {
    this.names ??= [...environment.keys()];
    return this.at < this.names.length ? shown(this.environ, this.names[this.at++]!) : END;
  }
}
generatorIterator("_Environ.__iter__", Names);

/** A name or a value as `environ` or `environb` gives it. */
function shown(self: Value, text: string): Value {
  return self.$binary === true ? new Bytes(cstring(text).slice(0, -1)) : text;
}

function toDict(self: Value): Suspends<Value> {
  const made = new Dict();
  for (const [key, value] of environment) made.$set(shown(self, key), shown(self, value));
  return made;
}

const coders = {
  encode: pyfunction("encode(value)", (value: Value): Suspends<Value> => new Bytes(cstring(toText(value, false)).slice(0, -1)), "os"),
  decode: pyfunction("decode(value)", (value: Value): Suspends<Value> => systemText(bufferOf(value) as Uint8Array), "os"),
  check: pyfunction("_check_bytes(value)", (value: Value): Suspends<Value> => (toText(value, true), value), "os"),
};
const encoder = [(self: Value): Value => (self.$binary === true ? coders.check : coders.encode)] as const;
const decoder = [(self: Value): Value => (self.$binary === true ? bytes : coders.decode)] as const;
getset(Environ, {
  encodekey: encoder,
  decodekey: decoder,
  encodevalue: encoder,
  decodevalue: decoder,
  _data: [(): Suspends<Value> => toDict(environb)],
});

function made(binary: boolean): Value {
  const self = Object.create(Environ.prototype as object) as Value;
  self.$binary = binary;
  return self;
}

const environ: Value = made(false);
const environb: Value = made(true);

/** What `os` has of this file (no script can import it: `os` is no package). */
export default pymodule("os.environ", { _Environ: Environ, environ, environb });
