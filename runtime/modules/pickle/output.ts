/**
 * output - the bytes of a pickle while it is written: one buffer that grows, cut into frames from protocol 4 on.
 *
 * Mirrors     Modules/_pickle.c (_Pickler_Write, _Pickler_OpcodeBoundary, _Pickler_CloseFrame)
 * Invariants
 *   P1  `at <= limit <= data.length`; room(n) makes `at + n <= limit`. Where a frame is to be opened before the next byte, `limit` is -1.
 *   P2  `frameEnd` is where the open frame is long enough to be closed at the next object, Infinity where no frame is open.
 */
import { FRAME_HEADER_SIZE, FRAME_SIZE_MIN, FRAME_SIZE_TARGET, Op } from "./opcodes.js";

/** A buffer that no output uses at the moment. */
const spare: { data: Buffer | null; view: DataView | null } = { data: null, view: null };

export class Output {
  data: Buffer;
  /** the same memory, for numbers of several bytes */
  private view: DataView;
  at = 0;
  limit: number;
  framing = false;
  frameStart = -1;
  frameEnd = Infinity;

  constructor() {
    const { data, view } = spare;
    this.data = data ?? Buffer.allocUnsafeSlow(4096);
    this.view = view ?? viewOf(this.data);
    spare.data = spare.view = null;
    this.limit = this.data.length;
  }

  /** Makes room for `n` bytes, and opens a frame if there is to be one. */
  room(n: number): void {
    if (this.at + n > this.limit) this.more(n);
  }

  private more(n: number): void {
    const opens = this.framing && this.frameStart < 0;
    const need = this.at + n + (opens ? FRAME_HEADER_SIZE : 0);
    if (need > this.data.length) {
      const wider = Buffer.allocUnsafeSlow(Math.max(need, this.data.length * 2));
      wider.set(this.data.subarray(0, this.at));
      this.data = wider;
      this.view = viewOf(wider);
    }
    if (opens) {
      this.frameStart = this.at;
      this.at += FRAME_HEADER_SIZE;
      this.frameEnd = this.at + FRAME_SIZE_TARGET;
    }
    this.limit = this.data.length;
  }

  /** From now on what is written goes into frames. */
  startFraming(): void {
    this.framing = true;
    this.frameStart = -1;
    this.limit = -1;
  }

  stopFraming(): void {
    this.framing = false;
    this.frameStart = -1;
    this.frameEnd = Infinity;
    this.limit = this.data.length;
  }

  /** Ends the open frame: gives it its length, or takes its header away if it is too short. */
  closeFrame(): void {
    if (!this.framing || this.frameStart < 0) return;
    const { data, frameStart } = this;
    const length = this.at - frameStart - FRAME_HEADER_SIZE;
    if (length >= FRAME_SIZE_MIN) {
      data[frameStart] = Op.FRAME;
      writeSize8(data, frameStart + 1, length);
    } else {
      data.copyWithin(frameStart, frameStart + FRAME_HEADER_SIZE, this.at);
      this.at -= FRAME_HEADER_SIZE;
    }
    this.frameStart = -1;
    this.frameEnd = Infinity;
    this.limit = -1;
  }

  op(code: number): void {
    if (this.at + 1 > this.limit) this.more(1);
    this.data[this.at++] = code;
  }

  opByte(code: number, byte: number): void {
    if (this.at + 2 > this.limit) this.more(2);
    this.data[this.at++] = code;
    this.data[this.at++] = byte;
  }

  opInt(code: number, n: number): void {
    this.room(5);
    const { data, at } = this;
    data[at] = code;
    data[at + 1] = n;
    data[at + 2] = n >> 8;
    data[at + 3] = n >> 16;
    data[at + 4] = n >>> 24;
    this.at = at + 5;
  }

  /** BINFLOAT: the double, most significant byte first. */
  double(x: number): void {
    this.room(9);
    const { at } = this;
    this.data[at] = Op.BINFLOAT;
    this.view.setFloat64(at + 1, x);
    this.at = at + 9;
  }

  /** ASCII or Latin-1 text as it is. */
  text(text: string): void {
    this.room(text.length);
    for (let i = 0; i < text.length; i++) this.data[this.at++] = text.charCodeAt(i);
  }

  bytes(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.data.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** All that was written, as bytes of its own; the buffer is given back. */
  finish(): Uint8Array {
    const made = new Uint8Array(this.at);
    if (this.at < 64) for (let i = 0; i < made.length; i++) made[i] = this.data[i] as number;
    else made.set(this.data.subarray(0, this.at));
    if (this.data.length <= 1 << 20) {
      spare.data = this.data;
      spare.view = this.view;
    }
    return made;
  }
}

function viewOf(data: Buffer): DataView {
  return new DataView(data.buffer, data.byteOffset, data.length);
}

/** A length in eight bytes, least significant first. */
export function writeSize8(data: Uint8Array, at: number, n: number): void {
  for (let i = 0; i < 8; i++) {
    data[at + i] = n % 256;
    n = Math.floor(n / 256);
  }
}
