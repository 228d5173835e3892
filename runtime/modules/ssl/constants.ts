/**
 * ssl.constants - OpenSSL's numbers, and the enumerations that show them.
 *
 * Mirrors     Modules/_ssl.c, Lib/ssl.py of CPython 3.13 with OpenSSL 3
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $callx } from "../../objects/call.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { Kw } from "../../objects/function.js";
import type { Value } from "../../objects/object.js";
import { Tuple } from "../../objects/tuple.js";
import { carriedContents } from "../../snapshot/carried.js";

type Numbers = Readonly<Record<string, number>>;

const PROTOCOLS: Numbers = { PROTOCOL_TLS: 2, PROTOCOL_TLS_CLIENT: 16, PROTOCOL_TLS_SERVER: 17, PROTOCOL_TLSv1: 3, PROTOCOL_TLSv1_1: 4, PROTOCOL_TLSv1_2: 5 };

const OPTIONS: Numbers = {
  OP_ALL: 0x80000050,
  OP_CIPHER_SERVER_PREFERENCE: 0x400000,
  OP_ENABLE_KTLS: 8,
  OP_ENABLE_MIDDLEBOX_COMPAT: 0x100000,
  OP_IGNORE_UNEXPECTED_EOF: 128,
  OP_LEGACY_SERVER_CONNECT: 4,
  OP_NO_COMPRESSION: 0x20000,
  OP_NO_RENEGOTIATION: 0x40000000,
  OP_NO_SSLv2: 0,
  OP_NO_SSLv3: 0x2000000,
  OP_NO_TICKET: 0x4000,
  OP_NO_TLSv1: 0x4000000,
  OP_NO_TLSv1_1: 0x10000000,
  OP_NO_TLSv1_2: 0x8000000,
  OP_NO_TLSv1_3: 0x20000000,
  OP_SINGLE_DH_USE: 0,
  OP_SINGLE_ECDH_USE: 0,
};

const ALERTS: Numbers = {
  ALERT_DESCRIPTION_ACCESS_DENIED: 49,
  ALERT_DESCRIPTION_BAD_CERTIFICATE: 42,
  ALERT_DESCRIPTION_BAD_CERTIFICATE_HASH_VALUE: 114,
  ALERT_DESCRIPTION_BAD_CERTIFICATE_STATUS_RESPONSE: 113,
  ALERT_DESCRIPTION_BAD_RECORD_MAC: 20,
  ALERT_DESCRIPTION_CERTIFICATE_EXPIRED: 45,
  ALERT_DESCRIPTION_CERTIFICATE_REVOKED: 44,
  ALERT_DESCRIPTION_CERTIFICATE_UNKNOWN: 46,
  ALERT_DESCRIPTION_CERTIFICATE_UNOBTAINABLE: 111,
  ALERT_DESCRIPTION_CLOSE_NOTIFY: 0,
  ALERT_DESCRIPTION_DECODE_ERROR: 50,
  ALERT_DESCRIPTION_DECOMPRESSION_FAILURE: 30,
  ALERT_DESCRIPTION_DECRYPT_ERROR: 51,
  ALERT_DESCRIPTION_HANDSHAKE_FAILURE: 40,
  ALERT_DESCRIPTION_ILLEGAL_PARAMETER: 47,
  ALERT_DESCRIPTION_INSUFFICIENT_SECURITY: 71,
  ALERT_DESCRIPTION_INTERNAL_ERROR: 80,
  ALERT_DESCRIPTION_NO_RENEGOTIATION: 100,
  ALERT_DESCRIPTION_PROTOCOL_VERSION: 70,
  ALERT_DESCRIPTION_RECORD_OVERFLOW: 22,
  ALERT_DESCRIPTION_UNEXPECTED_MESSAGE: 10,
  ALERT_DESCRIPTION_UNKNOWN_CA: 48,
  ALERT_DESCRIPTION_UNKNOWN_PSK_IDENTITY: 115,
  ALERT_DESCRIPTION_UNRECOGNIZED_NAME: 112,
  ALERT_DESCRIPTION_UNSUPPORTED_CERTIFICATE: 43,
  ALERT_DESCRIPTION_UNSUPPORTED_EXTENSION: 110,
  ALERT_DESCRIPTION_USER_CANCELLED: 90,
};

const ERRORS: Numbers = {
  SSL_ERROR_EOF: 8,
  SSL_ERROR_INVALID_ERROR_CODE: 10,
  SSL_ERROR_SSL: 1,
  SSL_ERROR_SYSCALL: 5,
  SSL_ERROR_WANT_CONNECT: 7,
  SSL_ERROR_WANT_READ: 2,
  SSL_ERROR_WANT_WRITE: 3,
  SSL_ERROR_WANT_X509_LOOKUP: 4,
  SSL_ERROR_ZERO_RETURN: 6,
};

const VERIFY_FLAGS: Numbers = {
  VERIFY_ALLOW_PROXY_CERTS: 64,
  VERIFY_CRL_CHECK_CHAIN: 12,
  VERIFY_CRL_CHECK_LEAF: 4,
  VERIFY_DEFAULT: 0,
  VERIFY_X509_PARTIAL_CHAIN: 0x80000,
  VERIFY_X509_STRICT: 32,
  VERIFY_X509_TRUSTED_FIRST: 0x8000,
};

const CERTS: Numbers = { CERT_NONE: 0, CERT_OPTIONAL: 1, CERT_REQUIRED: 2 };
const VERSIONS: Numbers = { MINIMUM_SUPPORTED: -2, SSLv3: 768, TLSv1: 769, TLSv1_1: 770, TLSv1_2: 771, TLSv1_3: 772, MAXIMUM_SUPPORTED: -1 };

/** The enumerations: the class of enum they derive from, and their members. */
const ENUMERATIONS: Readonly<Record<string, readonly [base: "IntEnum" | "IntFlag", members: Numbers]>> = {
  _SSLMethod: ["IntEnum", PROTOCOLS],
  Options: ["IntFlag", OPTIONS],
  AlertDescription: ["IntEnum", ALERTS],
  SSLErrorNumber: ["IntEnum", ERRORS],
  VerifyFlags: ["IntFlag", VERIFY_FLAGS],
  VerifyMode: ["IntEnum", CERTS],
  TLSVersion: ["IntEnum", VERSIONS],
};

