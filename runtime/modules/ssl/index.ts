/**
 * ssl - contexts of TLS connections, certificates, and what is wrong with them.
 *
 * Mirrors     Lib/ssl.py, Modules/_ssl.c of CPython 3.13 with OpenSSL 3
 * Differs     there are no TLS connections: what would open one raises NotImplementedError; Purpose is no enumeration, SSLSocket no socket
 */
import type { Suspends } from "../../frames/suspend.js";
import { importModule } from "../../importer/importer.js";
import { $callx } from "../../objects/call.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { NotImplementedError, OSError, TypeError, ValueError } from "../../objects/exceptions.js";
import { Kw } from "../../objects/function.js";
import { pymodule } from "../../objects/module.js";
import { hidden, PyObject, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { builtin, define, pyclass, pyfunction } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { MemoryBIO } from "./bio.js";
import { derOf, pemOf, secondsOf } from "./certificates.js";
import { LATE_NAMES, lateName } from "./constants.js";
import { SSLContext, SSLObject, SSLSocket } from "./context.js";
import * as errors from "./errors.js";
import { nodeModule } from "../../system/nodemodules.js";

const fs = process.getBuiltinModule("node:fs");

const { SSLError, SSLZeroReturnError, SSLWantReadError, SSLWantWriteError, SSLSyscallError, SSLEOFError, SSLCertVerificationError } = errors;

const [CLIENT, SERVER] = [16, 17];
/** VERIFY_X509_PARTIAL_CHAIN, VERIFY_X509_STRICT */
const STRICT = 0x80020;

@pyclass("ssl.Purpose", { doc: "SSLContext purpose flags with X509v3 Extended Key Usage objects" })
export class Purpose extends PyObject {
  declare name$: string;
  declare nid: number;
  declare shortname: string;
  declare longname: string;
  declare oid: string;
  __repr__(): string {
    return `<Purpose.${this.name$}: _ASN1Object(nid=${this.nid}, shortname='${this.shortname}', longname='${this.longname}', oid='${this.oid}')>`;
  }
  __str__(): string {
    return `Purpose.${this.name$}`;
  }
}
function purpose(name: string, nid: number, shortname: string, longname: string, oid: string): Value {
  const made: Value = Object.create(Purpose.prototype as object);
  Object.assign(made, { name$: name, nid, shortname, longname, oid });
  define(Purpose as Value, name, made, made);
  return made;
}
const SERVER_AUTH = purpose("SERVER_AUTH", 129, "serverAuth", "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1");
purpose("CLIENT_AUTH", 130, "clientAuth", "TLS Web Client Authentication", "1.3.6.1.5.5.7.3.2");

function checkPurpose(given: Value): void {
  if (!(given instanceof Purpose)) throw new TypeError(given);
}

const hasSome = (values: Value[]): Suspends<boolean> => {
  for (let i = 0; i < values.length; i++) if (values[i] !== undefined && truth(values[i])) return true;
  return false;
};

function keylog(context: Value): void {
  const file = process.env["SSLKEYLOGFILE"];
  if (file !== undefined && file !== "") context.$keylog = file;
}

const create_default_context = pyfunction(
  "create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None)",
  (given: Value, cafile: Value, capath: Value, cadata: Value): Suspends<Value> => {
    const wanted = given === undefined ? SERVER_AUTH : given;
    checkPurpose(wanted);
    const context = call(SSLContext, wanted === SERVER_AUTH ? CLIENT : SERVER) as SSLContext;
    context.$flags |= STRICT;
    if (hasSome([cafile, capath, cadata])) callMethod(context, "load_verify_locations", cafile ?? null, capath ?? null, cadata ?? null);
    else if (context.$verify !== 0) callMethod(context, "load_default_certs", wanted);
    keylog(context);
    return context;
  },
  "ssl",
);

const _create_unverified_context = pyfunction(
  "_create_unverified_context(protocol=None, *, cert_reqs=0, check_hostname=False, purpose=Purpose.SERVER_AUTH, certfile=None, keyfile=None, cafile=None, capath=None, cadata=None)",
  (
    protocol: Value,
    cert_reqs: Value,
    check_hostname: Value,
    given: Value,
    certfile: Value,
    keyfile: Value,
    cafile: Value,
    capath: Value,
    cadata: Value,
  ): Suspends<Value> => {
    const wanted = given === undefined ? SERVER_AUTH : given;
    checkPurpose(wanted);
    const context = call(SSLContext, protocol === undefined || protocol === null ? (wanted === SERVER_AUTH ? CLIENT : SERVER) : protocol) as SSLContext;
    $setattr(context, "check_hostname", check_hostname ?? false);
    if (cert_reqs !== null) $setattr(context, "verify_mode", cert_reqs ?? 0);
    if (hasSome([keyfile]) && !hasSome([certfile])) throw new ValueError("certfile must be specified");
    if (hasSome([certfile, keyfile])) callMethod(context, "load_cert_chain", certfile, keyfile ?? null);
    if (hasSome([cafile, capath, cadata])) callMethod(context, "load_verify_locations", cafile ?? null, capath ?? null, cadata ?? null);
    else if (context.$verify !== 0) callMethod(context, "load_default_certs", wanted);
    keylog(context);
    return context;
  },
  "ssl",
);

const PATHS = ["SSL_CERT_FILE", "/usr/lib/ssl/cert.pem", "SSL_CERT_DIR", "/usr/lib/ssl/certs"];

const get_default_verify_paths = pyfunction(
  "get_default_verify_paths()",
  (): Suspends<Value> => {
    const fields = "cafile capath openssl_cafile_env openssl_cafile openssl_capath_env openssl_capath";
    const cls = $callx($getattr(importModule("collections"), "namedtuple"), ["DefaultVerifyPaths", fields], Object.assign(new Kw(), { module: "ssl" }));
    const file = process.env["SSL_CERT_FILE"] ?? PATHS[1]!;
    const folder = process.env["SSL_CERT_DIR"] ?? PATHS[3]!;
    const cafile = fs.existsSync(file) && fs.statSync(file).isFile() ? file : null;
    const capath = fs.existsSync(folder) && fs.statSync(folder).isDirectory() ? folder : null;
    return call(cls, cafile, capath, ...PATHS);
  },
  "ssl",
);

const NAMES: Readonly<Record<number, string>> = {
  2: "PROTOCOL_TLS",
  3: "PROTOCOL_TLSv1",
  4: "PROTOCOL_TLSv1_1",
  5: "PROTOCOL_TLSv1_2",
  16: "PROTOCOL_TLS_CLIENT",
  17: "PROTOCOL_TLS_SERVER",
};

const ssl = pymodule("ssl", {
  SSLContext,
  SSLObject,
  SSLSocket,
  MemoryBIO,
  Purpose,
  SSLError,
  SSLZeroReturnError,
  SSLWantReadError,
  SSLWantWriteError,
  SSLSyscallError,
  SSLEOFError,
  SSLCertVerificationError,
  CertificateError: SSLCertVerificationError,
  socket_error: OSError,
  create_default_context,
  _create_unverified_context,
  _create_stdlib_context: _create_unverified_context,
  _create_default_https_context: create_default_context,
  get_default_verify_paths,
  DER_cert_to_PEM_cert: pyfunction("DER_cert_to_PEM_cert(der_cert_bytes)", (der: Value): Value => pemOf(der), "ssl"),
  PEM_cert_to_DER_cert: pyfunction("PEM_cert_to_DER_cert(pem_cert_string)", (pem: Value): Value => derOf(pem), "ssl"),
  cert_time_to_seconds: pyfunction("cert_time_to_seconds(cert_time)", (time: Value): Suspends<Value> => secondsOf(time), "ssl"),
  get_protocol_name: pyfunction("get_protocol_name(protocol_code)", (code: Value): Suspends<string> => NAMES[Number(toIndex(code))] ?? "<unknown>", "ssl"),
  get_server_certificate: pyfunction(
    "get_server_certificate(addr, ssl_version=16, ca_certs=None, timeout=None)",
    (): never => {
      throw new NotImplementedError("ssl: gilt has no TLS connections (ssl.get_server_certificate)");
    },
    "ssl",
  ),
  RAND_status: builtin("RAND_status()", (): boolean => true, "_ssl"),
  RAND_add: builtin("RAND_add(string, entropy, /)", (_string: Value, _entropy: Value): null => null, "_ssl"),
  RAND_bytes: builtin(
    "RAND_bytes(n, /)",
    (n: Value): Suspends<Bytes> => {
      const count = Number(toIndex(n));
      if (count < 0) throw new ValueError("num must be positive");
      return new Bytes(nodeModule("node:crypto").randomBytes(count));
    },
    "_ssl",
  ),
  OPENSSL_VERSION: `OpenSSL ${process.versions["openssl"] ?? ""}`,
  OPENSSL_VERSION_INFO: new Tuple(openssl()),
  OPENSSL_VERSION_NUMBER: openssl().reduce((number, part, i) => number + part * 2 ** [28, 20, 12, 4, 0][i]!, 0),
  CHANNEL_BINDING_TYPES: ["tls-unique"],
  HAS_NEVER_CHECK_COMMON_NAME: true,
  HAS_SNI: true,
  HAS_ECDH: true,
  HAS_NPN: false,
  HAS_ALPN: true,
  HAS_SSLv2: false,
  HAS_SSLv3: false,
  HAS_TLSv1: true,
  HAS_TLSv1_1: true,
  HAS_TLSv1_2: true,
  HAS_TLSv1_3: true,
  HAS_PSK: true,
  PEM_HEADER: "-----BEGIN CERTIFICATE-----",
  PEM_FOOTER: "-----END CERTIFICATE-----",
  SOL_SOCKET: 1,
  SO_TYPE: 3,
  SOCK_STREAM: 1,
});
hidden(ssl, "$late", lateName);
hidden(ssl, "$later", LATE_NAMES);

/** Major, minor, fix, patch, status. */
function openssl(): number[] {
  const parts = (process.versions["openssl"] ?? "3.0.0").split(/[.+]/).map((part) => parseInt(part, 10));
  return [parts[0] ?? 3, parts[1] ?? 0, 0, parts[2] ?? 0, 0];
}

export default ssl;
