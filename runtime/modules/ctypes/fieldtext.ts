/**
 * fieldtext - fields that are arrays of characters: read and stored as bytes or text.
 *
 * Mirrors  s_get, s_set, U_get, U_set in Modules/_ctypes/cfield.c of CPython 3.13
 */
import { Bytes } from "../../objects/bytes/data.js";
import { TypeError, ValueError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { stringOf } from "../../objects/str.js";
import { typeName } from "../../objects/typename.js";
import { wideText } from "./codes.js";
import { infoOf, type CData, type Info } from "./data.js";

/** "c" or "u" of an array of such characters; undefined of anything else. */
export function characters(info: Info): "c" | "u" | undefined {
  if (info.kind !== "array" || info.item === null) return undefined;
  const { code } = infoOf(info.item);
  return code === "c" || code === "u" ? code : undefined;
}

/** What stands before the first NUL. */
export function readCharacters(of: "c" | "u", { size }: Info, whole: CData, at: number): Value {
  const bytes = whole.$bytes.subarray(at, at + size);
  if (of === "u") return wideText(new DataView(bytes.buffer, bytes.byteOffset, size));
  const end = bytes.indexOf(0);
  return new Bytes(bytes.slice(0, end < 0 ? size : end));
}

/** Stores what stands before the first NUL, and a NUL if there is room for it. */
export function writeCharacters(of: "c" | "u", { length }: Info, whole: CData, at: number, value: Value): void {
  if (of === "u") writeWide(length, whole, at, value);
  else writeNarrow(length, whole, at, value);
}

function writeNarrow(length: number, whole: CData, at: number, value: Value): void {
  const given = value instanceof Bytes ? value.$data : value?.$value instanceof Bytes ? (value.$value.$data as Uint8Array) : undefined;
  if (given === undefined) throw new TypeError(`expected bytes, ${typeName(value)} found`);
  const end = given.indexOf(0);
  const data = end < 0 ? given : given.subarray(0, end);
  if (data.length > length) throw new ValueError(`bytes too long (${data.length}, maximum length ${length})`);
  whole.$bytes.set(data, at);
  if (data.length < length) whole.$bytes[at + data.length] = 0;
}

function writeWide(length: number, whole: CData, at: number, value: Value): void {
  const text = stringOf(value);
  if (text === undefined) throw new TypeError(`unicode string expected instead of ${typeName(value)} instance`);
  const points = [...text];
  if (points.length > length) throw new ValueError(`string too long (${points.length}, maximum length ${length})`);
  if (points.length < length) points.push("\0");
  points.forEach((point, i) => whole.$view.setUint32(at + i * 4, point.codePointAt(0) as number, true));
}
