/**
 * keyeddigest - OpenSSL's keyed digests, on which the library's hmac stands.
 *
 * Mirrors     HMAC of Modules/_hashopenssl.c
 * Suspends    none
 */
import { bufferOf, toBuffer } from "../objects/bytes/buffer.js";
import { Bytes } from "../objects/bytes/data.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { address } from "../objects/identity.js";
import { object, type Value } from "../objects/object.js";
import { repr } from "../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods, pyclass } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import type { Suspends } from "../frames/suspend.js";
import { algorithm, type Algorithm } from "./hashlib.js";
import { nodeModule } from "../system/nodemodules.js";

/** OpenSSL has no digest of that name that a MAC could be made with. */
@pyclass("_hashlib.UnsupportedDigestmodError", { builtin: true })
export class UnsupportedDigestmodError extends ValueError {}

class HMACObject {
  /** all data so far: Node's object cannot be copied */
  parts: Uint8Array[] = [];
  constructor(
    readonly kind: Algorithm,
    readonly key: Uint8Array,
  ) {}
}
Object.setPrototypeOf(HMACObject.prototype, object.prototype as object);

export const HMAC = builtinType("HMAC()", null, { prototype: HMACObject.prototype, module: "_hashlib" });

/** A digest by its name or by its constructor in hashlib. */
function kindOf(digestmod: Value): Suspends<Algorithm> {
  const name = stringOf(digestmod) ?? /^openssl_(.*)/.exec(String(digestmod?.$f?.name))?.[1];
  if (name === undefined) throw new (UnsupportedDigestmodError as Value)(`Unsupported digestmod ${repr(digestmod)}`);
  const kind = algorithm(name);
  if (kind === undefined) throw new (UnsupportedDigestmodError as Value)("[digital envelope routines] unsupported");
  if (kind[2] === 0) throw new ValueError("no reason supplied");
  return kind;
}

function feed(self: HMACObject, msg: Value): void {
  if (stringOf(msg) !== undefined) throw new TypeError("Strings must be encoded before hashing");
  const data = bufferOf(msg);
  if (data === undefined) throw new TypeError("object supporting the buffer API required");
  self.parts.push(data.slice());
}

function digestOf(self: HMACObject): Buffer {
  const hmac = nodeModule("node:crypto").createHmac(self.kind[1], self.key);
  for (const part of self.parts) hmac.update(part);
  return hmac.digest();
}

methods(HMAC, {
  "__repr__(self, /)": function (this: HMACObject): string {
    return `<${this.kind[0]} HMAC object @ ${address(this)}>`;
  },
  "update(self, /, msg)": function (this: HMACObject, msg: Value): null {
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

export const hmac_new = builtin(
  "hmac_new(key, msg=b'', digestmod=None)",
  function (key: Value, msg: Value, digestmod: Value): Suspends<HMACObject> {
    const bytes = toBuffer(key).slice();
    if (digestmod === undefined) throw new TypeError("Missing required parameter 'digestmod'.");
    const made = new HMACObject(kindOf(digestmod), bytes);
    if (msg !== undefined && msg !== null) feed(made, msg);
    return made;
  },
  "_hashlib",
);

export const hmac_digest = builtin(
  "hmac_digest(key, msg, digest)",
  function (key: Value, msg: Value, digest: Value): Suspends<Bytes> {
    const made = new HMACObject(kindOf(digest), toBuffer(key).slice());
    made.parts.push(toBuffer(msg));
    return new Bytes(Uint8Array.from(digestOf(made)));
  },
  "_hashlib",
);
