/**
 * ssl.context - SSLContext: what connections are to be like.
 *
 * Mirrors     Modules/_ssl.c (_ssl__SSLContext_*), Lib/ssl.py of CPython 3.13 with OpenSSL 3
 * Differs     there are no connections: wrap_socket() and wrap_bio() raise NotImplementedError once their arguments are in order; so does get_ciphers()
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Dict } from "../../objects/dict.js";
import { NotImplementedError, TypeError, ValueError } from "../../objects/exceptions.js";
import { int } from "../../objects/int.js";
import { isinstance, PyObject, typeOf, type PyType, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call, callable, callMethod } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { spread } from "../../objects/protocols/iter.js";
import { define, getset, methods, pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { typeName } from "../../objects/typename.js";
import { warn } from "../../objects/warn.js";
import { system } from "../../system/oserror.js";
import { fspath } from "../../system/paths.js";
import { certificatesIn, readCertificate, shown, type Certificate } from "./certificates.js";
import { enumeration } from "./constants.js";
import { SSLError } from "./errors.js";
import { nodeModule } from "../../system/nodemodules.js";

const fs = process.getBuiltinModule("node:fs");

const [PROTOCOL_TLS, PROTOCOL_TLS_CLIENT] = [2, 16];
const [CERT_NONE, CERT_REQUIRED] = [0, 2];
/** OP_ALL, OP_NO_SSLv3, OP_CIPHER_SERVER_PREFERENCE, OP_NO_COMPRESSION, OP_ENABLE_MIDDLEBOX_COMPAT, OP_IGNORE_UNEXPECTED_EOF */
const USUAL_OPTIONS = 0x825200d0;
const TRUSTED_FIRST = 0x8000;
const NEVER_CHECK_SUBJECT = 32;
const TLSv1_2 = 771;
const DEFAULT_FILE = "/usr/lib/ssl/cert.pem";

/** By protocol: the lowest version that it takes. */
const LOWEST: Readonly<Record<number, number>> = { 2: TLSv1_2, 16: TLSv1_2, 17: TLSv1_2, 3: -2, 4: -2, 5: -2 };

@pyclass("_ssl._SSLContext", { builtin: true })
export class BareContext extends PyObject {
  declare $protocol: number;
  declare $options: number;
  declare $verify: number;
  declare $checks: boolean;
  declare $flags: number;
  declare $lowest: number;
  declare $highest: number;
  declare $hostFlags: number;
  declare $certificates: Certificate[];
  declare $isDefault: boolean;
  declare $keylog: Value;
  declare $sni: Value;
  declare $afterwards: boolean;
  declare $tickets: number;
}

@pyclass("ssl.SSLContext", { doc: "An SSLContext holds various SSL-related configuration options and\ndata, such as certificates and possibly a private key." })
export class SSLContext extends BareContext {
  __init__(..._args: Value[]): null {
    return null;
  }

  _encode_hostname(hostname: Value): Suspends<Value> {
    if (hostname === null) return null;
    return callMethod(stringOf(hostname) === undefined ? hostname : callMethod(hostname, "encode", "idna"), "decode", "ascii");
  }

  wrap_socket(
    sock: Value,
    server_side: Value = false,
    _do_handshake_on_connect: Value = true,
    _suppress_ragged_eofs: Value = true,
    server_hostname: Value = null,
    _session: Value = null,
  ): Suspends<Value> {
    if (callMethod(sock, "getsockopt", 1, 3) !== 1) throw new NotImplementedError("only stream sockets are supported");
    if (truth(server_side)) {
      if (truth(server_hostname)) throw new ValueError("server_hostname can only be specified in client mode");
    } else if (this.$checks && !truth(server_hostname)) throw new ValueError("check_hostname requires server_hostname");
    throw new NotImplementedError("ssl: gilt has no TLS connections (SSLContext.wrap_socket)");
  }

  wrap_bio(_incoming: Value, _outgoing: Value, server_side: Value = false, server_hostname: Value = null, _session: Value = null): Suspends<Value> {
    if (!truth(server_side) && this.$checks && !truth(server_hostname)) throw new ValueError("check_hostname requires server_hostname");
    throw new NotImplementedError("ssl: gilt has no TLS connections (SSLContext.wrap_bio)");
  }

