/**
 * reader - the machine that pickles are programs for: a stack, marks on it, a memo.
 *
 * Mirrors     Modules/_pickle.c (load and load_*)
 * Suspends    what it calls to make objects, files
 * Invariants
 *   P6  `fence` is the height of the stack at the last mark: what is below cannot be taken before the mark is.
 */
import type { Suspends } from "../../frames/suspend.js";
import { attributeDict } from "../../objects/attributedict.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { $callx } from "../../objects/call.js";
import { intOfData } from "../../objects/int/bytes.js";
import { ByteArray, Bytes } from "../../objects/bytes/data.js";
import { Dict, dict, isDict } from "../../objects/dict.js";
import { OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { PyIterator } from "../../objects/iterator.js";
import { END } from "../../objects/iterator.js";
import type { Entry } from "../../objects/keymap.js";
import { list } from "../../objects/list.js";
import { jsName } from "../../objects/names.js";
import { isObjectsNew, isType, lookup, type PyType, type Value } from "../../objects/object.js";
import { bareInstance } from "../../objects/objectmethods.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { setitem } from "../../objects/protocols/getitem.js";
import { newWithKeywords } from "../../objects/reduce.js";
import { FrozenSet, PySet, SetBase } from "../../objects/set.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";
import { typeName } from "../../objects/typename.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { extensionCache, invertedRegistry } from "../copyreg.js";
import { UnpicklingError } from "./errors.js";
import { findGlobal } from "./find.js";
import { isPlainInstance } from "./instance.js";
import type { Input } from "./input.js";
import { floatLine, indexLine, intLine, longLine, oldString, stringLine } from "./lines.js";
import { HIGHEST_PROTOCOL, Op } from "./opcodes.js";
import { decodeText, fromRawUnicode, latin1, shortText } from "./texts.js";

const EMPTY = new Tuple([]);
const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

export class Reader {
  stack: Value[] = [];
  marks: number[] = [];
  fence = 0;
  memo: Value[] = [];
  proto = 0;
  /** `find_class` of a subclass; null: findGlobal */
  findClass: Value = null;
  persistentLoad: Value = null;

  constructor(
    readonly input: Input,
    readonly fixImports: boolean,
    readonly encoding: string,
    readonly errors: string,
    readonly buffers: PyIterator | null,
  ) {}

  /** Reads one pickle. */
  load(): Suspends<Value> {
    this.stack = [];
    this.marks = [];
    this.fence = 0;
    this.proto = 0;
    const { input } = this;
    input.start();
    for (;;) {
      const op = input.at < input.end ? (input.data[input.at++] as number) : input.opcode();
      if (op === Op.STOP) break;
      this.step(op);
    }
    input.skip();
    return this.pop();
  }

  private underflow(): Value {
    return new UnpicklingError(this.marks.length > 0 ? "unexpected MARK found" : "unpickling stack underflow");
  }

  private pop(): Value {
    const { stack } = this;
    if (stack.length <= this.fence) throw this.underflow();
    return stack.pop();
  }

  private top(): Value {
    const { stack } = this;
    if (stack.length <= this.fence) throw this.underflow();
    return stack[stack.length - 1];
  }

  /** Takes the last mark, and gives the height it stands at. */
  private marker(): number {
    const { marks } = this;
    const mark = marks.pop();
    if (mark === undefined) throw new UnpicklingError("could not find MARK");
    this.fence = marks.length > 0 ? (marks[marks.length - 1] as number) : 0;
    return mark;
  }

  /** Takes what stands above a height. */
  private taken(from: number): Value[] {
    const { stack } = this;
    const items = stack.slice(from);
    stack.length = from;
    return items;
  }

  /** A number of one, two or four bytes. */
  private uint(size: number): Suspends<number> {
    const { input } = this;
    if (input.at + size > input.end) input.need(size);
    const { data } = input;
    let n = 0;
    for (let i = size - 1; i >= 0; i--) n = n * 256 + (data[input.at + i] as number);
    input.at += size;
    return n;
  }

  /** Executes one instruction. */
  private step(op: number): Suspends<void> {
    const { stack, input } = this;
    switch (op) {
      case Op.MEMOIZE:
        this.memo.push(this.top());
        return;
      case Op.BININT1:
        if (input.at >= input.end) input.need(1);
        stack.push(input.data[input.at++]);
        return;
      case Op.SHORT_BINUNICODE: {
        if (input.at >= input.end) input.need(1);
        const n = input.data[input.at++] as number;
        if (input.at + n > input.end) input.need(n);
        const start = input.at;
        input.at = start + n;
        stack.push(shortText(input.data, start, start + n));
        return;
      }
      case Op.BINFLOAT: {
        if (input.at + 8 > input.end) input.need(8);
        for (let i = 0; i < 8; i++) scratchBytes[7 - i] = input.data[input.at + i] as number;
        input.at += 8;
        stack.push(new Float(scratch[0] as number));
        return;
      }
      case Op.BINGET: {
        const index = this.uint(1);
        stack.push(this.recalled(index));
        return;
      }
      case Op.NONE:
        stack.push(null);
        return;
      case Op.NEWTRUE:
        stack.push(true);
        return;
      case Op.NEWFALSE:
        stack.push(false);
        return;
      case Op.MARK:
        this.marks.push(stack.length);
        this.fence = stack.length;
        return;
      case Op.EMPTY_TUPLE:
        stack.push(EMPTY);
        return;
      case Op.TUPLE1:
      case Op.TUPLE2:
      case Op.TUPLE3: {
        const n = op - Op.TUPLE1 + 1;
        if (stack.length - n < this.fence) throw this.underflow();
        stack.push(new Tuple(stack.splice(stack.length - n, n)));
        return;
      }
      case Op.EMPTY_LIST:
        stack.push([]);
        return;
      case Op.EMPTY_DICT:
        stack.push(new Dict());
        return;
      case Op.BININT2: {
        const n = this.uint(2);
        stack.push(n);
        return;
      }
      case Op.BININT: {
        const n = this.uint(4);
        stack.push(n | 0);
        return;
      }
      case Op.SETITEMS: {
        const from = this.marker();
        this.setItems(from);
        return;
      }
      case Op.APPENDS: {
        const from = this.marker();
        this.append(from);
        return;
      }
      case Op.FRAME:
        this.frame();
        return;
      default:
        this.rarer(op);
    }
  }

  private frame(): Suspends<void> {
    const { input } = this;
    const n = this.size8("FRAME length exceeds system's maximum of 9223372036854775807 bytes");
    input.need(n);
  }

  /** A length of eight bytes. */
  private size8(message: string): Suspends<number> {
    const low = this.uint(4);
    const high = this.uint(4);
    if (high > 0x7fffffff) throw new OverflowError(message);
    return high * 2 ** 32 + low;
  }

  private recalled(index: number): Value {
    const value = this.memo[index];
    if (value === undefined) throw new UnpicklingError(`Memo value not found at index ${index}`);
    return value;
  }

  private rarer(op: number): Suspends<void> {
    const { stack, input } = this;
    switch (op) {
      case Op.STACK_GLOBAL:
        this.stackGlobal();
        return;
      case Op.NEWOBJ:
        this.newObject(false);
        return;
      case Op.NEWOBJ_EX:
        this.newObject(true);
        return;
      case Op.REDUCE: {
        const args = this.pop();
        const func = this.pop();
        if (!isTuple(args)) throw new TypeError("argument list must be a tuple");
        const made = $callx(func, plainTuple(args).items.slice(), null);
        stack.push(made);
        return;
      }
      case Op.BUILD:
        this.build();
        return;
      case Op.TUPLE: {
        const items = this.taken(this.marker());
        stack.push(items.length === 0 ? EMPTY : new Tuple(items));
        return;
      }
      case Op.SETITEM:
        if (stack.length - 2 < this.fence) throw this.underflow();
        this.setItems(stack.length - 2);
        return;
      case Op.APPEND:
        if (stack.length - 1 <= this.fence) throw this.underflow();
        this.append(stack.length - 1);
        return;
      case Op.SHORT_BINBYTES:
        this.bytes(1);
        return;
      case Op.BINBYTES:
        this.bytes(4);
        return;
      case Op.BINBYTES8:
        this.bytes(8);
        return;
      case Op.BINUNICODE:
        this.text(4);
        return;
      case Op.BINUNICODE8:
        this.text(8);
        return;
      case Op.LONG1:
        this.long(1);
        return;
      case Op.LONG4:
        this.long(4);
        return;
      case Op.LONG_BINGET: {
        const index = this.uint(4);
        stack.push(this.recalled(index));
        return;
      }
      case Op.BINPUT: {
        const index = this.uint(1);
        this.memo[index] = this.top();
        return;
      }
      case Op.LONG_BINPUT: {
        const index = this.uint(4);
        this.memo[index] = this.top();
        return;
      }
      case Op.GLOBAL:
        this.global();
        return;
      case Op.EMPTY_SET:
        stack.push(new PySet());
        return;
      case Op.ADDITEMS:
        this.addItems();
        return;
      case Op.FROZENSET: {
        const items = this.taken(this.marker());
        const made = new FrozenSet();
        for (let i = 0; i < items.length; i++) made.$add(items[i]);
        stack.push(made);
        return;
      }
      case Op.PROTO: {
        const proto = this.uint(1);
        if (proto > HIGHEST_PROTOCOL) throw new ValueError(`unsupported pickle protocol: ${proto}`);
        this.proto = proto;
        return;
      }
      case Op.BYTEARRAY8: {
        const n = this.size8("BYTEARRAY8 exceeds system's maximum size of 9223372036854775807 bytes");
        input.need(n);
        stack.push(new ByteArray(input.data.slice(input.at, input.at + n)));
        input.at += n;
        return;
      }
      case Op.NEXT_BUFFER:
        this.nextBuffer();
        return;
      case Op.READONLY_BUFFER: {
        const view = makeView(this.top());
        if (!view.$readonly) stack[stack.length - 1] = callMethod(view, "toreadonly");
        return;
      }
      case Op.POP:
        this.popOrMark();
        return;
      case Op.POP_MARK:
        stack.length = this.marker();
        return;
      case Op.DUP:
        stack.push(this.top());
        return;
      case Op.LIST:
        stack.push(this.taken(this.marker()));
        return;
      case Op.DICT:
        this.dict();
        return;
      case Op.BINPERSID:
        this.persistent(this.pop());
        return;
      default:
        this.oldOrUnknown(op);
    }
  }

  /** The instructions of old protocols that are lines of text, and those hardly used. */
  private oldOrUnknown(op: number): Suspends<void> {
    const { stack, input } = this;
    switch (op) {
      case Op.INT: {
        const stop = input.line();
        stack.push(intLine(latin1(input.data, input.lineStart, stop)));
        return;
      }
      case Op.LONG: {
        const stop = input.line();
        stack.push(longLine(latin1(input.data, input.lineStart, stop)));
        return;
      }
      case Op.FLOAT: {
        const stop = input.line();
        stack.push(floatLine(latin1(input.data, input.lineStart, stop)));
        return;
      }
      case Op.UNICODE: {
        const stop = input.line();
        stack.push(fromRawUnicode(input.data, input.lineStart, stop));
        return;
      }
      case Op.STRING: {
        const stop = input.line();
        const bytes = stringLine(input.data.subarray(input.lineStart, stop));
        stack.push(oldString(bytes, this.encoding, this.errors));
        return;
      }
      case Op.BINSTRING:
      case Op.SHORT_BINSTRING: {
        const n = op === Op.BINSTRING ? this.uint(4) | 0 : this.uint(1);
        if (n < 0) throw new UnpicklingError("BINSTRING pickle has negative byte count");
        input.need(n);
        const bytes = input.data.slice(input.at, input.at + n);
        input.at += n;
        stack.push(oldString(bytes, this.encoding, this.errors));
        return;
      }
      case Op.GET: {
        const stop = input.line();
        const index = indexLine(latin1(input.data, input.lineStart, stop));
        stack.push(this.recalled(index));
        return;
      }
      case Op.PUT: {
        const stop = input.line();
        const index = indexLine(latin1(input.data, input.lineStart, stop));
        const top = this.top();
        if (index < 0) throw new ValueError("negative PUT argument");
        this.memo[index] = top;
        return;
      }
      case Op.PERSID: {
        const stop = input.line();
        if (this.persistentLoad === null) throw noPersistentLoad();
        const id = latin1(input.data, input.lineStart, stop);

        if (!/^[\x00-\x7f]*$/.test(id)) throw new UnpicklingError("persistent IDs in protocol 0 must be ASCII strings");
        this.persistent(id);
        return;
      }
      case Op.INST:
        this.instance();
        return;
      case Op.OBJ: {
        const from = this.marker();
        if (stack.length - from < 1) throw this.underflow();
        const args = this.taken(from + 1);
        const cls = this.pop();
        const made = instantiate(cls, args);
        stack.push(made);
        return;
      }
      case Op.EXT1:
        this.extension(1);
        return;
      case Op.EXT2:
        this.extension(2);
        return;
      case Op.EXT4:
        this.extension(4);
        return;
    }
    const plain = op >= 0x20 && op <= 0x7e && op !== 0x27 && op !== 0x5c;
    throw new UnpicklingError(`invalid load key, '${plain ? String.fromCharCode(op) : `\\x${op.toString(16).padStart(2, "0")}`}'.`);
  }

  private popOrMark(): void {
    const { stack, marks } = this;
    if (marks.length > 0 && marks[marks.length - 1] === stack.length) this.marker();
    else this.pop();
  }

  private bytes(size: number): Suspends<void> {
    const { input } = this;
    const n = size === 8 ? this.size8("BINBYTES exceeds system's maximum size of 9223372036854775807 bytes") : this.uint(size);
    if (input.at + n > input.end) input.need(n);
    const start = input.at;
    this.stack.push(new Bytes(input.data.slice(start, start + n)));
    input.at = start + n;
  }

  private text(size: number): Suspends<void> {
    const { input } = this;
    const n = size === 8 ? this.size8("BINUNICODE exceeds system's maximum size of 9223372036854775807 bytes") : this.uint(size);
    if (input.at + n > input.end) input.need(n);
    const start = input.at;
    input.at = start + n;
    this.stack.push(n <= 24 ? shortText(input.data, start, start + n) : decodeText(input.data, start, start + n));
  }

  private long(size: number): Suspends<void> {
    const { input } = this;
    const n = size === 4 ? this.uint(4) | 0 : this.uint(1);
    if (n < 0) throw new UnpicklingError("LONG pickle has negative byte count");
    if (input.at + n > input.end) input.need(n);
    const start = input.at;
    this.stack.push(intOfData(input.data.subarray(start, start + n), true, true));
    input.at = start + n;
  }

  private dict(): Suspends<void> {
    const items = this.taken(this.marker());
    if (items.length % 2 !== 0) throw new UnpicklingError("odd number of items for DICT");
    const made = new Dict();
    for (let i = 0; i < items.length; i += 2) made.$set(items[i], items[i + 1]);
    this.stack.push(made);
  }

  /** Appends what stands from `from` on to what stands below. */
  private append(from: number): Suspends<void> {
    const { stack } = this;
    if (from > stack.length || from <= this.fence) throw this.underflow();
    if (from === stack.length) return;
    const target = stack[from - 1];
    if (Array.isArray(target) && target.$cls === list) {
      for (let i = from; i < stack.length; i++) target.push(stack[i]);
      stack.length = from;
      return;
    }
    const items = this.taken(from);
    const extend = getattrOr(target, "extend");
    if (extend !== undefined) {
      call(extend, items);
      return;
    }
    const append = $getattr(target, "append");
    for (let i = 0; i < items.length; i++) call(append, items[i]);
  }

  /** Sets the pairs that stand from `from` on in what stands below. */
  private setItems(from: number): Suspends<void> {
    const { stack } = this;
    if (from > stack.length || from <= this.fence) throw this.underflow();
    if (from === stack.length) return;
    if ((stack.length - from) % 2 !== 0) throw new UnpicklingError("odd number of items for SETITEMS");
    const target = stack[from - 1];
    const items = this.taken(from);
    if (target !== null && target.$cls === dict) for (let i = 0; i < items.length; i += 2) (target as Dict).$set(items[i], items[i + 1]);
    else for (let i = 0; i < items.length; i += 2) setitem(target, items[i], items[i + 1]);
  }

  private addItems(): Suspends<void> {
    const { stack } = this;
    const from = this.marker();
    if (from > stack.length || from <= this.fence) throw this.underflow();
    if (from === stack.length) return;
    const target = stack[from - 1];
    const items = this.taken(from);
    if (target instanceof SetBase) {
      for (let i = 0; i < items.length; i++) target.$add(items[i]);
      return;
    }
    const add = $getattr(target, "add");
    for (let i = 0; i < items.length; i++) call(add, items[i]);
  }

  private find(module: string, name: string): Suspends<Value> {
    return this.findClass !== null ? call(this.findClass, module, name) : findGlobal(module, name, this.proto, this.fixImports);
  }

  private global(): Suspends<void> {
    const { input } = this;
    const stop = input.nameLine();
    const module = decodeText(input.data, input.lineStart, stop);
    const end = input.nameLine();
    const name = decodeText(input.data, input.lineStart, end);
    const found = this.find(module, name);
    this.stack.push(found);
  }

  private stackGlobal(): Suspends<void> {
    const name = this.pop();
    const module = this.pop();
    if (typeof name !== "string" || typeof module !== "string") throw new UnpicklingError("STACK_GLOBAL requires str");
    const found = this.find(module, name);
    this.stack.push(found);
  }

  private instance(): Suspends<void> {
    const { input } = this;
    const from = this.marker();
    const stop = input.nameLine();
    const module = latin1(input.data, input.lineStart, stop);
    const end = input.nameLine();
    const name = latin1(input.data, input.lineStart, end);
    const cls = this.find(module, name);
    const made = instantiate(cls, this.taken(from));
    this.stack.push(made);
  }

  private extension(size: number): Suspends<void> {
    const n = this.uint(size);
    const code = size === 4 ? n | 0 : n;
    if (code <= 0) throw new UnpicklingError("EXT specifies code <= 0");
    const cached = extensionCache.$get(code);
    if (cached !== undefined) {
      this.stack.push(cached);
      return;
    }
    const pair = invertedRegistry.$get(code);
    if (pair === undefined) throw new ValueError(`unregistered extension code ${code}`);
    const items: Value[] = pair instanceof Tuple ? pair.items : [];
    if (items.length !== 2 || typeof items[0] !== "string" || typeof items[1] !== "string") {
      throw new ValueError(`_inverted_registry[${code}] isn't a 2-tuple of strings`);
    }
    const found = this.find(items[0], items[1]);
    extensionCache.$set(code, found);
    this.stack.push(found);
  }

  private newObject(withKeywords: boolean): Suspends<void> {
    const what = withKeywords ? "NEWOBJ_EX" : "NEWOBJ";
    const kwargs = withKeywords ? this.pop() : null;
    const args = this.pop();
    const cls = this.pop();
    if (!isType(cls)) throw new UnpicklingError(`${what} class argument must be a type, not ${typeName(cls)}`);
    if (cls.$noNew === true) throw new UnpicklingError(`${what} class argument '${cls.$name}' has NULL tp_new`);
    if (!isTuple(args)) throw new UnpicklingError(`${what} args argument must be a tuple, not ${typeName(args)}`);
    if (withKeywords && !isDict(kwargs)) throw new UnpicklingError(`${what} kwargs argument must be a dict, not ${typeName(kwargs)}`);
    const { items } = plainTuple(args);
    const made = withKeywords ? newWithKeywords(cls, items, kwargs as Dict) : newPlainly(cls, items);
    this.stack.push(made);
  }

  private nextBuffer(): Suspends<void> {
    if (this.buffers === null) throw new UnpicklingError("pickle stream refers to out-of-band data but no *buffers* argument was given");
    const buffer = this.buffers.$next();
    if (buffer === END) throw new UnpicklingError("not enough out-of-band buffers");
    this.stack.push(buffer);
  }

  private persistent(id: Value): Suspends<void> {
    if (this.persistentLoad === null) throw noPersistentLoad();
    const found = call(this.persistentLoad, id);
    this.stack.push(found);
  }

  /** Gives an object its state: by `__setstate__`, or as attributes. */
  private build(): Suspends<void> {
    const { stack } = this;
    if (stack.length - 2 < this.fence) throw this.underflow();
    const state = this.pop();
    const made = stack[stack.length - 1];
    if (!isPlainInstance(made)) {
      const setstate = getattrOr(made, "__setstate__");
      if (setstate !== undefined) {
        call(setstate, state);
        return;
      }
    }
    let attributes = state;
    let slots: Value = null;
    if (isTuple(state) && plainTuple(state).items.length === 2) [attributes, slots] = plainTuple(state).items as [Value, Value];
    if (attributes !== null) {
      if (!isDict(attributes)) throw new UnpicklingError("state is not a dictionary");
      setAttributes(made, attributes);
    }
    if (slots !== null) {
      if (!isDict(slots)) throw new UnpicklingError("slot state is not a dictionary");
      const entries: Entry[] = (slots as Dict).$entries();
      for (let i = 0; i < entries.length; i++) $setattr(made, (entries[i] as Entry).key, (entries[i] as Entry).value);
    }
  }
}

/** What is done for `made.__dict__.update(state)`. */
function setAttributes(made: Value, state: Value): Suspends<void> {
  const entries: Entry[] = (state as Dict).$entries();
  if (made !== null && typeof made === "object" && made.$plain === true && made.$store === undefined) {
    for (let i = 0; i < entries.length; i++) {
      const { key, value } = entries[i] as Entry;
      if (typeof key === "string") made[jsName(key)] = value;
      else attributeDict(made).$set(key, value);
    }
    return;
  }
  const target = $getattr(made, "__dict__");
  for (let i = 0; i < entries.length; i++) setitem(target, (entries[i] as Entry).key, (entries[i] as Entry).value);
}

/** `cls.__new__(cls, *args)` */
function newPlainly(cls: PyType, items: Value[]): Suspends<Value> {
  const make = lookup(cls, "__new__");
  if (items.length === 0 && make !== undefined && isObjectsNew(make)) return bareInstance(cls);
  return $callx($getattr(cls, "__new__"), [cls, ...items], null);
}

/** An instance as protocol 0 makes them. */
function instantiate(cls: Value, args: Value[]): Suspends<Value> {
  if (args.length === 0 && isType(cls) && getattrOr(cls, "__getinitargs__") === undefined) return callMethod(cls, "__new__", cls);
  return $callx(cls, args, null);
}

function noPersistentLoad(): Value {
  return new UnpicklingError("A load persistent id instruction was encountered, but no persistent_load function was specified.");
}
