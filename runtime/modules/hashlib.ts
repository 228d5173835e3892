/**
 * hashlib - digests, by Node's OpenSSL.
 *
 * Mirrors     Lib/hashlib.py, Modules/_hashopenssl.c
 * Suspends    all: `__index__`
 */
import type { Hash } from "node:crypto";
import type { Suspends } from "../frames/suspend.js";
import { bufferOf, toBuffer } from "../objects/bytes/buffer.js";
import { getattrOr } from "../objects/attributes.js";
import { ByteArray, Bytes } from "../objects/bytes/data.js";
import { $callx } from "../objects/call.js";
import type { Kw } from "../objects/function.js";
import { BlockingIOError, OverflowError, TypeError, ValueError } from "../objects/exceptions.js";
import { intValue } from "../objects/int.js";
import { pymodule, type PyModule } from "../objects/module.js";
import { fromText } from "../objects/modulehooks.js";
import { inward, object, type Value } from "../objects/object.js";
import { toIndex, toLong } from "../objects/protocols/index.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods, pyfunction } from "../objects/register.js";
import { frozenset, set } from "../objects/set.js";
import { stringOf } from "../objects/str.js";
import { argumentName } from "../objects/typename.js";
import { blake2b, blake2s } from "./_blake2.js";
import { compareDigest } from "./comparedigest.js";
import { HMAC, hmac_digest, hmac_new, UnsupportedDigestmodError } from "./keyeddigest.js";
import { address } from "../objects/identity.js";
import { typeName } from "../objects/typename.js";
import { nodeModule } from "../system/nodemodules.js";

/** Python's name, Node's name, digest size, block size. */
export type Algorithm = readonly [string, string, number, number];
const KNOWN: readonly Algorithm[] = [
  ["md5", "md5", 16, 64],
  ["sha1", "sha1", 20, 64],
  ["sha224", "sha224", 28, 64],
  ["sha256", "sha256", 32, 64],
  ["sha384", "sha384", 48, 128],
  ["sha512", "sha512", 64, 128],
  ["sha3_224", "sha3-224", 28, 144],
  ["sha3_256", "sha3-256", 32, 136],
  ["sha3_384", "sha3-384", 48, 104],
  ["sha3_512", "sha3-512", 64, 72],
  ["shake_128", "shake128", 0, 168],
  ["shake_256", "shake256", 0, 136],
  ["blake2b", "blake2b512", 64, 128],
  ["blake2s", "blake2s256", 32, 64],
];
const OTHERS: readonly Algorithm[] = [
  ["sha512_224", "sha512-224", 28, 128],
  ["sha512_256", "sha512-256", 32, 128],
  ["ripemd160", "ripemd160", 20, 64],
  ["sm3", "sm3", 32, 64],
];

/** The algorithm of a name, if OpenSSL has it. */
export const algorithm = (name: string): Algorithm | undefined => algorithmOf(name);
function algorithmOf(name: string): Algorithm | undefined {
  const plain = name
    .toLowerCase()
    .replace("sha3-", "sha3_")
    .replace(/^shake(?=\d)/, "shake_")
    .replace("sha512-", "sha512_")
    .replace(/^sha-/, "sha");
  const found = KNOWN.find(([python, node]) => python === plain || node === plain) ?? OTHERS.find(([python]) => python === plain);
  return found !== undefined &&
    nodeModule("node:crypto")
      .getHashes()
      .some((hash) => hash.toLowerCase() === found[1] || hash === "RSA-" + found[1].toUpperCase())
    ? found
    : undefined;
}

class HashObject {
  constructor(
    readonly kind: Algorithm,
    /** the running hash of a fixed size; for shake the data itself, whose size is known at the end */
    public hash: Hash | null,
    public parts: Uint8Array[],
  ) {}
}
Object.setPrototypeOf(HashObject.prototype, object.prototype as object);
inward(HashObject.prototype);
class XofObject extends HashObject {}

export const HASH = builtinType("HASH()", null, { prototype: HashObject.prototype, module: "_hashlib" });
export const HASHXOF = builtinType("HASHXOF()", null, { prototype: XofObject.prototype, module: "_hashlib", bases: [HASH] });

function dataOf(x: Value): Uint8Array {
  if (stringOf(x) !== undefined) throw new TypeError("Strings must be encoded before hashing");
  if (bufferOf(x) === undefined) throw new TypeError("object supporting the buffer API required");
  return toBuffer(x);
}

/** A new hash object with some data in it. */
function make(kind: Algorithm, data: Value): HashObject {
  const isXof = kind[2] === 0;
  const made = isXof ? new XofObject(kind, null, []) : new HashObject(kind, nodeModule("node:crypto").createHash(kind[1]), []);
  if (data !== undefined) feed(made, dataOf(data));
  return made;
}

function feed(self: HashObject, data: Uint8Array): void {
  if (self.hash !== null) self.hash.update(data);
  else self.parts.push(data.slice());
}

