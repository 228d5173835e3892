/**
 * object - the class mmap.mmap.
 *
 * Mirrors     Modules/mmapmodule.c of CPython 3.13
 * Suspends    what takes numbers (`__index__`), close and resize (views that nobody has any more are collected)
 * Differs     memory beyond the end of a file that was cut short raises OSError (EFAULT), where CPython dies of SIGBUS; maps of 4 GiB and more raise
 *             NotImplementedError; a shared anonymous map that grows gets other memory than the processes that have it already
 */
import fs from "node:fs";
import { hooks, type Suspends } from "../../frames/suspend.js";
import { EXPORTERS, toBuffer, type Exports } from "../../objects/bytes/buffer.js";
import { Bytes, type Use } from "../../objects/bytes/data.js";
import type { NumberMemory, Numbers } from "../../objects/bytes/numbers.js";
import { takeBytes } from "../../objects/bytes.js";
import { BufferError, IndexError, NotImplementedError, OSError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { type Kw } from "../../objects/function.js";
import { madeFor, object, typeOf, type PyType, type Value } from "../../objects/object.js";
import { findBytes, findLastBytes } from "../../objects/bytes/search.js";
import { indexOf, toPosition, toSize } from "../../objects/protocols/index.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { Slice, sliceIndices } from "../../objects/slice.js";
import { className, typeName } from "../../objects/typename.js";
import { isExported } from "../../objects/bytes/exported.js";
import { carriedContents } from "../../snapshot/carried.js";
import { real } from "../../system/descriptors.js";
import { truncateReal } from "../../system/fds.js";
import { system } from "../../system/oserror.js";
import {
  advise,
  attachShared,
  fileSize,
  letAllGo,
  letGo,
  LONGEST,
  map,
  MAP_ANONYMOUS,
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_READ,
  PROT_WRITE,
  reach,
  synchronize,
  type Mapping,
} from "../../system/mapping.js";
import { ends } from "../ends.js";
import { mapArguments, signedInt, ssize, unsignedByte } from "./arguments.js";
import { audit } from "../../objects/audit.js";

export const ACCESS_DEFAULT = 0;
export const ACCESS_READ = 1;
export const ACCESS_WRITE = 2;
export const ACCESS_COPY = 3;
const ACCESS_NAMES = ["ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"];

ends.leaving.push(letAllGo);

const NOTHING = new Uint8Array(0);
const EFAULT = 14;
/** How often a file's size is looked at while its memory is used: what other programs cut off within that time is a crash, as in CPython. */
const LOOK_MS = 1;

export class MMap implements Exports, NumberMemory {
  $mapping: Mapping | null = null;
  /** the memory; empty once it is closed */
  $bytes: Uint8Array = NOTHING;
  /** the same while it may be touched, and items are what they are in mmap itself */
  $numbers: Numbers | undefined = undefined;
  $low = 0;
  $high = -1;
  $pos = 0;
  $offset = 0;
  $access = ACCESS_DEFAULT;
  $trackfd = true;
  /** memoryviews of it that are not released */
  $viewed = 0;
  $uses: WeakRef<Use>[] | null = null;

  /** In a new isolate: the memory is the same if it is shared, a copy otherwise. */
  $forked(): void {
    this.$numbers = undefined;
    const mapping = this.$mapping;
    if (mapping === null) return;
    dropped.register(this, mapping, mapping);
  }
}
Object.setPrototypeOf(MMap.prototype, object.prototype as object);

/** Maps that are not closed when nobody has them any more. */
const dropped = new FinalizationRegistry<Mapping>((mapping) => letGo(mapping));

EXPORTERS.push((x) => {
  if (!(x instanceof MMap)) return undefined;
  valid(x);
  touch(x, 0, x.$bytes.length);
  return { memory: x.$bytes, format: "B", itemsize: 1, readonly: x.$access === ACCESS_READ, counted: x };
});

function valid(m: MMap): Mapping {
  if (m.$mapping === null) throw new ValueError("mmap closed or invalid");
  return m.$mapping;
}

/** Raises where the memory from `start` to `end` is not there: see M2 of system/mapping.ts. */
function touch(m: MMap, start: number, end: number): void {
  const mapping = valid(m);
  if (hooks.clockMs < mapping.safeUntilMs) return;
  const limit = system(() => reach(mapping, start, end));
  if (limit >= m.$bytes.length && !mapping.ofFile) mapping.safeUntilMs = Infinity;
  else if (limit >= m.$bytes.length && mapping.fd !== -1) mapping.safeUntilMs = hooks.clockMs + LOOK_MS;
  else if (end > limit) throw new OSError(EFAULT, "Bad address");
}

/** Those whose memory may be touched until the clock goes on. */
const trusted: MMap[] = [];
carriedContents("maps that are trusted", trusted);

function distrust(): void {
  for (const m of trusted) m.$numbers = undefined;
  trusted.length = 0;
  hooks.stale = undefined;
}

/** An item was looked at, and may be: so may others now. */
function trust(m: MMap): void {
  if (m.$numbers !== undefined || m.$mapping === null || Object.getPrototypeOf(m) !== MMap.prototype) return;
  const { safeUntilMs } = m.$mapping;
  if (hooks.clockMs >= safeUntilMs) return;
  m.$high = m.$access === ACCESS_READ ? -1 : 255;
  m.$numbers = m.$bytes;
  if (safeUntilMs === Infinity) return;
  trusted.push(m);
  hooks.stale = distrust;
}

function writable(m: MMap): void {
  if (m.$access === ACCESS_READ) throw new TypeError("mmap can't modify a readonly memory map.");
}

/** Takes over a mapping, instead of another one. */
function hold(m: MMap, mapping: Mapping): MMap {
  if (m.$mapping !== null) {
    dropped.unregister(m.$mapping);
    letGo(m.$mapping);
  }
  m.$mapping = mapping;
  m.$bytes = mapping.bytes;
  m.$numbers = undefined;
  dropped.register(m, mapping, mapping);
  return m;
}

function newMap(cls: PyType, pos: Value[], kw: Kw | null): Suspends<MMap> {
  const { fileno, length, offset, trackfd, ...given } = mapArguments(pos, kw);
  let { flags, prot, access } = given;
  audit("mmap.__new__", fileno, length, access, offset);
  if (length < 0) throw new OverflowError("memory mapped length must be positive");
  if (offset < 0) throw new OverflowError("memory mapped offset must be positive");
  if (access !== ACCESS_DEFAULT && (flags !== 1 || prot !== (PROT_READ | PROT_WRITE))) throw new ValueError("mmap can't specify both access and flags, prot.");
  if (access < 0 || access > ACCESS_COPY) throw new ValueError("mmap invalid access parameter.");
  if (access === ACCESS_READ) prot = PROT_READ;
  else if (access === ACCESS_COPY) flags = MAP_PRIVATE;
  else if (access === ACCESS_DEFAULT && (prot & PROT_WRITE) === 0) access = ACCESS_READ;
  else if (access === ACCESS_DEFAULT && (prot & PROT_READ) === 0) access = ACCESS_WRITE;
  const size = fileno === -1 ? length : sizeOf(fileno, length, offset);
  const mapping = system(() => map(fileno === -1 ? -1 : real(fileno), size, prot, flags, offset, trackfd));
  if (mapping.size > LONGEST) {
    letGo(mapping);
    throw new NotImplementedError("gilt's mmap has no maps of 4 GiB and more");
  }
  const m = madeFor(MMap, cls);
  m.$offset = offset;
  m.$access = access;
  m.$trackfd = trackfd;
  return hold(m, mapping);
}

/** `mmap.mmap(fd, size)`, for a descriptor of the system. */
export function mapFile(fd: number, size: number): MMap {
  return hold(
    new MMap(),
    system(() => map(fd, size, PROT_READ | PROT_WRITE, MAP_SHARED, 0, true)),
  );
}

/** `mmap.mmap(-1, size)`: memory for child processes. */
export function anonymousMap(size: number): MMap {
  return hold(
    new MMap(),
    system(() => map(-1, size, PROT_READ | PROT_WRITE, MAP_SHARED, 0, false)),
  );
}

/** A map that another process of gilt has made and shared with this one. */
export function attachMap(address: number, size: number, users: number): MMap {
  const mapping = attachShared(address, size, users);
  return hold(new MMap(), mapping);
}

/** How much of a file is to be mapped; other things than files (devices) are taken as they are. */
function sizeOf(fd: number, length: number, offset: number): number {
  let stat: fs.Stats;
  try {
    stat = fs.fstatSync(real(fd));
  } catch {
    return length; // mmap(2) itself says what is wrong with the descriptor
  }
  if (!stat.isFile()) return length;
  if (length === 0) {
    if (stat.size === 0) throw new ValueError("cannot mmap an empty file");
    if (offset >= stat.size) throw new ValueError("mmap offset is greater than file size");
    return stat.size - offset;
  }
  if (offset + length > stat.size) throw new ValueError("mmap length is greater than file size");
  return length;
}

/** `m.close()` */
export function closeMap(m: MMap): Suspends<null> {
  if (m.$mapping === null) return null;
  if (isExported(m)) throw new BufferError("cannot close exported pointers exist");
  const mapping = m.$mapping as Mapping | null;
  if (mapping === null) return null;
  dropped.unregister(mapping);
  m.$mapping = null;
  m.$bytes = NOTHING;
  m.$numbers = undefined;
  system(() => letGo(mapping));
  return null;
}

function resize(m: MMap, size: number): Suspends<null> {
  if (isExported(m)) throw new BufferError("mmap can't resize with extant buffers exported.");
  if (!m.$trackfd) throw new ValueError("mmap can't resize with trackfd=False.");
  if (m.$access !== ACCESS_WRITE && m.$access !== ACCESS_DEFAULT) throw new TypeError("mmap can't resize a readonly or copy-on-write memory map.");
  const old = valid(m);
  if (size < 0) throw new ValueError("new size out of range");
  if (old.fd !== -1) system(() => truncateReal(old.fd, m.$offset + size));
  if (size === 0) throw new OSError(22, "Invalid argument");
  const kept = old.ofFile && (old.flags & MAP_PRIVATE) === 0 ? 0 : Math.min(size, old.size);
  if (kept > 0) touch(m, 0, kept);
  const made = system(() => map(old.fd, size, old.prot, old.fd === -1 ? old.flags | MAP_ANONYMOUS : old.flags, old.offset, true));
  if (kept > 0) made.bytes.set(old.bytes.subarray(0, kept));
  hold(m, made);
  return null;
}

function getItem(m: MMap, key: Value): Suspends<Value> {
  valid(m);
  if (key instanceof Slice) {
    const at = sliceIndices(key, m.$bytes.length);
    valid(m);
    if (at.count <= 0) return new Bytes(NOTHING);
    touch(m, 0, Math.max(at.start, at.start + (at.count - 1) * at.step) + 1);
    return new Bytes(takeBytes(m.$bytes, at));
  }
  const i = position(m, key, "mmap indices must be integers");
  trust(m);
  return m.$bytes[i];
}

function position(m: MMap, key: Value, what: string): Suspends<number> {
  const n = indexOf(key);
  if (n === undefined) throw new TypeError(what);
  let i = toPosition(n, what);
  const size = m.$bytes.length;
  if (i < 0) i += size;
  valid(m);
  if (i < 0 || i >= size) throw new IndexError("mmap index out of range");
  touch(m, i, i + 1);
  return i;
}

function setItem(m: MMap, key: Value, value: Value): Suspends<null> {
  valid(m);
  writable(m);
  if (key instanceof Slice) {
    const { start, step, count } = sliceIndices(key, m.$bytes.length);
    const data = toBuffer(value);
    valid(m);
    if (data.length !== count) throw new IndexError("mmap slice assignment is wrong size");
    if (count === 0) return null;
    touch(m, 0, Math.max(start, start + (count - 1) * step) + 1);
    if (step === 1) m.$bytes.set(data, start);
    else {
      const copy = data.buffer === m.$bytes.buffer ? data.slice() : data;
      for (let i = 0, at = start; i < count; i++, at += step) m.$bytes[at] = copy[i] as number;
    }
    return null;
  }
  const i = position(m, key, "mmap indices must be integer");
  const n = indexOf(value);
  if (n === undefined) throw new TypeError("mmap item value must be an int");
  const byte = toSize(n, TypeError);
  if (byte < 0 || byte > 255) throw new ValueError("mmap item value must be in range(0, 256)");
  valid(m);
  trust(m);
  m.$bytes[i] = byte;
  return null;
}

function find(m: MMap, args: Value[], last: boolean): Suspends<number> {
  valid(m);
  const needle = toBuffer(args[0]);
  let start = args[1] === undefined ? m.$pos : ssize(args[1]);
  let end = args[2] === undefined ? m.$bytes.length : ssize(args[2]);
  valid(m);
  const size = m.$bytes.length;
  start = start < 0 ? Math.max(0, start + size) : Math.min(start, size);
  end = end < 0 ? Math.max(0, end + size) : Math.min(end, size);
  if (end < start) return -1;
  if (needle.length === 0) return last ? end : start;
  if (end - start < needle.length) return -1;
  touch(m, start, end);
  if (!last && needle.length <= SHORT) {
    const near = Math.min(end - needle.length + 1, start + NEAR);
    const at = findNear(m.$bytes, needle, start, near);
    if (at >= 0 || near === end - needle.length + 1) return at;
    start = near;
  }
  return (last ? findLastBytes : findBytes)(m.$bytes, needle, start, end);
}

/** What is short and near is found sooner than Node's search has begun. */
const SHORT = 16;
const NEAR = 256;

/** The first place of `part`, which is not empty, from `start` on and before `stop`; or -1. */
function findNear(bytes: Uint8Array, part: Uint8Array, start: number, stop: number): number {
  const first = part[0];
  for (let at = start; at < stop; at++) {
    if (bytes[at] !== first) continue;
    let i = 1;
    while (i < part.length && bytes[at + i] === part[i]) i++;
    if (i === part.length) return at;
  }
  return -1;
}

function seek(m: MMap, distance: number, how: number): number {
  const size = m.$bytes.length;
  if (how < 0 || how > 2) throw new ValueError("unknown seek type");
  const where = distance + (how === 0 ? 0 : how === 1 ? m.$pos : size);
  if (where < 0 || where > size) throw new ValueError("seek out of range");
  return (m.$pos = where);
}

function read(m: MMap, size: number): Bytes {
  const start = m.$pos;
  // after a resize the position may be beyond the end
  const rest = Math.max(0, m.$bytes.length - start);
  const count = size < 0 || size > rest ? rest : size;
  if (count > 0) touch(m, start, start + count);
  m.$pos = start + count;
  return new Bytes(m.$bytes.slice(start, start + count));
}

/** How many bytes read() is to read: all for None. */
function optionalSize(x: Value): Suspends<number> {
  if (x === undefined || x === null) return -1;
  const n = indexOf(x);
  if (n === undefined) throw new TypeError(`argument should be integer or None, not '${typeName(x)}'`);
  if (typeof n === "number") return n;
  if (BigInt.asIntN(64, n) !== n) throw new OverflowError(`cannot fit '${typeName(x)}' into an index-sized integer`);
  return Number(n);
}

export const mmap = builtinType(
  "mmap(*args, **kwargs)",
  function (args: Value[], kw: Kw): Suspends<MMap> {
    return newMap(mmap, args, kw);
  },
  { prototype: MMap.prototype, module: "mmap" },
);

methods(mmap, {
  "__new__(cls, *args, **kwargs)": function (this: PyType, args: Value[], kw: Kw): Suspends<MMap> {
    if (!this.$mro.includes(mmap)) {
      const name = className(this);
      throw new TypeError(`mmap.mmap.__new__(${name}): ${name} is not a subtype of mmap.mmap`);
    }
    return newMap(this, args, kw);
  },
  "__init__(self, /, *args, **kwargs)": function (): null {
    return null;
  },
  "__repr__(self, /)": function (this: MMap): string {
    const name = className(typeOf(this));
    if (this.$mapping === null) return `<${name} closed=True>`;
    const { $access, $bytes, $pos, $offset } = this;
    return `<${name} closed=False, access=${ACCESS_NAMES[$access] as string}, length=${$bytes.length}, pos=${$pos}, offset=${$offset}>`;
  },
  "__len__(self, /)": function (this: MMap): number {
    valid(this);
    return this.$bytes.length;
  },
  "__getitem__(self, key, /)": function (this: MMap, key: Value): Suspends<Value> {
    return getItem(this, key);
  },
  "__setitem__(self, key, value, /)": function (this: MMap, key: Value, value: Value): Suspends<null> {
    return setItem(this, key, value);
  },
  "__delitem__(self, key, /)": function (this: MMap, key: Value): Suspends<null> {
    valid(this);
    writable(this);
    if (key instanceof Slice) throw new TypeError("mmap object doesn't support slice deletion");
    position(this, key, "mmap indices must be integer");
    throw new TypeError("mmap doesn't support item deletion");
  },
  "__enter__(self, /)": function (this: MMap): MMap {
    valid(this);
    return this;
  },
  "__exit__(self, /, *args)": function (this: MMap, _: Value[]): Suspends<null> {
    return closeMap(this);
  },
  "close(self, /)": function (this: MMap): Suspends<null> {
    return closeMap(this);
  },
  "find(self, sub, start=0, end=0, /)": function (this: MMap, sub: Value, start: Value, end: Value): Suspends<number> {
    return find(this, [sub, start, end], false);
  },
  "rfind(self, sub, start=0, end=0, /)": function (this: MMap, sub: Value, start: Value, end: Value): Suspends<number> {
    return find(this, [sub, start, end], true);
  },
  "flush(self, offset=0, size=0, /)": function (this: MMap, offset: Value, size: Value): Suspends<null> {
    valid(this);
    const from = offset === undefined ? 0 : ssize(offset);
    const count = size === undefined ? this.$bytes.length : ssize(size);
    const mapping = valid(this);
    if (from < 0 || count < 0 || this.$bytes.length - from < count) throw new ValueError("flush values out of range");
    if (this.$access === ACCESS_READ || this.$access === ACCESS_COPY) return null;
    system(() => synchronize(mapping, from, count));
    return null;
  },
  "madvise(self, option, start=0, length=0, /)": function (this: MMap, option: Value, start: Value, length: Value): Suspends<null> {
    valid(this);
    const advice = signedInt(option);
    const from = start === undefined ? 0 : ssize(start);
    let count = length === undefined ? this.$bytes.length : ssize(length);
    const mapping = valid(this);
    const size = this.$bytes.length;
    if (from < 0 || from >= size) throw new ValueError("madvise start out of bounds");
    if (count < 0) throw new ValueError("madvise length invalid");
    if (count >= 2 ** 63 - from || (from > 0 && count >= 2 ** 63 - 1025)) throw new OverflowError("madvise length too large");
    count = Math.min(count, size - from);
    system(() => advise(mapping, advice, from, count));
    return null;
  },
  "move(self, dest, src, count, /)": function (this: MMap, dest: Value, src: Value, count: Value): Suspends<null> {
    valid(this);
    const to = ssize(dest);
    const from = ssize(src);
    const n = ssize(count);
    valid(this);
    writable(this);
    const size = this.$bytes.length;
    if (to < 0 || from < 0 || n < 0 || size - to < n || size - from < n) throw new ValueError("source, destination, or count out of range");
    touch(this, 0, Math.max(to, from) + n);
    this.$bytes.copyWithin(to, from, from + n);
    return null;
  },
  "read(self, n=None, /)": function (this: MMap, n: Value): Suspends<Bytes> {
    valid(this);
    const size = optionalSize(n);
    valid(this);
    return read(this, size);
  },
  "read_byte(self, /)": function (this: MMap): number {
    valid(this);
    if (this.$pos >= this.$bytes.length) throw new ValueError("read byte out of range");
    touch(this, this.$pos, this.$pos + 1);
    return this.$bytes[this.$pos++] as number;
  },
  "readline(self, /)": function (this: MMap): Bytes {
    valid(this);
    touch(this, this.$pos, this.$bytes.length);
    const end = this.$bytes.indexOf(10, this.$pos);
    return read(this, end < 0 ? -1 : end + 1 - this.$pos);
  },
  "resize(self, newsize, /)": function (this: MMap, newsize: Value): Suspends<null> {
    valid(this);
    const size = ssize(newsize);
    valid(this);
    return resize(this, size);
  },
  "seek(self, pos, whence=0, /)": function (this: MMap, pos: Value, whence: Value): Suspends<number> {
    valid(this);
    const distance = ssize(pos);
    const how = whence === undefined ? 0 : signedInt(whence);
    valid(this);
    return seek(this, distance, how);
  },
  "seekable(self, /)": function (this: MMap): boolean {
    return true;
  },
  "size(self, /)": function (this: MMap): Value {
    const mapping = valid(this);
    if (mapping.fd === -1) throw new OSError(9, "Bad file descriptor");
    return system(() => fileSize(mapping.fd));
  },
  "tell(self, /)": function (this: MMap): number {
    valid(this);
    return this.$pos;
  },
  "write(self, bytes, /)": function (this: MMap, bytes: Value): Suspends<number> {
    valid(this);
    const data = toBuffer(bytes);
    valid(this);
    writable(this);
    const end = this.$pos + data.length;
    if (end > this.$bytes.length) throw new ValueError("data out of range");
    if (data.length > 0) touch(this, this.$pos, end);
    this.$bytes.set(data, this.$pos);
    this.$pos = end;
    return data.length;
  },
  "write_byte(self, byte, /)": function (this: MMap, byte: Value): Suspends<null> {
    valid(this);
    const value = unsignedByte(byte);
    valid(this);
    writable(this);
    if (this.$pos >= this.$bytes.length) throw new ValueError("write byte out of range");
    touch(this, this.$pos, this.$pos + 1);
    this.$bytes[this.$pos++] = value;
    return null;
  },
});
getset(mmap, { closed: [(self: MMap) => self.$mapping === null] });

// items one by one (iteration, `in`, reversed) are bytes, while m[i] is an int
(mmap.$dict.get("__getitem__") as Value).$item = function (this: MMap, i: Value): Suspends<Bytes> {
  valid(this);
  if (!(i >= 0 && i < this.$bytes.length)) throw new IndexError("mmap index out of range");
  touch(this, i as number, (i as number) + 1);
  return new Bytes(this.$bytes.slice(i as number, (i as number) + 1));
};
for (const name of ["find", "rfind", "flush", "madvise", "move", "read", "resize", "seek", "write", "write_byte"])
  (mmap.$dict.get(name) as Value).$f.parsedTuple = true;
