/**
 * _socket.address - addresses as Python has them, and as the system does.
 *
 * Mirrors     getsockaddrarg, makesockaddr, setipaddr in Modules/socketmodule.c of CPython 3.13
 * Calls back  the codec "idna", for names that are not ASCII
 * Differs     names are looked up while the other threads wait; families beyond AF_UNIX, AF_INET and AF_INET6 are refused
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $getattr } from "../../objects/attributes.js";
import { bufferOf, toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { OSError, OverflowError, TypeError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { itemsOfTuple, makeTuple, textOf } from "./values.js";
import { copyFrom, cstring, freeaddrinfo, getaddrinfo, inetNtop, inetPton, lengthAt, systemText } from "../../system/posix.js";
import { nameError } from "./errors.js";

export const AF_UNSPEC = 0;
export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
const AI_PASSIVE = 1;
const SOCK_DGRAM = 2;
const PATH_BYTES = 108;
const AT_PATH = 2;
/** Room for any address. */
export const ADDRESS_BYTES = 128;

/** The bytes of a host's name, without a NUL: what is not ASCII, or has labels of no proper length, goes through "idna". */
export function hostBytes(text: string): Suspends<Uint8Array> {
  if (/^[\x00-\x7f]*$/.test(text) && !/[^.]{64}|^\.|\.\./.test(text)) return Buffer.from(text, "latin1");
  const codec = call($getattr(importModule("encodings.idna"), "Codec"));
  return bufferOf(callMethod(codec, "encode", text).items[0])!;
}

/** A host: str, bytes or bytearray. @throws TypeError */
export function hostOf(host: Value, words = ""): Suspends<Uint8Array> {
  const text = textOf(host);
  const data = text !== undefined ? hostBytes(text) : bufferOf(host);
  if (data === undefined)
    throw new TypeError(`${words === "" ? "str, bytes or bytearray expected" : `${words} must be str, bytes or bytearray`}, not ${typeOf(host).$name}`);
  if (data.includes(0)) throw new TypeError("host name must not contain null character");
  return data;
}

/** What stands at an address of C. */
export function bytesAt(address: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  copyFrom(bytes, address, size);
  return bytes;
}

export function textAt(address: bigint): string {
  return address === 0n ? "" : systemText(bytesAt(address, Number(lengthAt(address))));
}

export function withNul(data: Uint8Array): Uint8Array {
  const text = new Uint8Array(data.length + 1);
  text.set(data);
  return text;
}

export interface Found {
  readonly family: number;
  readonly type: number;
  readonly protocol: number;
  readonly name: string;
  readonly address: Uint8Array;
}

/** getaddrinfo(3). @throws gaierror */
export function lookUp(host: Uint8Array | null, service: Uint8Array | null, family: number, type: number, protocol: number, flags: number): Found[] {
  const hints = new DataView(new ArrayBuffer(48));
  [flags, family, type, protocol].forEach((value, at) => {
    hints.setInt32(4 * at, value, true);
  });
  const result = new DataView(new ArrayBuffer(8));
  const code = getaddrinfo(
    host === null ? null : withNul(host),
    service === null ? null : withNul(service),
    new Uint8Array(hints.buffer),
    new Uint8Array(result.buffer),
  );
  if (code !== 0) throw nameError(code);
  const list = result.getBigInt64(0, true);
  const found: Found[] = [];
  for (let at = list; at !== 0n;) {
    const entry = new DataView(bytesAt(at, 48).buffer);
    found.push({
      family: entry.getInt32(4, true),
      type: entry.getInt32(8, true),
      protocol: entry.getInt32(12, true),
      name: textAt(entry.getBigInt64(32, true)),
      address: bytesAt(entry.getBigInt64(24, true), entry.getUint32(16, true)),
    });
    at = entry.getBigInt64(40, true);
  }
  freeaddrinfo(list);
  return found;
}

/** The system's address of a host, port 0. @throws OSError */
export function hostAddress(host: Uint8Array, family: number): Uint8Array {
  if (host.length === 0) {
    const found = lookUp(null, Buffer.from("0"), family, SOCK_DGRAM, 0, AI_PASSIVE);
    if (found.length > 1) throw new OSError("wildcard resolved to multiple address");
    return found[0]!.address;
  }
  const text = Buffer.from(host).toString("latin1");
  if (text === "<broadcast>" || text === "255.255.255.255") {
    if (family !== AF_INET && family !== AF_UNSPEC) throw new OSError("address family mismatched");
    return Uint8Array.of(AF_INET, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0);
  }
  if (family !== AF_INET6) {
    const packed = packedAddress(AF_INET, withNul(host));
    if (packed !== undefined) return withPort(AF_INET, packed);
  }
  if (family !== AF_INET && !text.includes("%")) {
    const packed = packedAddress(AF_INET6, withNul(host));
    if (packed !== undefined) return withPort(AF_INET6, packed);
  }
  return lookUp(host, null, family, 0, 0, 0)[0]!.address;
}