function digestOf(self: HashObject, length: number): Buffer {
  if (self.hash !== null) return self.hash.copy().digest();
  const hash = nodeModule("node:crypto").createHash(self.kind[1], { outputLength: length });
  for (const part of self.parts) hash.update(part);
  return hash.digest();
}

methods(HASH, {
  "__repr__(self, /)": function (this: HashObject): string {
    return `<${this.kind[0]} ${typeName(this)} object @ ${address(this)}>`;
  },
  "update(self, obj, /)": function (this: HashObject, obj: Value): null {
    feed(this, dataOf(obj));
    return null;
  },
  "digest(self, /)": function (this: HashObject): Bytes {
    return new Bytes(Uint8Array.from(digestOf(this, 0)));
  },
  "hexdigest(self, /)": function (this: HashObject): string {
    return digestOf(this, 0).toString("hex");
  },
  "copy(self, /)": function (this: HashObject): HashObject {
    const copy = new (this.hash === null ? XofObject : HashObject)(this.kind, this.hash === null ? null : this.hash.copy(), [...this.parts]);
    return copy;
  },
});
getset(HASH, {
  name: [(self) => self.kind[0]],
  digest_size: [(self) => self.kind[2]],
  block_size: [(self) => self.kind[3]],
});

function outputLength(length: Value): Suspends<number> {
  const n = toIndex(length);
  if (n < 0) throw new ValueError("value must be positive");
  if (n > 0x7fffffff) throw new OverflowError("Python int too large to convert to C ssize_t");
  return Number(n);
}
methods(HASHXOF, {
  "digest(self, /, length)": function (this: HashObject, length: Value): Suspends<Bytes> {
    return new Bytes(Uint8Array.from(digestOf(this, outputLength(length))));
  },
  "hexdigest(self, /, length)": function (this: HashObject, length: Value): Suspends<string> {
    return digestOf(this, outputLength(length)).toString("hex");
  },
});

function constructor(kind: Algorithm): Value {
  return builtin(
    `openssl_${kind[0]}(string=b'', *, usedforsecurity=True)`,
    function (string: Value, _: Value): HashObject {
      return make(kind, string);
    },
    "_hashlib",
  );
}

const constructors: Record<string, Value> = {};
for (const kind of KNOWN) constructors[kind[0]] = constructor(kind);
constructors["blake2b"] = blake2b;
constructors["blake2s"] = blake2s;

/** hashlib.new(name, data) */
export const new_ = pyfunction(
  "new(name, data=b'', **kwargs)",
  function (name: Value, data: Value, kw: Kw): Suspends<Value> {
    const s = stringOf(name);
    if (s === "blake2b" || s === "blake2s") return $callx(constructors[s], data === undefined ? [] : [data], kw);
    if (s === undefined) throw new TypeError("name must be a string");
    const kind = algorithm(s);
    if (kind === undefined) throw new ValueError(`unsupported hash type ${s}`);
    return make(kind, data);
  },
  "hashlib",
);

export const pbkdf2_hmac = builtin(
  "pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None)",
  function (name: Value, password: Value, salt: Value, iterations: Value, length: Value): Suspends<Bytes> {
    const s = stringOf(name);
    if (s === undefined) throw new TypeError(`pbkdf2_hmac() argument 'hash_name' must be str, not ${argumentName(name)}`);
    const kind = algorithm(s);
    if (kind === undefined) throw new UnsupportedDigestmodError("[digital envelope routines] unsupported");
    const key = toBuffer(password);
    const grains = toBuffer(salt);
    const count = Number(toIndex(iterations));
    if (count < 1) throw new ValueError("iteration value must be greater than 0.");
    const size = length === undefined || length === null ? kind[2] : Number(toIndex(length));
    if (size < 1) throw new ValueError("key length must be greater than 0.");
    return new Bytes(Uint8Array.from(nodeModule("node:crypto").pbkdf2Sync(key, grains, count, size, kind[1])));
  },
  "_hashlib",
);

/** Bytes of a file that are read at once. */
const PIECE = 2 ** 18;

export const file_digest = pyfunction(
  "file_digest(fileobj, digest, /, *, _bufsize=262144)",
  function (fileobj: Value, digest: Value, size: Value): Suspends<Value> {
    const made = stringOf(digest) !== undefined ? call(new_, digest) : call(digest);
    const whole = getattrOr(fileobj, "getbuffer");
    if (whole !== undefined) {
      callMethod(made, "update", call(whole));
      return made;
    }
    if (getattrOr(fileobj, "readinto") === undefined || getattrOr(fileobj, "readable") === undefined || !truth(callMethod(fileobj, "readable")))
      throw new ValueError(`'${repr(fileobj)}' is not a file-like object in binary reading mode.`);
    const piece = new ByteArray(new Uint8Array(size === undefined ? PIECE : Number(toIndex(size))));
    for (;;) {
      const read = callMethod(fileobj, "readinto", piece);
      if (read === null) throw new BlockingIOError("I/O operation would block.");
      if (read === 0) return made;
      callMethod(made, "update", new Bytes(piece.$data.slice(0, Number(read))));
    }
  },
  "hashlib",
);