/** Which enumeration a name of the module is a member of. */
const OWNERS = new Map<string, string>([["PROTOCOL_SSLv23", "_SSLMethod"]]);
for (const name of Object.keys(ENUMERATIONS)) if (name !== "TLSVersion") for (const member of Object.keys(ENUMERATIONS[name]![1])) OWNERS.set(member, name);

/** Names that are made when one of them is asked for: many scripts import the module, few look at its numbers. */
export const LATE_NAMES: readonly string[] = [...Object.keys(ENUMERATIONS), ...OWNERS.keys()];

const made = new Map<string, Value>();
carriedContents("ssl enumerations", made);

/** @param name of ENUMERATIONS */
export function enumeration(name: string): Suspends<Value> {
  const known = made.get(name);
  if (known !== undefined) return known;
  const [base, members] = ENUMERATIONS[name]!;
  const enums = importModule("enum");
  // by number, then by name: the first name of a number is the member, others are aliases
  const sorted = Object.keys(members).sort((a, b) => members[a]! - members[b]! || (a < b ? -1 : 1));
  const names = name === "TLSVersion" ? Object.keys(members) : sorted;
  const pairs = names.map((member) => new Tuple([member, members[member]!]));
  const options = Object.assign(new Kw(), { module: "ssl" });
  if (base === "IntFlag") options["boundary"] = $getattr(enums, "KEEP");
  const cls = $callx($getattr(enums, base), [name, pairs], options);
  if (name === "_SSLMethod") $setattr(cls, "PROTOCOL_SSLv23", $getattr(cls, "PROTOCOL_TLS"));
  made.set(name, cls);
  return cls;
}

/** A name of the module that is made late; undefined if it is none of them. */
export function lateName(name: string): Suspends<Value> {
  if (Object.hasOwn(ENUMERATIONS, name)) return enumeration(name);
  const owner = OWNERS.get(name);
  return owner === undefined ? undefined : $getattr(enumeration(owner), name);
}