/** inet_pton(3); undefined if the text is no address. */
export function packedAddress(family: number, text: Uint8Array): Uint8Array | undefined {
  const packed = new Uint8Array(family === AF_INET6 ? 16 : 4);
  return inetPton(family, text, packed) > 0 ? packed : undefined;
}

function withPort(family: number, packed: Uint8Array): Uint8Array {
  const address = new Uint8Array(family === AF_INET6 ? 28 : 16);
  address[0] = family;
  address.set(packed, family === AF_INET6 ? 8 : 4);
  return address;
}

export function hostText(family: number, packed: Uint8Array): string {
  const room = new Uint8Array(64);
  inetNtop(family, packed, room, room.length);
  return Buffer.from(room.subarray(0, room.indexOf(0))).toString("latin1");
}

/** A port. @throws OverflowError */
function portOf(port: Value, caller: string): Suspends<number> {
  const n = toIndex(port);
  if (n < 0 || n > 0xffff) throw new OverflowError(`${caller}(): port must be 0-65535.`);
  return Number(n);
}

/** An address for a socket of a family; `caller` is in the errors. @throws TypeError, OverflowError, OSError */
export function toAddress(family: number, address: Value, caller: string): Suspends<Uint8Array> {
  if (family === AF_UNIX) return pathAddress(address);
  if (family !== AF_INET && family !== AF_INET6) throw new OSError(`${caller}(): bad family`);
  const items = itemsOfTuple(address);
  const six = family === AF_INET6;
  if (items === undefined) throw new TypeError(`${caller}(): ${six ? "AF_INET6" : "AF_INET"} address must be tuple, not ${typeOf(address).$name}`);
  if (six ? items.length < 2 || items.length > 4 : items.length !== 2)
    throw new TypeError(six ? "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])" : "AF_INET address must be a pair (host, port)");
  const host = hostOf(items[0]);
  const port = portOf(items[1], caller);
  const flow = items.length > 2 ? Number(BigInt.asUintN(32, BigInt(toIndex(items[2])))) : 0;
  const scope = items.length > 3 ? Number(BigInt.asUintN(32, BigInt(toIndex(items[3])))) : undefined;
  const packed = Uint8Array.from(hostAddress(host, family));
  if (flow > 0xfffff) throw new OverflowError(`${caller}(): flowinfo must be 0-1048575.`);
  const view = new DataView(packed.buffer);
  view.setUint16(2, port, false);
  if (six) {
    view.setUint32(4, flow, false);
    if (scope !== undefined) view.setUint32(24, scope, true);
  }
  return packed;
}

function pathAddress(address: Value): Suspends<Uint8Array> {
  const text = textOf(address);
  const path = text !== undefined ? cstring(text).subarray(0, -1) : toBuffer(address);
  const abstract = path.length === 0 || path[0] === 0;
  if (path.length > PATH_BYTES - (abstract ? 0 : 1)) throw new OSError("AF_UNIX path too long");
  const packed = new Uint8Array(AT_PATH + path.length + (abstract ? 0 : 1));
  packed[0] = AF_UNIX;
  packed.set(path, AT_PATH);
  return packed;
}

/** An address of the system's, `size` bytes of it, as Python has it; None where there is none. */
export function fromAddress(packed: Uint8Array, size: number): Suspends<Value> {
  if (size === 0) return null;
  const view = new DataView(packed.buffer, packed.byteOffset);
  const family = view.getUint16(0, true);
  if (family === AF_INET) return makeTuple([packed.subarray(4, 8).join("."), view.getUint16(2, false)]);
  if (family === AF_INET6) {
    const scope = view.getUint32(24, true);
    return makeTuple([hostText(AF_INET6, packed.slice(8, 24)), view.getUint16(2, false), view.getUint32(4, false), scope]);
  }
  const rest = packed.slice(AT_PATH, size);
  if (family !== AF_UNIX) return makeTuple([family, new Bytes(rest)]);
  if (rest.length > 0 && rest[0] === 0) return new Bytes(rest);
  const end = rest.indexOf(0);
  return systemText(end < 0 ? rest : rest.subarray(0, end));
}
