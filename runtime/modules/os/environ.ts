/**
 * environ - os.environ: a mapping whose changes reach the process's environment.
 *
 * Mirrors  class _Environ in Lib/os.py of CPython 3.13
 */
import { KeyError, NotImplementedError, OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { NotImplemented, typeOf, type Value } from "../../objects/object.js";
import { methods, pyclass } from "../../objects/register.js";
import { PyObject } from "../../objects/object.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { END, iterate as $iter } from "../../objects/iterator.js";
import { callMethod } from "../../objects/protocols/call.js";
import { spread } from "../../objects/protocols/iter.js";
import { repr } from "../../objects/protocols/repr.js";
import { cstring, LOST, systemText } from "../../system/posix.js";
import { eq } from "../../objects/protocols/eq.js";
import { Tuple } from "../../objects/tuple.js";
import { Dict } from "../../objects/dict.js";
import { getattrOr } from "../../objects/attributes.js";
import type { Kw } from "../../objects/function.js";
import type { Suspends } from "../../frames/suspend.js";
import { carriedContents } from "../../snapshot/carried.js";

/** The environment, in the order in which it came; kept equal to process.env, which children get. */
export const environment = new Map<string, string>(startingEnvironment());

/** What process.env has; where Node could not read a text as UTF-8, its bytes (Python's "surrogateescape"). */
function startingEnvironment(): [string, string][] {
  // under a name that Node could not read it finds no value
  const entries = Object.getOwnPropertyNames(process.env).map((name): [string, string | undefined] => [name, process.env[name]]);
  if (entries.every(([name, value]) => value !== undefined && !value.includes(LOST) && !name.includes(LOST))) return entries as [string, string][];
  const raw = new Map<string, [string, string]>();
  for (const row of process.getBuiltinModule("node:fs").readFileSync("/proc/self/environ", "latin1").split("\0")) {
    const [name, value] = [row.slice(0, row.indexOf("=")), row.slice(row.indexOf("=") + 1)].map((part) => Buffer.from(part, "latin1"));
    const shown = name!.toString();
    raw.set(shown.includes(LOST) ? shown : `${shown}=${value!.toString()}`, [systemText(name!), systemText(value!)]);
  }
  return entries.map(([name, value]) => raw.get(name.includes(LOST) ? name : `${name}=${value}`) ?? [name, value ?? ""]);
}

/** What the system has: programs that are started get it. os.putenv and os.unsetenv change it alone. */
const native = new Map(environment);

export function systemEnvironment(): ReadonlyMap<string, string> {
  return native;
}

export function putSystem(name: string, value: string): void {
  if (name.includes("\0") || value.includes("\0")) throw new ValueError("embedded null byte");
  if (name.includes("=")) throw new ValueError("illegal environment variable name");
  if (name === "") throw new OSError(22, "Invalid argument");
  native.set(name, value);
  process.env[name] = value;
}

export function removeSystem(name: string): void {
  if (name.includes("\0")) throw new ValueError("embedded null byte");
  if (name === "" || name.includes("=")) throw new OSError(22, "Invalid argument");
  native.delete(name);
  delete process.env[name];
}

function text(value: Value): string {
  if (typeof value === "string") return value;
  if (value !== null && typeof value.$value === "string") return value.$value;
  throw new TypeError(`str expected, not ${typeOf(value).$name}`);
}

function toText(value: Value, binary: boolean): string {
  if (!binary) return text(value);
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

@pyclass("os._Environ")
export class Environ extends PyObject {
  declare $binary: boolean;

  __init__(_data: Value, _encodekey: Value, _decodekey: Value, _encodevalue: Value, _decodevalue: Value): Suspends<null> {
    throw new NotImplementedError("os._Environ() is not available in gilt: there is one environment");
  }

  $out(value: string): Value {
    return this.$binary === true ? new Bytes(cstring(value).slice(0, -1)) : value;
  }

  __getitem__(key: Value): Suspends<Value> {
    const found = environment.get(toText(key, this.$binary === true));
    if (found === undefined) throw missing(key);
    return this.$out(found);
  }

  __setitem__(key: Value, value: Value): Suspends<null> {
    const name = toText(key, this.$binary === true);
    const content = toText(value, this.$binary === true);
    putSystem(name, content);
    environment.set(name, content);
    return null;
  }

  __delitem__(key: Value): Suspends<null> {
    const name = toText(key, this.$binary === true);
    if (!environment.delete(name)) throw missing(key);
    removeSystem(name);
    return null;
  }

  __contains__(key: Value): Suspends<boolean> {
    return environment.has(toText(key, this.$binary === true));
  }

  __len__(): number {
    return environment.size;
  }

  __iter__(): Suspends<Value> {
    return $iter([...environment.keys()].map((key) => this.$out(key)));
  }

  get(key: Value, default_: Value = null): Suspends<Value> {
    const found = environment.get(toText(key, this.$binary === true));
    return found === undefined ? default_ : this.$out(found);
  }

  keys$(): Value {
    return [...environment.keys()].map((key) => this.$out(key));
  }

  values$(): Value {
    return [...environment.values()].map((value) => this.$out(value));
  }

  items(): Value {
    return [...environment].map(([key, value]) => new Tuple([this.$out(key), this.$out(value)]));
  }

  copy(): Suspends<Value> {
    const dict: Value = new Dict();
    for (const [key, value] of environment) dict.$set(this.$out(key), this.$out(value));
    return dict;
  }

  setdefault(key: Value, default_: Value = null): Suspends<Value> {
    if (!this.__contains__(key)) this.__setitem__(key, default_);
    return this.__getitem__(key);
  }

  pop$(key: Value, ...default_: Value[]): Suspends<Value> {
    if (!this.__contains__(key)) {
      if (default_.length > 0) return default_[0];
      throw new KeyError(key);
    }
    const value = this.__getitem__(key);
    this.__delitem__(key);
    return value;
  }

  popitem(): Suspends<Value> {
    const first = environment.keys().next();
    if (first.done === true) throw new KeyError();
    const value = environment.get(first.value) as string;
    const key = this.$out(first.value);
    this.__delitem__(key);
    return new Tuple([key, this.$out(value)]);
  }

  $merge(other: Value): Suspends<void> {
    const keyed = getattrOr(other, "keys") !== undefined;
    const it = $iter(keyed ? callMethod(other, "keys") : other);
    for (let item = it.$next(); item !== END; item = it.$next()) {
      if (keyed) this.__setitem__(item, callMethod(other, "__getitem__", item));
      else {
        const pair = spread(item);
        if (pair.length < 2) throw new ValueError(`not enough values to unpack (expected 2, got ${pair.length})`);
        if (pair.length > 2) throw new ValueError("too many values to unpack (expected 2)");
        this.__setitem__(pair[0], pair[1]);
      }
    }
  }

  clear(): Suspends<null> {
    for (const key of [...environment.keys()]) this.__delitem__(this.$out(key));
    return null;
  }

  __or__(other: Value): Suspends<Value> {
    if (!isMapping(other)) return NotImplemented;
    const merged = this.copy();
    callMethod(merged, "update", other);
    return merged;
  }

  __ror__(other: Value): Suspends<Value> {
    if (!isMapping(other)) return NotImplemented;
    const merged = new Dict();
    callMethod(merged, "update", other);
    callMethod(merged, "update", this.copy());
    return merged;
  }

  __ior__(other: Value): Suspends<Value> {
    this.$merge(other);
    return this;
  }

  __eq__(other: Value): Suspends<Value> {
    return eq(this.copy(), other instanceof Environ ? other.copy() : other);
  }

  __repr__(): Suspends<string> {
    const parts: string[] = [];
    for (const [key, value] of environment) parts.push(`${repr(this.$out(key))}: ${repr(this.$out(value))}`);
    return `environ({${parts.join(", ")}})`;
  }
}

/** What `|` takes. */
function isMapping(x: Value): Suspends<boolean> {
  return (
    x instanceof Dict ||
    x instanceof Environ ||
    (x !== null && typeof x === "object" && getattrOr(x, "keys") !== undefined && getattrOr(x, "__getitem__") !== undefined)
  );
}

methods(
  Environ,
  {
    "update(self, other=(), /, **kwds)": function (this: Environ, other: Value, kwds: Kw): Suspends<null> {
      if (other !== undefined) this.$merge(other);
      for (const key in kwds) this.__setitem__(key, kwds[key]);
      return null;
    },
  },
  false,
);

const made = (): Value => Object.create(Environ.prototype as object) as Value;

export const environ: Value = made();
carriedContents("environment", environment);
carriedContents("environment of the system", native);
export const environb: Value = made();
environb.$binary = true;
