/**
 * marshal.reader - bytes to values.
 *
 * Mirrors     Python/marshal.c of CPython 3.13 (r_object)
 * Suspends    methods of a file, error handlers, hashes
 */
import type { Suspends } from "../../frames/suspend.js";
import { toHeap } from "../../frames/suspend.js";
import { ByteArray, Bytes } from "../../objects/bytes.js";
import { findCodec } from "../../objects/bytes/codecs.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { Complex } from "../../objects/complex.js";
import { Dict } from "../../objects/dict.js";
import { EOFError, NotImplementedError, StopIteration, TypeError, ValueError } from "../../objects/exceptions.js";
import { Float, floatFrom } from "../../objects/float.js";
import { canon } from "../../objects/int/big.js";
import { Ellipsis, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { toSize } from "../../objects/protocols/index.js";
import { FrozenSet, PySet, type SetBase } from "../../objects/set.js";
import { Tuple } from "../../objects/tuple.js";
import { codeOfSource, type Source as CodeSource } from "../builtins/evaluate.js";
import { FLAG_REF, GILT, LIVE_LEVELS, MOST_LEVELS } from "./writer.js";

/** Where bytes come from. */
interface Source {
  take(count: number): Suspends<Uint8Array>;
}

export class MemorySource implements Source {
  private at = 0;
  constructor(private readonly data: Uint8Array) {}

  take(count: number): Uint8Array {
    if (this.at + count > this.data.length) throw new EOFError("marshal data too short");
    return this.data.subarray(this.at, (this.at += count));
  }
}

/** A file gives just what is asked for, so that others may read on from there. */
export class FileSource implements Source {
  constructor(private readonly file: Value) {}

  take(count: number): Suspends<Uint8Array> {
    const room = new ByteArray(new Uint8Array(count));
    const read = toSize(callMethod(this.file, "readinto", makeView(room)), ValueError);
    if (read > count) throw new ValueError(`read() returned too much data: ${count} bytes requested, ${read} returned`);
    if (read < count) throw new EOFError("EOF read where not expected");
    return room.$data;
  }
}

/** The end of a dict's items; no value. */
const NULL = Symbol("NULL");

const bad = (what: string): Value => new ValueError(`bad marshal data (${what})`);

export class Reader {
  private readonly refs: Value[] = [];
  private depth = 0;

  constructor(
    private readonly source: Source,
    private readonly allowCode: boolean,
  ) {}

  /** The value that begins here. */
  whole(): Suspends<Value> {
    return this.value("object");
  }

  private value(container: string): Suspends<Value> {
    const found = this.read();
    if (found === NULL) throw new TypeError(`NULL object in marshal data for ${container}`);
    return found;
  }

  private byte(): Suspends<number> {
    return this.source.take(1)[0]!;
  }

  private long(): Suspends<number> {
    const [a, b, c, d] = this.source.take(4) as unknown as [number, number, number, number];
    return a | (b << 8) | (c << 16) | (d << 24);
  }

  private size(what: string): Suspends<number> {
    const n = this.long();
    if (n < 0) throw bad(`${what} size out of range`);
    return n;
  }

  private double(): Suspends<number> {
    return new Float64Array(Uint8Array.from(this.source.take(8)).buffer)[0]!;
  }

  /** A float as text. */
  private digits(): Suspends<number> {
    const n = this.byte();
    return floatFrom(Buffer.from(this.source.take(n)).toString("latin1"));
  }

  private first(): Suspends<number> {
    try {
      return this.byte();
    } catch (error) {
      if (error instanceof EOFError) throw new EOFError("EOF read where object expected");
      throw error;
    }
  }

  private read(): Suspends<Value> {
    const first = this.first();
    if (++this.depth > MOST_LEVELS) throw new ValueError("recursion limit exceeded");
    if (this.depth % LIVE_LEVELS === 0) toHeap();
    const place = (first & FLAG_REF) === 0 ? -1 : this.refs.push(undefined) - 1;
    const found = this.object(String.fromCharCode(first & ~FLAG_REF), place);
    if (place >= 0) this.refs[place] = found;
    this.depth--;
    return found;
  }

  /** @param place where in `refs` a container is to stand before its items are read; -1: nowhere */
  private object(code: string, place: number): Suspends<Value> {
    switch (code) {
      case "0":
        return NULL as Value;
      case "N":
        return null;
      case "S":
        return StopIteration;
      case ".":
        return Ellipsis;
      case "T":
        return true;
      case "F":
        return false;
      case "i":
        return this.long();
      case "I":
        return canon(new BigInt64Array(Uint8Array.from(this.source.take(8)).buffer)[0]!);
      case "l":
        return this.int();
      case "g":
        return new Float(this.double());
      case "f":
        return new Float(this.digits());
      case "y": {
        const re = this.double();
        return new Complex(re, this.double());
      }
      case "x": {
        const re = this.digits();
        return new Complex(re, this.digits());
      }
      case "r":
        return this.reference();
      case "c":
        if (!this.allowCode) throw new ValueError("unmarshalling code objects is disallowed");
        return this.code();
    }
    return this.sized(code, place);
  }

  /** Code as gilt writes it: what it was made of. */
  private code(): Suspends<Value> {
    if (this.byte() !== GILT) throw new NotImplementedError("gilt cannot unmarshal CPython's code objects");
    const parts = this.items(6, "code", []);
    const [text, path, how, flags, optimize, places] = parts as [string, string, CodeSource[2], number, number, number[] | null];
    return codeOfSource([text, path, how, flags, optimize < 0 ? undefined : optimize, places ?? undefined]);
  }

  private sized(code: string, place: number): Suspends<Value> {
    switch (code) {
      case "s":
        return new Bytes(Uint8Array.from(this.source.take(this.size("bytes object"))));
      case "z":
      case "Z":
        return Buffer.from(this.source.take(this.byte())).toString("latin1");
      case "a":
      case "A":
        return Buffer.from(this.source.take(this.size("string"))).toString("latin1");
      case "u":
      case "t": {
        const data = Uint8Array.from(this.source.take(this.size("string")));
        return findCodec("utf-8").decode(data, "surrogatepass", new Bytes(data));
      }
      case ")":
        return this.tuple(this.byte(), place);
      case "(":
        return this.tuple(this.size("tuple"), place);
      case "[":
        return this.items(this.size("list"), "list", this.kept([], place));
      case "<":
        return this.fill(this.kept(new PySet(), place), this.size("set"));
      case ">":
        return this.fill(new FrozenSet(), this.size("set"));
      case "{":
        return this.dict(this.kept(new Dict(), place));
    }
    throw bad("unknown type code");
  }

  /** A container that its own items may refer to. */
  private kept<T extends Value>(made: T, place: number): T {
    if (place >= 0) this.refs[place] = made;
    return made;
  }

  private items(count: number, kind: string, into: Value[]): Suspends<Value[]> {
    for (let i = 0; i < count; i++) {
      const item = this.value(kind);
      into.push(item);
    }
    return into;
  }

  private tuple(count: number, place: number): Suspends<Value> {
    const made = this.kept(new Tuple([]), place);
    this.items(count, "tuple", made.items);
    return made;
  }

  private fill(made: SetBase, count: number): Suspends<Value> {
    for (let i = 0; i < count; i++) {
      const item = this.value("set");
      made.$add(item);
    }
    return made as Value;
  }

  private dict(made: Dict): Suspends<Value> {
    for (let key = this.read(); key !== NULL; key = this.read()) {
      const value = this.read();
      if (value === NULL) break;
      made.$set(key, value);
    }
    return made as Value;
  }

  /** Digits of 15 bits, the least first. */
  private int(): Suspends<Value> {
    const size = this.long();
    const count = Math.abs(size);
    let n = 0n;
    for (let i = 0; i < count; i++) {
      const [low, high] = this.source.take(2) as unknown as [number, number];
      const digit = low | (high << 8);
      if (digit > 0x7fff) throw bad("digit out of range in long");
      if (digit === 0 && i === count - 1) throw bad("unnormalized long data");
      n |= BigInt(digit) << BigInt(15 * i);
    }
    return canon(size < 0 ? -n : n);
  }

  private reference(): Suspends<Value> {
    const n = this.long();
    const found = n < 0 ? undefined : this.refs[n];
    if (found === undefined) throw bad("invalid reference");
    return found;
  }
}
