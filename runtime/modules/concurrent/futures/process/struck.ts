/**
 * concurrent.futures.process.struck - calls that stand in the queue and are not to be made any more.
 */
import { visit, type Lane } from "../../../multiprocessing/connection/lane.js";
import { get32 } from "../../../multiprocessing/references.js";

/** The first byte of a call of map(), and of one that was struck out. */
export const CHUNK = 0x12;
export const STRUCK = 0x14;

/** Strikes out a call behind those that have their turn; false: it is not there. */
export function strikeCall(lane: Lane, turns: number, call: number): boolean {
  return visit(lane, turns, (bytes, start) => {
    if (bytes[start] !== CHUNK || get32(bytes, start + 1) !== call) return false;
    bytes[start] = STRUCK;
    return true;
  });
}

/** Strikes out all calls of map() behind those that have their turn: their numbers. */
export function strikeAll(lane: Lane, turns: number): number[] {
  const calls: number[] = [];
  visit(lane, turns, (bytes, start) => {
    if (bytes[start] === CHUNK) {
      bytes[start] = STRUCK;
      calls.push(get32(bytes, start + 1));
    }
    return false;
  });
  return calls;
}
