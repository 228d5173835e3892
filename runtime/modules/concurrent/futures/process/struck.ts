/**
 * concurrent.futures.process.struck - calls that stand in the queue and are not to be made any more.
 */
import { strike, type Lane } from "../../../multiprocessing/connection/lane.js";
import { get32 } from "../../../multiprocessing/references.js";

/** The first byte of a call of map(), and of one that was struck out. */
export const CHUNK = 0x12;
export const STRUCK = 0x14;

/** Strikes out a call behind those that have their turn; false: it is not there. */
export function strikeCall(lane: Lane, turns: number, call: number): boolean {
  return strike(lane, turns, (bytes, start) => bytes[start] === CHUNK && get32(bytes, start + 1) === call, STRUCK);
}
