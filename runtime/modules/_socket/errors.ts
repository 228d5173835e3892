/**
 * _socket.errors - herror and gaierror, and the words of their numbers.
 *
 * Mirrors   Modules/socketmodule.c of CPython 3.13; the words are the C library's
 */
import { OSError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { failure } from "../../system/oserror.js";
import { errno } from "../../system/posix.js";

@pyclass("socket.herror")
export class herror extends OSError {}

@pyclass("socket.gaierror")
export class gaierror extends OSError {}

const EAI_SYSTEM = -11;

function wordsOf(code: number): string {
  switch (code) {
    case -1:
      return "Bad value for ai_flags";
    case -2:
      return "Name or service not known";
    case -3:
      return "Temporary failure in name resolution";
    case -4:
      return "Non-recoverable failure in name resolution";
    case -5:
      return "No address associated with hostname";
    case -6:
      return "ai_family not supported";
    case -7:
      return "ai_socktype not supported";
    case -8:
      return "Servname not supported for ai_socktype";
    case -9:
      return "Address family for hostname not supported";
    case -10:
      return "Memory allocation failure";
    case -12:
      return "Result too large for supplied buffer";
    default:
      return "Unknown error";
  }
}

/** The exception for what getaddrinfo(3) or getnameinfo(3) gave. */
export function nameError(code: number): Value {
  return code === EAI_SYSTEM ? failure(errno()) : new gaierror(code, wordsOf(code));
}

/** The exception for an h_errno. */
export function hostError(code: number): Value {
  const words = ["", "Unknown host", "Host name lookup failure", "Unknown server error", "No address associated with name"];
  return new herror(code, words[code] ?? "Resolver internal error");
}
