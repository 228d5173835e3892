/**
 * zlib.stored - data as deflate streams that only hold it: level 0.
 *
 * Mirrors     deflate_stored in deflate.c of zlib 1.2.13, and the blocks of memory of Modules/zlibmodule.c, whose room parts the data
 * Invariants  those of deflate.ts; nothing is entered into the tables
 */
import { Came, FINISH, type Deflate } from "./deflate.js";

const NO_FLUSH = 0;
const MOST = 65535;
const KB = 1024;
/** Memory for what a call gives comes in blocks of these sizes, and then in more of the last one. */
const ROOMS = [32 * KB, 64 * KB, 256 * KB, KB * KB, 4 * KB * KB, 8 * KB * KB, 16 * KB * KB];

/** How much there is room for in the block of memory that is being filled. */
interface Room {
  left: number;
}

export function deflateStored(stream: Deflate, flush: number): Came {
  const room = { left: ROOMS[0]! - stream.blocks.filled };
  for (let block = 1; ; block++) {
    const came = store(stream, flush, room);
    if (came !== Came.NeedMore || room.left > 0 || (stream.left === 0 && flush === NO_FLUSH)) return came;
    room.left += ROOMS[Math.min(block, ROOMS.length - 1)]!;
  }
}

/** Writes bytes, and counts them. */
function block(stream: Deflate, room: Room, data: Uint8Array, length: number, isLast: boolean): void {
  const { blocks } = stream;
  const before = blocks.filled;
  blocks.stored(data, isLast, length);
  room.left -= blocks.filled - before;
}

function put(stream: Deflate, room: Room, data: Uint8Array): void {
  stream.blocks.bytes(data);
  room.left -= data.length;
}

/** What is at hand goes straight into blocks, as long as they are long enough; what is left is kept in the window. */
function store(stream: Deflate, flush: number, room: Room): Came {
  const { blocks, width, window } = stream;
  const mostPending = blocks.most * 4;
  const least = Math.min(mostPending - 5, width);
  const from = stream.at;
  const headSize = (): number => (blocks.bitCount + 42) >> 3;
  const nothing = window.subarray(0, 0);
  let isLast = false;
  do {
    const head = headSize();
    if (room.left < head) break;
    let kept = stream.start - stream.blockStart;
    const all = kept + stream.left;
    let length = Math.min(MOST, all, room.left - head);
    if (length < least && ((length === 0 && flush !== FINISH) || flush === NO_FLUSH || length !== all)) break;
    isLast = flush === FINISH && length === all;
    block(stream, room, nothing, length, isLast);
    if (kept > 0) {
      kept = Math.min(kept, length);
      put(stream, room, window.subarray(stream.blockStart, stream.blockStart + kept));
      stream.blockStart += kept;
      length -= kept;
    }
    if (length > 0) put(stream, room, stream.read(length));
  } while (!isLast);
  remember(stream, stream.at - from);
  if (isLast) return Came.FinishDone;
  if (flush !== NO_FLUSH && flush !== FINISH && stream.left === 0 && stream.start === stream.blockStart) return Came.BlockDone;
  keep(stream);
  const most = Math.min(mostPending - headSize(), MOST);
  const kept = stream.start - stream.blockStart;
  if (kept < Math.min(most, width) && !((kept > 0 || flush === FINISH) && flush !== NO_FLUSH && stream.left === 0 && kept <= most)) return Came.NeedMore;
  const length = Math.min(kept, most);
  isLast = flush === FINISH && stream.left === 0 && length === kept;
  block(stream, room, window.subarray(stream.blockStart, stream.blockStart + length), length, isLast);
  stream.blockStart += length;
  return isLast ? Came.FinishDone : Came.NeedMore;
}

/** The window has the last of what went by. */
function remember(stream: Deflate, used: number): void {
  if (used === 0) return;
  const { input, at, width, window } = stream;
  if (used >= width) {
    window.set(input.subarray(at - width, at));
    stream.start = stream.insert = width;
  } else {
    if (2 * width - stream.start <= used) moveDown(stream);
    window.set(input.subarray(at - used, at), stream.start);
    stream.start += used;
    stream.insert += Math.min(used, width - stream.insert);
  }
  stream.blockStart = stream.start;
}

function moveDown(stream: Deflate): void {
  const { width, window } = stream;
  stream.start -= width;
  window.copyWithin(0, width, width + stream.start);
  if (stream.insert > stream.start) stream.insert = stream.start;
}

/** The rest of the input goes into the window. */
function keep(stream: Deflate): void {
  const { width, window } = stream;
  let space = 2 * width - stream.start;
  if (stream.left > space && stream.blockStart >= width) {
    stream.blockStart -= width;
    moveDown(stream);
    space += width;
  }
  const taken = stream.read(Math.min(space, stream.left));
  window.set(taken, stream.start);
  stream.start += taken.length;
  stream.insert += Math.min(taken.length, width - stream.insert);
}
