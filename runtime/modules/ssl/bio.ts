/**
 * ssl.bio - MemoryBIO: bytes between a connection and whoever carries them.
 *
 * Mirrors     Modules/_ssl.c (MemoryBIO_*) of CPython 3.13
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { object, type Value } from "../../objects/object.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtinType, getset, methods } from "../../objects/register.js";
import { concatBytes } from "../io/decoding.js";
import { SSLError } from "./errors.js";

class Memory {
  $data = new Uint8Array(0);
  $ended = false;
}
Object.setPrototypeOf(Memory.prototype, object.prototype as object);

export const MemoryBIO = builtinType("MemoryBIO()", (): Value => new Memory(), { prototype: Memory.prototype, module: "_ssl" });
methods(MemoryBIO, {
  "read(self, size=-1, /)": function (this: Memory, size: Value): Suspends<Bytes> {
    const most = size === undefined ? -1 : Number(toIndex(size));
    const count = most < 0 ? this.$data.length : Math.min(most, this.$data.length);
    const given = this.$data.slice(0, count);
    this.$data = this.$data.slice(count);
    return new Bytes(given);
  },
  "write(self, b, /)": function (this: Memory, data: Value): number {
    const bytes = toBuffer(data);
    if (this.$ended) throw new SSLError("cannot write() after write_eof()");
    this.$data = new Uint8Array(concatBytes([this.$data, bytes]));
    return bytes.length;
  },
  "write_eof(self, /)": function (this: Memory): null {
    this.$ended = true;
    return null;
  },
});
getset(MemoryBIO, {
  pending: [(self) => (self as Memory).$data.length],
  eof: [(self) => (self as Memory).$ended && (self as Memory).$data.length === 0],
});