  load_default_certs(_purpose: Value = null): Suspends<null> {
    callMethod(this, "set_default_verify_paths");
    return null;
  }

  set_servername_callback(server_name_callback: Value): Suspends<null> {
    if (server_name_callback !== null && !callable(server_name_callback)) throw new TypeError("not a callable object");
    this.$sni = server_name_callback;
    return null;
  }

  set_alpn_protocols(alpn_protocols: Value): Suspends<null> {
    const names = spread(alpn_protocols);
    for (let i = 0; i < names.length; i++) {
      const size = stringOf(names[i])?.length ?? 0;
      if (size === 0 || size > 255) throw new SSLError("ALPN protocols must be 1 to 255 in length");
    }
    return null;
  }
}

methods(SSLContext, {
  "__new__(cls, protocol=None, *args, **kwargs)": function (this: PyType, protocol: Value): Suspends<Value> {
    const given = protocol === undefined ? null : protocol;
    if (given === null) warn("DeprecationWarning", "ssl.SSLContext() without protocol argument is deprecated.");
    const kind = given === null ? PROTOCOL_TLS : numberOf(given);
    if (LOWEST[kind] === undefined) throw new ValueError(`invalid or unsupported protocol version ${kind}`);
    if (kind === PROTOCOL_TLS) warn("DeprecationWarning", "ssl.PROTOCOL_TLS is deprecated");
    const made = Object.create(this.prototype as object) as SSLContext;
    made.$protocol = kind;
    made.$options = USUAL_OPTIONS;
    made.$checks = kind === PROTOCOL_TLS_CLIENT;
    made.$verify = made.$checks ? CERT_REQUIRED : CERT_NONE;
    made.$flags = TRUSTED_FIRST;
    made.$lowest = LOWEST[kind];
    made.$highest = -1;
    made.$hostFlags = 4;
    made.$certificates = [];
    made.$isDefault = false;
    made.$keylog = null;
    made.$sni = null;
    made.$afterwards = false;
    made.$tickets = 2;
    return made;
  },
  "set_default_verify_paths(self, /)": function (this: SSLContext): null {
    this.$isDefault = true;
    return null;
  },
  "load_cert_chain(self, /, certfile, keyfile=None, password=None)": function (
    this: SSLContext,
    certfile: Value,
    keyfile: Value,
    password: Value,
  ): Suspends<null> {
    const chain = textOf(certfile);
    const key = keyfile === undefined || keyfile === null ? chain : textOf(keyfile);
    if (certificatesIn(chain).length === 0) throw pemError(3916);
    let secret = password === undefined || password === null ? undefined : password;
    if (secret !== undefined && callable(secret)) secret = call(secret);
    const word: string | undefined = secret === undefined ? undefined : (stringOf(secret) ?? Buffer.from(bufferOf(secret) ?? []).toString());
    if (!isKey(key, word)) throw pemError(3937);
    return null;
  },
  "load_verify_locations(self, /, cafile=None, capath=None, cadata=None)": function (
    this: SSLContext,
    cafile: Value,
    capath: Value,
    cadata: Value,
  ): Suspends<null> {
    const given = [cafile ?? null, capath ?? null, cadata ?? null];
    if (given.every((one) => one === null)) throw new TypeError("cafile, capath and cadata cannot be all omitted");
    if (given[2] !== null) addData(this, given[2]);
    if (given[0] !== null) {
      const found = certificatesIn(textOf(given[0]));
      if (found.length === 0)
        throw withReason(
          new SSLError(136, "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found (_ssl.c:4168)"),
          "NO_CERTIFICATE_OR_CRL_FOUND",
          "X509",
        );
      add(this, found);
    }
    if (given[1] !== null) fspath(given[1]);
    return null;
  },
  "get_ca_certs(self, /, binary_form=False)": function (this: SSLContext, binary: Value): Suspends<Value[]> {
    const der = binary !== undefined && truth(binary);
    return all(this)
      .filter((one) => one.ca)
      .map((one) => (der ? new Bytes(one.der) : shown(one)));
  },
  "cert_store_stats(self, /)": function (this: SSLContext): Dict {
    const certificates = all(this);
    return Dict.$of([
      ["x509", certificates.length],
      ["crl", 0],
      ["x509_ca", certificates.filter((one) => one.ca).length],
    ]);
  },
  "session_stats(self, /)": function (): Dict {
    const names = "number connect connect_good connect_renegotiate accept accept_good accept_renegotiate hits misses timeouts cache_full".split(" ");
    return Dict.$of(names.map((name) => [name, 0]));
  },
  "set_ciphers(self, cipherlist, /)": function (this: SSLContext, list: Value): null {
    const text = stringOf(list);
    if (text === undefined) throw new TypeError(`set_ciphers() argument must be str, not ${typeName(list)}`);
    if (!areCiphers(text)) throw new SSLError("No cipher can be selected.");
    return null;
  },
  "get_ciphers(self, /)": function (): never {
    throw new NotImplementedError("ssl: gilt cannot tell the ciphers of a context (SSLContext.get_ciphers)");
  },
  "set_ecdh_curve(self, name, /)": function (this: SSLContext, name: Value): null {
    const text = stringOf(name) ?? Buffer.from(bufferOf(name) ?? []).toString();
    if (!nodeModule("node:crypto").getCurves().includes(text)) throw new ValueError(`unknown elliptic curve name '${text}'`);
    return null;
  },
  "load_dh_params(self, path, /)": function (this: SSLContext, file: Value): Suspends<null> {
    textOf(file);
    return null;
  },
});

