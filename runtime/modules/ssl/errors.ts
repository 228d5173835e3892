/**
 * ssl.errors - SSLError and its kinds.
 *
 * Mirrors     Modules/_ssl.c of CPython 3.13: SSLError, SSLError_str
 */
import type { Suspends } from "../../frames/suspend.js";
import { $class } from "../../objects/class.js";
import { OSError, ValueError } from "../../objects/exceptions.js";
import { Tuple } from "../../objects/tuple.js";
import type { Value } from "../../objects/object.js";
import { text } from "../../objects/protocols/str.js";
import { pyclass } from "../../objects/register.js";

@pyclass("ssl.SSLError", { doc: "An error occurred in the SSL implementation." })
export class SSLError extends OSError {
  __str__(): Suspends<string> {
    const error = this as Value;
    return typeof error.$strerror === "string" ? error.$strerror : text(new Tuple([...(error.$args as Value[])]));
  }
}
@pyclass("ssl.SSLZeroReturnError", { doc: "SSL/TLS session closed cleanly." })
export class SSLZeroReturnError extends SSLError {}
@pyclass("ssl.SSLWantReadError", { doc: "Non-blocking SSL socket needs to read more data\nbefore the requested operation can be completed." })
export class SSLWantReadError extends SSLError {}
@pyclass("ssl.SSLWantWriteError", { doc: "Non-blocking SSL socket needs to write more data\nbefore the requested operation can be completed." })
export class SSLWantWriteError extends SSLError {}
@pyclass("ssl.SSLSyscallError", { doc: "System error when attempting SSL operation." })
export class SSLSyscallError extends SSLError {}
@pyclass("ssl.SSLEOFError", { doc: "SSL/TLS connection terminated abruptly." })
export class SSLEOFError extends SSLError {}

export const SSLCertVerificationError: Value = $class(
  { name: "SSLCertVerificationError", qualname: "SSLCertVerificationError", module: "ssl", doc: "A certificate could not be verified.", line: 0, statics: [] },
  [SSLError, ValueError],
  null,
  () => undefined,
);
