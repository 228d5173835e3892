/**
 * _socket.names - hosts, services and interfaces by name and by number.
 *
 * Mirrors   Modules/socketmodule.c of CPython 3.13
 * Differs   the C library looks names up while the other threads wait
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { encode } from "../../objects/bytes/codecs.js";
import { OSError, OverflowError, TypeError, ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { indexOf, toIndex } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { checked, failure } from "../../system/oserror.js";
import { pathBytes } from "../../system/paths.js";
import * as posix from "../../system/posix.js";
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  bytesAt,
  fromAddress,
  hostAddress,
  hostBytes,
  hostOf,
  hostText,
  lookUp,
  packedAddress,
  textAt,
  withNul,
} from "./address.js";
import { hostError, nameError } from "./errors.js";
import { intOf, itemsOfTuple, makeTuple, textOf } from "./values.js";
import { audit } from "../../objects/audit.js";

const own = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_socket");
const EAFNOSUPPORT = 97;
const ENXIO = 6;
const BUFFER = 16384;
const NI_MAXHOST = 1025;
const NI_MAXSERV = 32;
const SOCK_DGRAM = 2;
const AI_NUMERICHOST = 4;

/** A str argument as C wants it. */
function named(x: Value, name: string, place = " 1"): Uint8Array {
  const text = textOf(x);
  if (text === undefined) throw new TypeError(`${name}() argument${place} must be str, not ${x === null ? "None" : typeOf(x).$name}`);
  if (text.includes("\0")) throw new ValueError("embedded null character");
  return Buffer.from(text + "\0");
}

const getaddrinfo = own(
  "getaddrinfo(host, port, family=0, type=0, proto=0, flags=0)",
  (host: Value, port: Value, family: Value, type: Value, proto: Value, flags: Value): Suspends<Value[]> => {
    const numbers: number[] = [];
    for (const x of [family, type, proto, flags]) numbers.push(x === undefined ? 0 : intOf(x));
    let name: Uint8Array | null = null;
    if (host !== null) {
      const text = textOf(host);
      const data = text !== undefined ? hostBytes(text) : host instanceof Bytes ? host.$data : undefined;
      if (data === undefined) throw new TypeError("getaddrinfo() argument 1 must be string or None");
      name = data;
    }
    const [f, t, p, bits] = numbers as [number, number, number, number];
    const service = serviceOf(port);
    audit("socket.getaddrinfo", host, port, f, t, p);
    const found: Value[] = [];
    for (const entry of lookUp(name, service, f, t, p, bits))
      found.push(makeTuple([entry.family, entry.type, entry.protocol, entry.name, fromAddress(entry.address, entry.address.length)]));
    return found;
  },
);

function serviceOf(port: Value): Suspends<Uint8Array | null> {
  if (port === null) return null;
  const number = indexOf(port);
  if (number !== undefined) return Buffer.from(String(number));
  const text = textOf(port);
  if (text !== undefined) return encode(text, "utf-8", "strict").$data;
  if (port instanceof Bytes) return port.$data;
  throw new OSError("Int or String expected");
}

const getnameinfo = own("getnameinfo(sockaddr, flags, /)", (sockaddr: Value, flags: Value): Suspends<Value> => {
  const items = itemsOfTuple(sockaddr);
  if (items === undefined) throw new TypeError("getnameinfo() argument 1 must be a tuple");
  const bits = intOf(flags);
  const host = textOf(items[0]);
  if (items.length < 2 || items.length > 4 || host === undefined) throw new TypeError("getnameinfo(): illegal sockaddr argument");
  const port = intOf(items[1]);
  const flow = items.length > 2 ? Number(BigInt.asUintN(32, BigInt(toIndex(items[2])))) : 0;
  const scope = items.length > 3 ? Number(BigInt.asUintN(32, BigInt(toIndex(items[3])))) : 0;
  audit("socket.getnameinfo", sockaddr);
  if (flow > 0xfffff) throw new OverflowError("getnameinfo(): flowinfo must be 0-1048575.");
  const found = lookUp(Buffer.from(host), Buffer.from(String(port)), AF_UNSPEC, SOCK_DGRAM, 0, AI_NUMERICHOST);
  if (found.length > 1) throw new OSError("sockaddr resolved to multiple addresses");
  const packed = Uint8Array.from(found[0]!.address);
  if (found[0]!.family === AF_INET && items.length !== 2) throw new OSError("IPv4 sockaddr must be 2 tuple");
  if (found[0]!.family === AF_INET6) {
    const view = new DataView(packed.buffer);
    view.setUint32(4, flow, false);
    view.setUint32(24, scope, true);
  }
  const [name, service] = [new Uint8Array(NI_MAXHOST), new Uint8Array(NI_MAXSERV)];
  const code = posix.getnameinfo(packed, packed.length, name, NI_MAXHOST, service, NI_MAXSERV, bits);
  if (code !== 0) throw nameError(code);
  return makeTuple([posix.systemText(name.subarray(0, name.indexOf(0))), posix.systemText(service.subarray(0, service.indexOf(0)))]);
});