function numberOf(value: Value): Suspends<number> {
  return Number(toIndex(value));
}

/** What a file says. */
function textOf(file: Value): Suspends<string> {
  const name = fspath(file);
  return system(() => fs.readFileSync(name)).toString("latin1");
}

function withReason(error: SSLError, reason: Value, library: Value): SSLError {
  Object.assign(error, { reason, library });
  return error;
}

function pemError(line: number): SSLError {
  return withReason(new SSLError(524297, `[SSL] PEM lib (_ssl.c:${line})`), null, "SSL");
}

function isKey(text: string, passphrase: string | undefined): boolean {
  try {
    nodeModule("node:crypto").createPrivateKey(passphrase === undefined ? text : { key: text, passphrase });
    return true;
  } catch {
    return false; // the caller says what is wrong
  }
}

function areCiphers(ciphers: string): boolean {
  try {
    nodeModule("node:tls").createSecureContext({ ciphers });
    return true;
  } catch {
    return false; // OpenSSL knows none of them
  }
}

function add(context: SSLContext, found: readonly Certificate[]): void {
  for (const one of found) if (!context.$certificates.some((other) => Buffer.compare(other.der, one.der) === 0)) context.$certificates.push(one);
}

function addData(context: SSLContext, data: Value): void {
  const text = stringOf(data);
  const bytes = text === undefined ? bufferOf(data) : undefined;
  if (text === undefined && bytes === undefined) throw new TypeError("cadata should be an ASCII string or a bytes-like object");
  const one = bytes === undefined ? undefined : readCertificate(bytes);
  const found = text === undefined ? (one === undefined ? [] : [one]) : certificatesIn(text);
  if (found.length === 0) {
    const words = text === undefined ? "not enough data: cadata does not contain a certificate" : "no start line: cadata does not contain a certificate";
    throw withReason(new SSLError(0, `${words} (_ssl.c:4035)`), null, null);
  }
  add(context, found);
}

/** What is trusted, the system's own included if they were asked for. */
function all(context: SSLContext): Certificate[] {
  if (context.$isDefault) {
    context.$isDefault = false;
    const file = process.env["SSL_CERT_FILE"] ?? DEFAULT_FILE;
    if (fs.existsSync(file)) add(context, certificatesIn(fs.readFileSync(file, "latin1")));
  }
  return context.$certificates;
}

const as = (name: string, value: number): Suspends<Value> => call(enumeration(name), value);

