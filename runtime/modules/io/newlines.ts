/**
 * io.IncrementalNewlineDecoder - newlines of any kind in text that comes in pieces.
 *
 * Mirrors     Modules/_io/textio.c (nldecoder_object) of CPython 3.13
 * Calls back  the inner decoder
 */
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { $callattrkw } from "../../objects/call.js";
import { callMethod } from "../../objects/protocols/call.js";
import { getset, pyclass } from "../../objects/register.js";
import { isTuple, plainTuple, Tuple } from "../../objects/tuple.js";

export const LF = 1;
const CR = 2;
const CRLF = 4;
const KINDS: readonly (readonly [number, string])[] = [
  [CR, "\r"],
  [LF, "\n"],
  [CRLF, "\r\n"],
];

/** What `newlines` shows of the line ends that were seen, a bit set: 1 \n, 2 \r, 4 \r\n. */
export function lineEnds(seen: number): Value {
  const found = KINDS.filter(([kind]) => (seen & kind) !== 0).map(([, text]) => text);
  return found.length === 0 ? null : found.length === 1 ? found[0] : new Tuple(found);
}

/** The line ends of a text, as such a bit set. */
export function lineEndsOf(text: string): number {
  return (text.includes("\r\n") ? CRLF : 0) | (/\r(?!\n)/.test(text) ? CR : 0) | (/(?<!\r)\n/.test(text) ? LF : 0);
}

@pyclass("_io.IncrementalNewlineDecoder", {
  builtin: true,
  doc: "Codec used when reading a file in universal newlines mode.\n\nIt wraps another incremental decoder, translating \\r\\n and \\r into \\n.\nIt also records the types of newlines encountered.  When used with\ntranslate=False, it ensures that the newline sequence is returned in\none piece. When used with decoder=None, it expects unicode strings as\ndecode input and translates newlines without first invoking an external\ndecoder.",
})
export class IncrementalNewlineDecoder extends PyObject {
  declare $decoder: Value;
  declare $translate: boolean;
  declare $pending: boolean;
  declare $seen: number;

  __init__(decoder: Value, translate: Value, errors: Value = "strict"): Suspends<null> {
    if (typeof errors !== "string") throw new TypeError(`IncrementalNewlineDecoder() argument 'errors' must be str, not ${typeOf(errors).$name}`);
    this.$decoder = decoder;
    this.$translate = truth(translate);
    this.$pending = false;
    this.$seen = 0;
    return null;
  }

  /** The decoder beneath, or null. */
  $begun(): Value {
    if (this.$decoder === undefined) throw new ValueError("IncrementalNewlineDecoder.__init__() not called");
    return this.$decoder;
  }

  decode(input: Value, final: Value = false): Suspends<string> {
    const decoder: Value = this.$begun();
    const last = truth(final);
    const given: Value = decoder === null ? input : $callattrkw(decoder, "decode", [input], ["final"], [last]);
    if (typeof given !== "string") throw new TypeError(`decoder should return a string result, not '${typeOf(given).$name}'`);
    let text: string = given;
    if (this.$pending && (text !== "" || last)) {
      text = "\r" + text;
      this.$pending = false;
    }
    if (text.endsWith("\r") && !last) {
      text = text.slice(0, -1);
      this.$pending = true;
    }
    this.$seen |= lineEndsOf(text);
    return this.$translate ? text.replace(/\r\n?/g, "\n") : text;
  }

  getstate(): Suspends<Value> {
    let buffer: Value = new Bytes(new Uint8Array(0));
    let flag: Value = 0;
    const decoder: Value = this.$begun();
    if (decoder !== null) {
      const state = callMethod(decoder, "getstate");
      if (!isTuple(state)) throw new TypeError("illegal decoder state");
      [buffer, flag] = plainTuple(state).items as [Value, Value];
    }
    return new Tuple([buffer, Number(flag) * 2 + (this.$pending ? 1 : 0)]);
  }

  setstate(state: Value): Suspends<null> {
    this.$begun();
    if (!isTuple(state)) throw new TypeError("state argument must be a tuple");
    const [buffer, flag] = plainTuple(state).items as [Value, Value];
    this.$pending = (Number(flag) & 1) === 1;
    if (this.$decoder !== null) callMethod(this.$decoder, "setstate", new Tuple([buffer, Math.floor(Number(flag) / 2)]));
    return null;
  }

  reset(): Suspends<null> {
    this.$begun();
    this.$seen = 0;
    this.$pending = false;
    if (this.$decoder !== null) callMethod(this.$decoder, "reset");
    return null;
  }
}
getset(IncrementalNewlineDecoder, {
  newlines: [
    (self: Value): Value => {
      self.$begun();
      return lineEnds(self.$seen as number);
    },
  ],
});
