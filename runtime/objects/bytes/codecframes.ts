/**
 * codecframes - the functions of codecs.py and encodings/*.py that the error of a codec passes in CPython, where gilt has the codec itself.
 *
 * Mirrors  Lib/codecs.py, Lib/encodings/{ascii,cp1252}.py
 */
import { LIBRARY } from "../../importer/place.js";
import { $passingOften, type Passed } from "../raise.js";
import type { Value } from "../object.js";

function encodings(module: string, name: string, line: number, column: number, endColumn: number): Passed {
  return { file: `${LIBRARY}/encodings/${module}.py`, name, span: [line, column, line, endColumn] };
}

const BUFFERED: Passed = { file: "<frozen codecs>", name: "decode", span: [325] };

/** Each is of one codec, by the name that its errors give it: of the charmaps cp1252 alone is gilt's own. */
type Ways = Readonly<Record<string, readonly Passed[]>>;

/** of `bytes.decode` */
export const DECODING: Ways = {
  charmap: [encodings("cp1252", "decode", 15, 15, 65)],
};
/** of `str.encode` */
export const ENCODING: Ways = {
  charmap: [encodings("cp1252", "encode", 12, 15, 65)],
};
/** of a stream that is read */
export const READING: Ways = {
  "utf-8": [BUFFERED],
  ascii: [encodings("ascii", "decode", 26, 15, 54)],
  charmap: [encodings("cp1252", "decode", 23, 15, 70)],
};
/** of a stream that is written */
export const WRITING: Ways = {
  charmap: [encodings("cp1252", "encode", 19, 15, 70)],
};

/** An error leaves a codec that is used so. Gives what to throw. */
export function $leavesCodec(thrown: Value, name: string, ways: Ways): Value {
  const way = ways[name];
  return way === undefined ? thrown : $passingOften(thrown, way);
}
