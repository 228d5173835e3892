/**
 * _uuid - identifiers by time and node.
 *
 * Mirrors     Modules/_uuidmodule.c of CPython 3.13, where libuuid is there: RFC 4122, version 1
 * Differs     without a network card the node is a random one with its multicast bit set (RFC 4122, section 4.5), one for each process
 */
import { Bytes } from "../objects/bytes/data.js";
import { pymodule } from "../objects/module.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";
import { randomBytes } from "../system/urandom.js";

/** Hundreds of nanoseconds between 1582-10-15 and 1970-01-01. */
const EPOCH = 0x01b21dd213814000n;

/** What the identifiers of one process share, and the time of the last one. */
const state = { node: new Uint8Array(0) as Uint8Array, last: 0n };

/** The address of the first network card that has one. */
function cardAddress(): Uint8Array | undefined {
  for (const addresses of Object.values(process.getBuiltinModule("node:os").networkInterfaces())) {
    for (const { internal, mac } of addresses ?? []) if (!internal && mac !== "00:00:00:00:00:00") return Buffer.from(mac.replaceAll(":", ""), "hex");
  }
  return undefined;
}

/** The next identifier: no time is given out twice. */
function generate(): Uint8Array {
  if (state.node.length === 0) {
    // clock sequence and node
    state.node = randomBytes(8);
    state.node[0] = (state.node[0]! & 0x3f) | 0x80;
    const card = cardAddress();
    if (card === undefined) state.node[2] = state.node[2]! | 1;
    else state.node.set(card, 2);
  }
  let time = BigInt(Date.now()) * 10000n + EPOCH;
  if (time <= state.last) time = state.last + 1n;
  state.last = time;
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Number(time & 0xffffffffn));
  view.setUint16(4, Number((time >> 32n) & 0xffffn));
  view.setUint16(6, Number((time >> 48n) & 0xfffn) | 0x1000);
  bytes.set(state.node, 8);
  return bytes;
}

export const generate_time_safe = builtin("generate_time_safe()", (): Tuple => new Tuple([new Bytes(generate()), -1]), "_uuid");

export default pymodule("_uuid", { has_uuid_generate_time_safe: 1, generate_time_safe });