function shownHost(packed: Uint8Array): string {
  return packed[0] === AF_INET6 ? hostText(AF_INET6, packed.slice(8, 24)) : packed.subarray(4, 8).join(".");
}

const gethostbyname = own("gethostbyname(host, /)", (host: Value): Suspends<string> => {
  const name = hostOf(host, "gethostbyname() argument 1");
  audit("socket.gethostbyname", host);
  return shownHost(hostAddress(name, AF_INET));
});

/** The addresses in a list of C's that ends in NULL. */
function listAt(address: bigint): bigint[] {
  const found: bigint[] = [];
  if (address === 0n) return found;
  for (let at = address; ; at += 8n) {
    const item = new DataView(bytesAt(at, 8).buffer).getBigInt64(0, true);
    if (item === 0n) return found;
    found.push(item);
  }
}

/** A struct hostent as Python has it. */
function hostEntry(call: (entry: Uint8Array, buffer: Uint8Array, result: Uint8Array, error: Uint8Array) => number): Value {
  const entry = new DataView(new ArrayBuffer(32));
  const buffer = new Uint8Array(BUFFER);
  const result = new BigInt64Array(1);
  const error = new Int32Array(1);
  call(new Uint8Array(entry.buffer), buffer, new Uint8Array(result.buffer), new Uint8Array(error.buffer));
  if (result[0] === 0n) throw hostError(error[0]!);
  const family = entry.getInt32(16, true);
  const size = entry.getInt32(20, true);
  return makeTuple([
    textAt(entry.getBigInt64(0, true)),
    listAt(entry.getBigInt64(8, true)).map(textAt),
    listAt(entry.getBigInt64(24, true)).map((at) => hostText(family, bytesAt(at, size))),
  ]);
}

const gethostbyname_ex = own("gethostbyname_ex(host, /)", (host: Value): Suspends<Value> => {
  const name = hostOf(host, "gethostbyname_ex() argument 1");
  audit("socket.gethostbyname", host);
  hostAddress(name, AF_INET);
  return hostEntry((entry, buffer, result, error) => posix.gethostbyname(withNul(name), entry, buffer, BUFFER, result, error));
});

const gethostbyaddr = own("gethostbyaddr(host, /)", (host: Value): Suspends<Value> => {
  const name = hostOf(host, "gethostbyaddr() argument 1");
  audit("socket.gethostbyaddr", host);
  const packed = hostAddress(name, AF_UNSPEC);
  const family = packed[0]!;
  const address = family === AF_INET6 ? packed.slice(8, 24) : packed.slice(4, 8);
  return hostEntry((entry, buffer, result, error) => posix.gethostbyaddr(address, address.length, family, entry, buffer, BUFFER, result, error));
});

/** A struct servent or protoent; undefined if there is none. */
function entryOf(call: (entry: Uint8Array, buffer: Uint8Array, result: Uint8Array) => number): DataView | undefined {
  const entry = new DataView(new ArrayBuffer(32));
  const result = new BigInt64Array(1);
  serviceMemory = new Uint8Array(BUFFER);
  call(new Uint8Array(entry.buffer), serviceMemory, new Uint8Array(result.buffer));
  return result[0] === 0n ? undefined : entry;
}
/** What an entry points to; it must stay until that has been read. */
let serviceMemory = new Uint8Array(0);

const swap = (port: number): number => ((port & 255) << 8) | ((port >> 8) & 255);

const getservbyname = own("getservbyname(servicename, protocolname=None, /)", (name: Value, protocol: Value): Suspends<number> => {
  const bytes = named(name, "getservbyname");
  const kind = protocol === undefined ? null : named(protocol, "getservbyname", " 2");
  audit("socket.getservbyname", name, protocol ?? null);
  const entry = entryOf((to, buffer, result) => posix.getservbyname(bytes, kind, to, buffer, BUFFER, result));
  if (entry === undefined) throw new OSError("service/proto not found");
  return swap(entry.getInt32(16, true));
});

const getservbyport = own("getservbyport(port, protocolname=None, /)", (port: Value, protocol: Value): Suspends<string> => {
  const number = intOf(port);
  const kind = protocol === undefined ? null : named(protocol, "getservbyport", " 2");
  if (number < 0 || number > 0xffff) throw new OverflowError("getservbyport: port must be 0-65535.");
  audit("socket.getservbyport", number, protocol ?? null);
  const entry = entryOf((to, buffer, result) => posix.getservbyport(swap(number), kind, to, buffer, BUFFER, result));
  if (entry === undefined) throw new OSError("port/proto not found");
  return textAt(entry.getBigInt64(0, true));
});

const getprotobyname = own("getprotobyname(name, /)", (name: Value): number => {
  const bytes = named(name, "getprotobyname");
  const entry = entryOf((to, buffer, result) => posix.getprotobyname(bytes, to, buffer, BUFFER, result));
  if (entry === undefined) throw new OSError("protocol not found");
  return entry.getInt32(16, true);
});

