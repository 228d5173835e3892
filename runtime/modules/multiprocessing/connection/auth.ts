/**
 * multiprocessing.connection.auth - how two ends of a connection show each other that they know the same key.
 *
 * Mirrors     Lib/multiprocessing/connection.py: deliver_challenge, answer_challenge; old peers (MD5 without a prefix) are understood
 * Suspends    both
 */
import type { Suspends } from "../../../frames/suspend.js";
import { bufferOf } from "../../../objects/bytes/buffer.js";
import { Bytes } from "../../../objects/bytes/data.js";
import { bytes } from "../../../objects/bytes.js";
import { ValueError } from "../../../objects/exceptions.js";
import { isinstance, typeOf, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { repr } from "../../../objects/protocols/repr.js";
import { text as str } from "../../../objects/protocols/str.js";
import { $caught, $handled, $uncaught } from "../../../objects/raise.js";
import { AuthenticationError } from "../context.js";
import { nodeModule } from "../../../system/nodemodules.js";

const MESSAGE_LENGTH = 40;
const CHALLENGE = Buffer.from("#CHALLENGE#");
const WELCOME = Buffer.from("#WELCOME#");
const FAILURE = Buffer.from("#FAILURE#");
/** Longer messages are no part of this. */
const LONGEST = 256;
/** Lengths of messages of peers that know MD5 only. */
const OLD_CHALLENGE = 20;
const OLD_RESPONSE = 16;
/** Digests by Python's names, with those of node:crypto. */
const DIGESTS: Readonly<Record<string, string>> = { md5: "md5", sha256: "sha256", sha384: "sha384", sha3_256: "sha3-256", sha3_384: "sha3-384" };

function mac(digest: string, key: Uint8Array, message: Uint8Array): Uint8Array {
  return nodeModule("node:crypto").createHmac(DIGESTS[digest]!, key).update(message).digest();
}

/** The digest that a message names in front ("" for an old peer's), and the rest of it. */
function split(message: Uint8Array): Suspends<[digest: string, payload: Uint8Array]> {
  if (message.length === OLD_CHALLENGE || message.length === OLD_RESPONSE) return ["", message];
  const end = message.indexOf(0x7d, 1);
  if (message[0] === 0x7b && end > 0) {
    const digest = Buffer.from(message.subarray(1, end)).toString("latin1");
    if (Object.hasOwn(DIGESTS, digest)) return [digest, message.subarray(end + 1)];
  }
  throw new AuthenticationError(`unsupported message length, missing digest prefix, or unsupported digest: message=${repr(new Bytes(message))}`);
}

function keyOf(authkey: Value): Suspends<Uint8Array> {
  if (!isinstance(authkey, bytes)) throw new ValueError(`Authkey must be bytes, not ${str(typeOf(authkey))}`);
  return bufferOf(authkey) as Uint8Array;
}

function receive(connection: Value): Suspends<Uint8Array> {
  return bufferOf(callMethod(connection, "recv_bytes", LONGEST)) as Uint8Array;
}

function send(connection: Value, data: Uint8Array): Suspends<void> {
  callMethod(connection, "send_bytes", new Bytes(data));
}

function verify(key: Uint8Array, message: Uint8Array, response: Uint8Array): Suspends<void> {
  const [named, given] = split(response);
  const digest = named === "" ? "md5" : named;
  const expected = mac(digest, key, message);
  if (expected.length !== given.length) throw new AuthenticationError(`expected ${repr(digest)} of length ${expected.length} got ${given.length}`);
  if (!nodeModule("node:crypto").timingSafeEqual(expected, given)) throw new AuthenticationError("digest received was wrong");
}

/** Asks the other end to show that it knows the key. */
export function deliver_challenge(connection: Value, authkey: Value, digest_name: Value = "sha256"): Suspends<null> {
  const key = keyOf(authkey);
  const message = Buffer.concat([Buffer.from(`{${String(digest_name)}}`), nodeModule("node:crypto").randomBytes(MESSAGE_LENGTH)]);
  send(connection, Buffer.concat([CHALLENGE, message]));
  const response = receive(connection);
  const handled = $handled();
  try {
    verify(key, message, response);
  } catch (thrown) {
    const error = $caught(thrown, null);
    if (isinstance(error, AuthenticationError)) send(connection, FAILURE);
    $uncaught(handled);
    throw error;
  }
  send(connection, WELCOME);
  return null;
}

/** Shows the other end that this one knows the key. */
export function answer_challenge(connection: Value, authkey: Value): Suspends<null> {
  const key = keyOf(authkey);
  const asked = receive(connection);
  if (!Buffer.from(asked.subarray(0, CHALLENGE.length)).equals(CHALLENGE)) {
    throw new AuthenticationError(`Protocol error, expected challenge: message=${repr(new Bytes(asked))}`);
  }
  const message = asked.subarray(CHALLENGE.length);
  if (message.length < OLD_CHALLENGE) throw new AuthenticationError("challenge too short: {len(message)} bytes");
  const [digest] = split(message);
  if (digest === "") send(connection, mac("md5", key, message));
  else send(connection, Buffer.concat([Buffer.from(`{${digest}}`), mac(digest, key, message)]));
  if (!Buffer.from(receive(connection)).equals(WELCOME)) throw new AuthenticationError("digest sent was rejected");
  return null;
}
