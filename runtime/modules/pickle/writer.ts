/**
 * writer - the state of one pickling, and how values of each builtin type are written.
 *
 * Mirrors     Modules/_pickle.c (save and save_*)
 * Suspends    save: persistent_id, reducer_override, `__reduce_ex__`, the file's write
 */
import { toHeap, type Suspends } from "../../frames/suspend.js";
import { bytes } from "../../objects/bytes.js";
import { bytearray } from "../../objects/bytearray.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { dict } from "../../objects/dict.js";
import { RecursionError, RuntimeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import { floatRepr } from "../../objects/float/text.js";
import { address } from "../../objects/identity.js";
import { bitLength } from "../../objects/int/big.js";
import { iterate } from "../../objects/iterator.js";
import type { Dict, Entry } from "../../objects/keymap.js";
import { list } from "../../objects/list.js";
import { typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { text } from "../../objects/protocols/str.js";
import { frozenset, set, type SetBase } from "../../objects/set.js";
import { Tuple } from "../../objects/tuple.js";
import { PickleBuffer, pickleBuffer } from "./buffer.js";
import { PicklingError } from "./errors.js";
import { codecEncode } from "./codec.js";
import { bytesKey, Memo } from "./memo.js";
import { BATCHSIZE, FRAME_SIZE_TARGET, Op } from "./opcodes.js";
import { Output, writeSize8 } from "./output.js";
import { saveByReduction, saveReduced } from "./reduce.js";
import { rawUnicode } from "./rawunicode.js";
import { encodeText } from "./texts.js";
import { batchAppends, batchSetItems } from "./batches.js";

/** C's limit on recursion, as far as a pickler can use it up. */
const DEEPEST = 9999;
/** In fast mode containers this deep are looked at for cycles. */
const FAST_NESTING_LIMIT = 50;

export class Writer {
  out = new Output();
  memo = new Memo();
  bin: boolean;
  fast = false;
  persistentId: Value = null;
  reducerOverride: Value = null;
  /** the pickler's own table; null: that of copyreg */
  dispatchTable: Value = null;
  depth = 0;
  fastNesting = 0;
  fastOpen: Set<Value> | null = null;

  constructor(
    readonly proto: number,
    /** `write` of the file; null: the bytes are taken when all is written */
    readonly write: Value,
    readonly fixImports: boolean,
    readonly bufferCallback: Value,
  ) {
    this.bin = proto > 0;
  }

  /** Another level of nesting. */
  enter(): void {
    if (++this.depth > DEEPEST) throw new RecursionError("maximum recursion depth exceeded while pickling an object");
  }

  /** Between two objects: a frame that is long enough ends. */
  commit(): Suspends<void> {
    this.out.closeFrame();
    if (this.write !== null) this.flush();
  }

  /** Hands what was written so far to the file. */
  flush(): Suspends<void> {
    const { out } = this;
    if (out.at === 0) return;
    const written = new Bytes(new Uint8Array(out.data.subarray(0, out.at)));
    out.at = 0;
    call(this.write, written);
  }

  /** Writes one pickle: header, object, STOP. */
  dump(obj: Value): Suspends<void> {
    const { out, proto } = this;
    this.depth = 0;
    out.at = 0;
    out.stopFraming();
    if (proto >= 2) {
      out.opByte(Op.PROTO, proto);
      if (proto >= 4) out.startFraming();
    }
    save(this, obj, false);
    out.op(Op.STOP);
    out.closeFrame();
    out.stopFraming();
  }

  /** Gives an object its number in the memo, and tells the reader to remember it. */
  put(key: Value): void {
    if (this.fast) return;
    const index = this.memo.add(key);
    if (this.proto >= 4) this.out.op(Op.MEMOIZE);
    else this.putNumber(index);
  }

  /** The same for an object that nothing else in the pickle can be. */
  putUnseen(): void {
    if (this.fast) return;
    const index = this.memo.addUnseen();
    if (this.proto >= 4) this.out.op(Op.MEMOIZE);
    else this.putNumber(index);
  }

  private putNumber(index: number): void {
    if (!this.bin) this.out.text(`p${index}\n`);
    else if (index < 256) this.out.opByte(Op.BINPUT, index);
    else this.out.opInt(Op.LONG_BINPUT, index);
  }

  /** Refers to an object written before. */
  get(index: number): void {
    if (!this.bin) this.out.text(`g${index}\n`);
    else if (index < 256) this.out.opByte(Op.BINGET, index);
    else this.out.opInt(Op.LONG_BINGET, index);
  }

  /** Bytes too long for a frame: the frame ends, and they go to the file as they are. */
  writeLarge(header: Uint8Array, data: Uint8Array, payload: Value): Suspends<void> {
    const { out } = this;
    if (data.length < FRAME_SIZE_TARGET) {
      out.room(header.length + data.length);
      out.bytes(header);
      out.bytes(data);
      return;
    }
    out.closeFrame();
    const framing = out.framing;
    if (framing) out.stopFraming();
    out.bytes(header);
    if (this.write !== null) {
      this.flush();
      call(this.write, payload ?? new Bytes(data));
    } else out.bytes(data);
    if (framing) out.startFraming();
  }

  /** In fast mode, which has no memo: a container that holds itself is an error, not an endless pickle. */
  fastEnter(obj: Value): void {
    if (++this.fastNesting < FAST_NESTING_LIMIT) return;
    const open = (this.fastOpen ??= new Set());
    if (open.has(obj)) {
      this.fastNesting = 0;
      open.clear();
      throw new ValueError(`fast mode: can't pickle cyclic objects including object type ${typeOf(obj).$name} at ${address(obj)}`);
    }
    open.add(obj);
  }

  fastLeave(obj: Value): void {
    if (this.fastNesting-- >= FAST_NESTING_LIMIT) this.fastOpen?.delete(obj);
  }
}

/** Writes a value; `isId`: it is a persistent id, and has none itself. */
export function save(w: Writer, obj: Value, isId: boolean): Suspends<void> {
  if (w.out.at >= w.out.frameEnd) w.commit();
  if (w.persistentId !== null && !isId && savedPersistently(w, obj)) return;
  switch (typeof obj) {
    case "string": {
      const index = w.memo.find(obj);
      if (index >= 0) w.get(index);
      else saveStr(w, obj, obj);
      return;
    }
    case "number":
      saveInt(w, obj);
      return;
    case "bigint":
      saveLong(w, obj);
      return;
    case "boolean":
      saveBool(w, obj);
      return;
    case "function":
      saveOther(w, obj);
      return;
  }
  if (obj === null) w.out.op(Op.NONE);
  else saveObject(w, obj);
}

function saveObject(w: Writer, obj: Value): Suspends<void> {
  const cls = obj.$cls;
  if (obj instanceof Float) {
    if (w.bin) w.out.double(obj.value);
    else w.out.text(`F${floatRepr(obj.value)}\n`);
    return;
  }
  const index = w.memo.find(cls === bytes ? bytesKey(obj) : obj);
  if (index >= 0) {
    w.get(index);
    return;
  }
  if (obj instanceof Tuple) saveTuple(w, obj);
  else if (cls === list) saveList(w, obj);
  else if (cls === dict) saveDict(w, obj);
  else if (cls === bytes) saveBytes(w, obj);
  else saveOther(w, obj);
}

/** What is no atom and none of the usual containers. */
function saveOther(w: Writer, obj: Value): Suspends<void> {
  const cls = typeOf(obj);
  if (typeof obj === "function") {
    const index = w.memo.find(obj);
    if (index >= 0) {
      w.get(index);
      return;
    }
  }
  deepen(w, 1);
  if (cls === set) saveSet(w, obj);
  else if (cls === frozenset) saveFrozenset(w, obj);
  else if (cls === bytearray) saveByteArray(w, obj);
  else if (cls === pickleBuffer) saveBuffer(w, obj);
  else saveByReduction(w, obj, cls);
  w.depth--;
}

function savedPersistently(w: Writer, obj: Value): Suspends<boolean> {
  const id = call(w.persistentId, obj);
  if (id === null) return false;
  if (w.bin) {
    save(w, id, true);
    w.out.op(Op.BINPERSID);
    return true;
  }
  const shown = text(id);

  if (!/^[\x00-\x7f]*$/.test(shown)) throw new PicklingError("persistent IDs in protocol 0 must be ASCII strings");
  w.out.text(`P${shown}\n`);
  return true;
}

function saveBool(w: Writer, value: boolean): void {
  if (w.proto >= 2) w.out.op(value ? Op.NEWTRUE : Op.NEWFALSE);
  else w.out.text(value ? "I01\n" : "I00\n");
}

function saveInt(w: Writer, n: number): void {
  if (n !== (n | 0)) saveLong(w, BigInt(n));
  else if (!w.bin) w.out.text(`I${n}\n`);
  else if (n < 0 || n > 0xffff) w.out.opInt(Op.BININT, n);
  else if (n > 0xff) {
    w.out.room(3);
    const { data, at } = w.out;
    data[at] = Op.BININT2;
    data[at + 1] = n & 255;
    data[at + 2] = n >> 8;
    w.out.at = at + 3;
  } else w.out.opByte(Op.BININT1, n);
}

/** An int beyond 32 bits. */
function saveLong(w: Writer, n: bigint): void {
  const { out } = w;
  if (w.proto < 2) {
    out.text(`L${n}L\n`);
    return;
  }
  const encoded = longBytes(n);
  out.room(5 + encoded.length);
  if (encoded.length < 256) out.opByte(Op.LONG1, encoded.length);
  else out.opInt(Op.LONG4, encoded.length);
  out.bytes(encoded);
}

/** Two's complement, least significant byte first, as few bytes as will do. */
export function longBytes(n: bigint): Uint8Array {
  if (n === 0n) return new Uint8Array(0);
  const size = (Number(bitLength(n < 0n ? ~n : n)) >> 3) + 1;
  const encoded = new Uint8Array(size);
  const hex = BigInt.asUintN(size * 8, n)
    .toString(16)
    .padStart(size * 2, "0");
  for (let i = 0; i < size; i++) encoded[size - 1 - i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return encoded;
}

/** Writes a string that is not the same object as others of that text: the memo has it under a key of its own. */
export function saveKeyed(w: Writer, s: string, key: object): Suspends<void> {
  const index = w.memo.find(key);
  if (index >= 0) w.get(index);
  else saveStr(w, s, key);
}

/** Strings up to this length are first taken to be ASCII. */
const SHORT = 96;

function saveStr(w: Writer, s: string, key: Value): Suspends<void> {
  const { out } = w;
  if (!w.bin) {
    out.text(`V${rawUnicode(s)}\n`);
    w.put(key);
    return;
  }
  const n = s.length;
  if (n > SHORT) {
    saveLongStr(w, s, key);
    return;
  }
  out.room(n + 6);
  const { data } = out;
  let at = out.at;
  if (w.proto >= 4) {
    data[at] = Op.SHORT_BINUNICODE;
    data[at + 1] = n;
    at += 2;
  } else {
    data[at] = Op.BINUNICODE;
    data[at + 1] = n;
    data[at + 2] = data[at + 3] = data[at + 4] = 0;
    at += 5;
  }
  for (let i = 0; i < n; i++) {
    const code = s.charCodeAt(i);
    if (code > 127) {
      saveLongStr(w, s, key);
      return;
    }
    data[at + i] = code;
  }
  out.at = at + n;
  w.put(key);
}

function saveLongStr(w: Writer, s: string, key: Value): Suspends<void> {
  const { out } = w;
  const encoded = encodeText(s);
  const n = encoded.length;
  if (n <= 0xff && w.proto >= 4) {
    out.room(n + 2);
    out.opByte(Op.SHORT_BINUNICODE, n);
    out.bytes(encoded);
  } else w.writeLarge(sizedHeader(Op.BINUNICODE, n), encoded, null);
  w.put(key);
}

/** A code with a length of four bytes. */
function sizedHeader(code: number, n: number): Uint8Array {
  return Uint8Array.of(code, n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24);
}

function saveBytes(w: Writer, obj: Bytes): Suspends<void> {
  if (w.proto < 3) {
    w.enter();
    const { $data } = obj;
    const args = $data.length === 0 ? [bytes, new Tuple([])] : [codecEncode, new Tuple([Buffer.from($data).toString("latin1"), "latin1"])];
    saveReduced(w, new Tuple(args), bytesKey(obj));
    w.depth--;
    return;
  }
  writeBytes(w, obj.$data, obj);
  w.put(bytesKey(obj));
}

function writeBytes(w: Writer, data: Uint8Array, payload: Value): Suspends<void> {
  const n = data.length;
  if (n <= 0xff) {
    w.out.room(n + 2);
    w.out.opByte(Op.SHORT_BINBYTES, n);
    w.out.bytes(data);
  } else w.writeLarge(sizedHeader(Op.BINBYTES, n), data, payload);
}

function writeByteArray(w: Writer, data: Uint8Array, payload: Value): Suspends<void> {
  const header = new Uint8Array(9);
  header[0] = Op.BYTEARRAY8;
  writeSize8(header, 1, data.length);
  w.writeLarge(header, data, payload);
}

function saveByteArray(w: Writer, obj: ByteArray): Suspends<void> {
  if (w.proto < 5) {
    const args = obj.$data.length === 0 ? [] : [new Bytes(obj.$data.slice())];
    saveReduced(w, new Tuple([bytearray, new Tuple(args)]), obj);
    return;
  }
  writeByteArray(w, obj.$data, obj);
  w.put(obj);
}

function saveBuffer(w: Writer, obj: PickleBuffer): Suspends<void> {
  if (w.proto < 5) throw new PicklingError("PickleBuffer can only be pickled with protocol >= 5");
  const view = obj.$shown();
  if (view.contiguous === null) throw new PicklingError("PickleBuffer can not be pickled when pointing to a non-contiguous buffer");
  const inBand = w.bufferCallback === null || truth(call(w.bufferCallback, obj));
  if (!inBand) {
    w.out.op(Op.NEXT_BUFFER);
    if (view.readonly) w.out.op(Op.READONLY_BUFFER);
    return;
  }
  if (view.readonly) writeBytes(w, view.contiguous, null);
  else writeByteArray(w, view.contiguous, null);
  w.put(obj);
}

/** So many levels are on JavaScript's stack at a time; then the frames move to the heap. */
const LIVE_LEVELS = 256;

/** Before the items of a container. */
export function deepen(w: Writer, levels: number): Suspends<void> {
  for (let i = 0; i < levels; i++) w.enter();
  if (w.depth % LIVE_LEVELS < levels) toHeap();
}

function saveTuple(w: Writer, obj: Tuple): Suspends<void> {
  const { items } = obj;
  const { out } = w;
  const n = items.length;
  if (n === 0) {
    if (w.bin) out.op(Op.EMPTY_TUPLE);
    else out.text("(t");
    return;
  }
  deepen(w, 1);
  const short = n <= 3 && w.proto >= 2;
  if (!short) out.op(Op.MARK);
  for (let i = 0; i < n; i++) save(w, items[i], false);
  w.depth--;
  // a tuple that holds itself, in a list perhaps, was written with its items
  const index = w.memo.find(obj);
  if (index >= 0) {
    if (short) for (let i = 0; i < n; i++) out.op(Op.POP);
    else if (w.bin) out.op(Op.POP_MARK);
    else for (let i = 0; i <= n; i++) out.op(Op.POP);
    w.get(index);
    return;
  }
  out.op(short ? Op.TUPLE1 - 1 + n : Op.TUPLE);
  w.put(obj);
}

function saveList(w: Writer, obj: Value[]): Suspends<void> {
  deepen(w, 2);
  if (w.fast) w.fastEnter(obj);
  if (w.bin) w.out.op(Op.EMPTY_LIST);
  else w.out.text("(l");
  w.put(obj);
  if (obj.length > 0) {
    if (w.bin) saveItems(w, obj);
    else batchAppends(w, iterate(obj));
  }
  if (w.fast) w.fastLeave(obj);
  w.depth -= 2;
}

function saveItems(w: Writer, items: Value[]): Suspends<void> {
  const { out } = w;
  if (items.length === 1) {
    save(w, items[0], false);
    out.op(Op.APPEND);
    return;
  }
  let i = 0;
  do {
    out.op(Op.MARK);
    for (let batch = 0; batch < BATCHSIZE && i < items.length; batch++) save(w, items[i++], false);
    out.op(Op.APPENDS);
  } while (i < items.length);
}

function saveDict(w: Writer, obj: Dict): Suspends<void> {
  deepen(w, 2);
  if (w.fast) w.fastEnter(obj);
  if (w.bin) w.out.op(Op.EMPTY_DICT);
  else w.out.text("(d");
  w.put(obj);
  if (obj.$size() > 0) {
    if (w.bin) saveEntries(w, obj);
    else batchSetItems(w, iterate(callMethod(obj, "items")));
  }
  if (w.fast) w.fastLeave(obj);
  w.depth -= 2;
}

function saveEntries(w: Writer, obj: Dict): Suspends<void> {
  const { out } = w;
  const entries = obj.$entries();
  const n = entries.length;
  const first = entries[0] as Entry;
  if (n === 1) {
    save(w, first.key, false);
    save(w, first.value, false);
    out.op(Op.SETITEM);
    return;
  }
  let i = 0;
  let batch = 0;
  do {
    out.op(Op.MARK);
    for (batch = 0; batch < BATCHSIZE && i < n; batch++) {
      const entry = entries[i++] as Entry;
      save(w, entry.key, false);
      save(w, entry.value, false);
    }
    out.op(Op.SETITEMS);
    if (obj.$size() !== n) throw new RuntimeError("dictionary changed size during iteration");
  } while (batch === BATCHSIZE);
}

function saveSet(w: Writer, obj: SetBase): Suspends<void> {
  const keys = obj.$array();
  if (w.proto < 4) {
    saveReduced(w, new Tuple([set, new Tuple([keys])]), obj);
    return;
  }
  const { out } = w;
  out.op(Op.EMPTY_SET);
  w.put(obj);
  if (keys.length === 0) return;
  let i = 0;
  let batch = 0;
  do {
    out.op(Op.MARK);
    for (batch = 0; batch < BATCHSIZE && i < keys.length; batch++) save(w, keys[i++], false);
    out.op(Op.ADDITEMS);
    if (obj.$size() !== keys.length) throw new RuntimeError("set changed size during iteration");
  } while (batch === BATCHSIZE);
}

function saveFrozenset(w: Writer, obj: SetBase): Suspends<void> {
  const keys = obj.$array();
  if (w.proto < 4) {
    saveReduced(w, new Tuple([frozenset, new Tuple([keys])]), obj);
    return;
  }
  const { out } = w;
  out.op(Op.MARK);
  for (let i = 0; i < keys.length; i++) save(w, keys[i], false);
  const index = w.memo.find(obj);
  if (index >= 0) {
    out.op(Op.POP_MARK);
    w.get(index);
    return;
  }
  out.op(Op.FROZENSET);
  w.put(obj);
}