getset(SSLContext, {
  protocol: [(self: SSLContext): Suspends<Value> => as("_SSLMethod", self.$protocol)],
  options: [
    (self: SSLContext): Suspends<Value> => as("Options", self.$options),
    (self: SSLContext, value: Value): Suspends<void> => {
      if (!isinstance(value, int)) throw new TypeError(`argument must be int, not ${typeOf(value).$name}`);
      self.$options = numberOf(value);
    },
  ],
  verify_mode: [
    (self: SSLContext): Suspends<Value> => as("VerifyMode", self.$verify),
    (self: SSLContext, value: Value): Suspends<void> => {
      const mode = numberOf(value);
      if (mode < 0 || mode > 2) throw new ValueError("invalid value for verify_mode");
      if (mode === CERT_NONE && self.$checks) throw new ValueError("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.");
      self.$verify = mode;
    },
  ],
  verify_flags: [
    (self: SSLContext): Suspends<Value> => as("VerifyFlags", self.$flags),
    (self: SSLContext, value: Value): Suspends<void> => {
      self.$flags = numberOf(value);
    },
  ],
  check_hostname: [
    (self: SSLContext) => self.$checks,
    (self: SSLContext, value: Value): Suspends<void> => {
      self.$checks = truth(value);
      if (self.$checks && self.$verify === CERT_NONE) self.$verify = CERT_REQUIRED;
    },
  ],
  minimum_version: [
    (self: SSLContext): Suspends<Value> => as("TLSVersion", self.$lowest),
    (self: SSLContext, value: Value): Suspends<void> => {
      self.$lowest = version(value);
    },
  ],
  maximum_version: [
    (self: SSLContext): Suspends<Value> => as("TLSVersion", self.$highest),
    (self: SSLContext, value: Value): Suspends<void> => {
      self.$highest = version(value);
    },
  ],
  _host_flags: [
    (self: SSLContext) => self.$hostFlags,
    (self: SSLContext, value: Value): Suspends<void> => {
      self.$hostFlags = numberOf(value);
    },
  ],
  hostname_checks_common_name: [
    (self: SSLContext) => (self.$hostFlags & NEVER_CHECK_SUBJECT) === 0,
    (self: SSLContext, value: Value): Suspends<void> => {
      if (truth(value)) self.$hostFlags &= ~NEVER_CHECK_SUBJECT;
      else self.$hostFlags |= NEVER_CHECK_SUBJECT;
    },
  ],
  keylog_filename: [
    (self: SSLContext) => self.$keylog as Value,
    (self: SSLContext, value: Value): Suspends<void> => {
      if (value !== null) fspath(value);
      self.$keylog = value;
    },
  ],
  sni_callback: [
    (self: SSLContext) => self.$sni as Value,
    (self: SSLContext, value: Value): Suspends<void> => {
      if (value !== null && !callable(value)) throw new TypeError("not a callable object");
      self.$sni = value;
    },
  ],
  post_handshake_auth: [
    (self: SSLContext) => self.$afterwards,
    (self: SSLContext, value: Value): Suspends<void> => {
      self.$afterwards = truth(value);
    },
  ],
  num_tickets: [
    (self: SSLContext) => self.$tickets,
    (self: SSLContext, value: Value): Suspends<void> => {
      const count = numberOf(value);
      if (count < 0) throw new ValueError("value must be non-negative");
      self.$tickets = count;
    },
  ],
  security_level: [() => 2],
});

const VERSIONS: ReadonlySet<number> = new Set([-2, -1, 768, 769, 770, 771, 772]);

function version(value: Value): Suspends<number> {
  const number = numberOf(value);
  if (!VERSIONS.has(number)) throw new ValueError(`Unsupported TLS/SSL version 0x${(number >>> 0).toString(16)}`);
  return number;
}

/** Connections: nobody makes one of these classes' objects himself. */
@pyclass("ssl.SSLObject", { doc: "This class implements an interface on top of a low-level SSL object as\nimplemented by OpenSSL." })
export class SSLObject extends PyObject {
  __init__(..._args: Value[]): null {
    throw new TypeError("SSLObject does not have a public constructor. Instances are returned by SSLContext.wrap_bio().");
  }
}
@pyclass("ssl.SSLSocket", {
  doc: "This class implements a subtype of socket.socket that wraps\nthe underlying OS socket in an SSL context when necessary, and\nprovides read and write methods over that channel.",
})
export class SSLSocket extends PyObject {
  __init__(..._args: Value[]): null {
    throw new TypeError("SSLSocket does not have a public constructor. Instances are returned by SSLContext.wrap_socket().");
  }
}
define(SSLContext as Value, "sslsocket_class", SSLSocket, SSLSocket);
define(SSLContext as Value, "sslobject_class", SSLObject, SSLObject);
