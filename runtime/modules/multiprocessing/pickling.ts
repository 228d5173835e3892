/**
 * multiprocessing.pickling - objects as bytes and back, as ForkingPickler does it.
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";

export function dumps(obj: Value): Suspends<Uint8Array> {
  return bufferOf(callMethod(importModule("pickle"), "dumps", obj)) as Uint8Array;
}

export function loads(data: Uint8Array): Suspends<Value> {
  return callMethod(importModule("pickle"), "loads", new Bytes(data));
}
