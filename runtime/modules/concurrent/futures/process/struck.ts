/**
 * concurrent.futures.process.struck - calls of map() that are taken out of the queue before their turn.
 *
 * Both are for the holder of the queue's lock for reading.
 */
import { strike, type Lane } from "../../../multiprocessing/connection/lane.js";
import { get32 } from "../../../multiprocessing/references.js";

/** The first byte of a call of map(). */
export const CHUNK = 0x12;

/** Strikes out a call behind those that have their turn; false: it is not there. */
export function strikeCall(lane: Lane, turns: number, call: number): boolean {
  let struck = false;
  strike(lane, turns, (bytes, start) => {
    if (bytes[start] !== CHUNK || get32(bytes, start + 1) !== call) return false;
    return (struck = true);
  });
  return struck;
}

/** Strikes out all calls of map() behind those that have their turn: their numbers. */
export function strikeAll(lane: Lane, turns: number): number[] {
  const calls: number[] = [];
  strike(lane, turns, (bytes, start) => {
    if (bytes[start] !== CHUNK) return false;
    calls.push(get32(bytes, start + 1));
    return true;
  });
  return calls;
}
