/**
 * hmac - keyed digests.
 *
 * Mirrors     Lib/hmac.py over Modules/_hashopenssl.c
 * Suspends    none
 * Differs     digestmod is a name or one of hashlib's constructors
 */
import { createHmac, type Hmac } from "node:crypto";
import { bufferOf } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { exceptionType, TypeError, ValueError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import { object, type Value } from "../objects/object.js";
import { builtin, builtinType, getset, methods } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { typeName } from "../objects/typename.js";
import { compareDigest } from "./comparedigest.js";
import { algorithm, type Algorithm } from "./hashlib.js";

export const UnsupportedDigestmodError = exceptionType("UnsupportedDigestmodError", ValueError, "");
UnsupportedDigestmodError.$module = "_hashlib";

class HMACObject {
  /** all data so far: Node's object cannot be copied */
  parts: Uint8Array[] = [];
  constructor(
    readonly kind: Algorithm,
    readonly key: Uint8Array,
  ) {}
}
Object.setPrototypeOf(HMACObject.prototype, object.prototype as object);

export const HMAC = builtinType("HMAC(key, msg=None, digestmod='')", makeHmac, { prototype: HMACObject.prototype, module: "hmac" });

function kindOf(digestmod: Value): Algorithm {
  const name = stringOf(digestmod) ?? (typeof digestmod === "function" ? (digestmod.$f?.name as string | undefined)?.replace(/^openssl_/, "") : undefined);
  if (name === undefined || name === "") throw new TypeError("Missing required argument 'digestmod'.");
  const kind = algorithm(name);
  if (kind === undefined || kind[2] === 0) throw new UnsupportedDigestmodError("[digital envelope routines] unsupported");
  return kind;
}

function makeHmac(key: Value, msg: Value, digestmod: Value): HMACObject {
  const bytes = bufferOf(key);
  if (bytes === undefined) throw new TypeError(`key: expected bytes or bytearray, but got '${typeName(key)}'`);
  const made = new HMACObject(kindOf(digestmod), bytes.slice());
  if (msg !== undefined && msg !== null) feed(made, msg);
  return made;
}

function feed(self: HMACObject, msg: Value): void {
  if (stringOf(msg) !== undefined) throw new TypeError("Strings must be encoded before hashing");
  const data = bufferOf(msg);
  if (data === undefined) throw new TypeError("object supporting the buffer API required");
  self.parts.push(data.slice());
}

function digestOf(self: HMACObject): Buffer {
  const hmac: Hmac = createHmac(self.kind[1], self.key);
  for (const part of self.parts) hmac.update(part);
  return hmac.digest();
}

methods(HMAC, {
  "update(self, msg)": function (this: HMACObject, msg: Value): null {
    feed(this, msg);
    return null;
  },
  "digest(self, /)": function (this: HMACObject): Bytes {
    return new Bytes(Uint8Array.from(digestOf(this)));
  },
  "hexdigest(self, /)": function (this: HMACObject): string {
    return digestOf(this).toString("hex");
  },
  "copy(self, /)": function (this: HMACObject): HMACObject {
    const copy = new HMACObject(this.kind, this.key);
    copy.parts = [...this.parts];
    return copy;
  },
});
getset(HMAC, {
  name: [(self) => "hmac-" + (self.kind[0] as string)],
  digest_size: [(self) => self.kind[2]],
  block_size: [(self) => self.kind[3]],
});

export const new_ = builtin("new(key, msg=None, digestmod='')", makeHmac, "hmac");

export const digest = builtin(
  "digest(key, msg, digest)",
  function (key: Value, msg: Value, digestmod: Value): Bytes {
    return new Bytes(Uint8Array.from(digestOf(makeHmac(key, msg, digestmod))));
  },
  "hmac",
);

export default pymodule("hmac", {
  HMAC,
  new: new_,
  digest,
  compare_digest: compareDigest,
  trans_5C: new Bytes(Uint8Array.from({ length: 256 }, (_, i) => i ^ 0x5c)),
  trans_36: new Bytes(Uint8Array.from({ length: 256 }, (_, i) => i ^ 0x36)),
});