/** `r * p` of scrypt may not be more (RFC 7914). */
const MOST_BLOCKS = 2 ** 30 - 1;

/** One of scrypt's factors: an int that an unsigned long holds. */
function factor(name: string, value: Value): number {
  const n = value === undefined ? undefined : intValue(value);
  if (value !== undefined && n === undefined) throw new TypeError(`scrypt() argument '${name}' must be int, not ${argumentName(value)}`);
  if (n === undefined || n < 0 || n >= 2n ** 64n) throw new TypeError(`${name} is required and must be an unsigned int`);
  return Number(n);
}

export const scrypt = builtin(
  "scrypt(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64)",
  function (password: Value, salt: Value, n: Value, r: Value, p: Value, maxmem: Value, dklen: Value): Suspends<Bytes> {
    const key = toBuffer(password);
    if (salt === undefined || salt === null) throw new TypeError("salt is required");
    const grains = toBuffer(salt);
    const cost = factor("n", n);
    if (cost < 2 || (BigInt(cost) & (BigInt(cost) - 1n)) !== 0n) throw new ValueError("n must be a power of 2.");
    const block = factor("r", r);
    const parallel = factor("p", p);
    const memory = maxmem === undefined ? 0 : toLong(maxmem);
    if (memory < 0 || memory > 0x7fffffff) throw new ValueError(`maxmem must be positive and smaller than ${0x7fffffff}`);
    const size = dklen === undefined ? 64 : toLong(dklen);
    if (size < 1 || size > 0x7fffffff) throw new ValueError(`dklen must be greater than 0 and smaller than ${0x7fffffff}`);
    if (block === 0 || parallel === 0) throw new ValueError("Invalid parameter combination for n, r, p, maxmem.");
    if (parallel > MOST_BLOCKS / block) throw new ValueError("[digital envelope routines] parameter too large");
    const most = memory === 0 ? 32 * 1024 * 1024 : memory;
    if (128 * cost * block + 128 * block * parallel + 32 * block * 4 > most) throw new ValueError("[digital envelope routines] memory limit exceeded");
    return new Bytes(Uint8Array.from(nodeModule("node:crypto").scryptSync(key, grains, size, { N: cost, r: block, p: parallel, maxmem: most + 1024 })));
  },
  "_hashlib",
);

/** Constructors of those names, as a module in C has them. */
function builtins(module: string, names: string): PyModule {
  const members: Record<string, Value> = {};
  for (const name of names.split(" ")) {
    const kind = KNOWN.find(([known]) => known === name)!;
    members[name] = builtin(`${name}(string=b'', *, usedforsecurity=True)`, (string: Value, _: Value): HashObject => make(kind, string), module);
  }
  return pymodule(module, members);
}
export const _md5 = builtins("_md5", "md5");
export const _sha1 = builtins("_sha1", "sha1");
export const _sha2 = builtins("_sha2", "sha224 sha256 sha384 sha512");
export const _sha3 = builtins("_sha3", "sha3_224 sha3_256 sha3_384 sha3_512 shake_128 shake_256");

export const _hashlib = pymodule("_hashlib", {
  HASH,
  HASHXOF,
  HMAC,
  UnsupportedDigestmodError,
  hmac_new,
  hmac_digest,
  new: pyfunction(
    "new(name, string=b'', *, usedforsecurity=True)",
    (name: Value, string: Value, _: Value): HashObject => {
      const s = stringOf(name);
      if (s === undefined) throw new TypeError("name must be a string");
      const kind = algorithm(s);
      if (kind === undefined) throw new ValueError(`unsupported hash type ${s}`);
      return make(kind, string);
    },
    "_hashlib",
  ),
  pbkdf2_hmac,
  scrypt,
  compare_digest: compareDigest,
  get_fips_mode: builtin("get_fips_mode()", (): number => 0, "_hashlib"),
  openssl_md_meth_names: frozenset([...KNOWN, ...OTHERS].map(([name]) => name)),
  ...Object.fromEntries(KNOWN.filter(([name]) => !name.startsWith("blake2")).map((kind) => [`openssl_${kind[0]}`, constructors[kind[0]]])),
});

const guaranteed = KNOWN.map(([name]) => name);
const hashlib = pymodule("hashlib", {
  ...constructors,
  new: new_,
  pbkdf2_hmac,
  file_digest,
  scrypt,
  algorithms_guaranteed: set([...guaranteed]),
  algorithms_available: set([...guaranteed, ...OTHERS.map(([name]) => name)]),
  __all__: [...guaranteed, "new", "algorithms_guaranteed", "algorithms_available", "pbkdf2_hmac", "file_digest"],
});
fromText(hashlib, "__get_builtin_constructor __get_openssl_constructor __block_openssl_constructor __builtin_constructor_cache __hash_new __py_new");
export default hashlib;