const inet_aton = own("inet_aton(ip_addr, /)", (text: Value): Bytes => {
  const packed = new Uint8Array(4);
  const bytes = named(text, "inet_aton", "");
  if (posix.inetAton(bytes, packed) === 0) throw new OSError("illegal IP address string passed to inet_aton");
  return new Bytes(packed);
});

const inet_ntoa = own("inet_ntoa(packed_ip, /)", (packed: Value): string => {
  const data = toBuffer(packed);
  if (data.length !== 4) throw new OSError("packed IP wrong length for inet_ntoa");
  return data.join(".");
});

const inet_pton = own("inet_pton(address_family, ip_string, /)", (family: Value, text: Value): Suspends<Bytes> => {
  const f = intOf(family);
  const bytes = named(text, "inet_pton", " 2");
  if (f !== AF_INET && f !== AF_INET6) throw failure(EAFNOSUPPORT);
  const packed = packedAddress(f, bytes);
  if (packed === undefined) throw new OSError("illegal IP address string passed to inet_pton");
  return new Bytes(packed);
});

const inet_ntop = own("inet_ntop(address_family, packed_ip, /)", (family: Value, packed: Value): Suspends<string> => {
  const f = intOf(family);
  const data = toBuffer(packed);
  if (f !== AF_INET && f !== AF_INET6) throw new ValueError(`unknown address family ${f}`);
  if (data.length !== (f === AF_INET ? 4 : 16)) throw new ValueError("invalid length of packed IP address string");
  return hostText(f, Uint8Array.from(data));
});

const short = (name: string): Value =>
  own(`${name}(x, /)`, (x: Value): Suspends<number> => {
    const n = toIndex(x);
    if (n > 2147483647 || n < -2147483648) throw new OverflowError("Python int too large to convert to C int");
    if (n < 0) throw new OverflowError(`${name}: can't convert negative Python int to C 16-bit unsigned integer`);
    if (n > 0xffff) throw new OverflowError(`${name}: Python int too large to convert to C 16-bit unsigned integer`);
    return swap(Number(n));
  });

const long = (name: string): Value =>
  own(`${name}(object, /)`, (x: Value): number => {
    const n: unknown = typeof x === "boolean" ? Number(x) : typeof x === "number" || typeof x === "bigint" ? x : x?.$value;
    if (typeof n !== "number" && typeof n !== "bigint") throw new TypeError(`expected int, ${typeOf(x).$name} found`);
    if (n < 0) throw new OverflowError("can't convert negative value to unsigned int");
    if (n > 0xffffffffffffffffn) throw new OverflowError("Python int too large to convert to C unsigned long");
    if (n > 0xffffffff) throw new OverflowError("int larger than 32 bits");
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, Number(n), true);
    return view.getUint32(0, false);
  });

const if_nameindex = own("if_nameindex()", (): Value[] => {
  const list = BigInt(posix.interfaces());
  const found: Value[] = [];
  for (let at = list; ; at += 16n) {
    const entry = new DataView(bytesAt(at, 16).buffer);
    const name = entry.getBigInt64(8, true);
    if (entry.getUint32(0, true) === 0 && name === 0n) break;
    found.push(makeTuple([entry.getUint32(0, true), textAt(name)]));
  }
  posix.freeInterfaces(list);
  return found;
});

const if_nametoindex = own("if_nametoindex(oname, /)", (name: Value): Suspends<number> => {
  const index = posix.nameToIndex(pathBytes(name));
  if (index === 0) throw new OSError("no interface with this name");
  return index;
});

const if_indextoname = own("if_indextoname(object, /)", (index: Value): Suspends<string> => {
  const n = indexOf(index);
  if (n === undefined) throw new TypeError("an integer is required");
  if (n < 0) throw new OverflowError("can't convert negative value to unsigned int");
  if (n > 0xffffffff) throw new OverflowError("index is too large");
  const room = new Uint8Array(16);
  if (BigInt(posix.indexToName(Number(n), room)) === 0n) throw failure(ENXIO);
  return posix.systemText(room.subarray(0, room.indexOf(0)));
});

const gethostname = own("gethostname()", (): Suspends<string> => {
  audit("socket.gethostname");
  return process.getBuiltinModule("node:os").hostname();
});
const sethostname = own("sethostname(name, /)", (name: Value): Suspends<null> => {
  const bytes = pathBytes(name);
  checked(posix.sethostname(bytes, bytes.length - 1));
  return null;
});

export const functions: Record<string, Value> = {
  getaddrinfo,
  getnameinfo,
  gethostbyname,
  gethostbyname_ex,
  gethostbyaddr,
  gethostname,
  sethostname,
  getservbyname,
  getservbyport,
  getprotobyname,
  inet_aton,
  inet_ntoa,
  inet_pton,
  inet_ntop,
  htons: short("htons"),
  ntohs: short("ntohs"),
  htonl: long("htonl"),
  ntohl: long("ntohl"),
  if_nameindex,
  if_nametoindex,
  if_indextoname,
};
