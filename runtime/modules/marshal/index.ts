/**
 * marshal - plain values as bytes.
 *
 * Mirrors     Python/marshal.c of CPython 3.13
 * Suspends    dump, load: methods of a file; loads: `__hash__` of what a set holds
 * Differs     of code there is the text, and only of what compile() has made: CPython reads none of gilt's, nor gilt CPython's; of objects that are there once CPython marks those that somebody else refers to as well
 */
import type { Suspends } from "../../frames/suspend.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { Bytes } from "../../objects/bytes.js";
import { TypeError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { callMethod } from "../../objects/protocols/call.js";
import { toInt } from "../../objects/protocols/index.js";
import { builtin } from "../../objects/register.js";
import { typeName } from "../../objects/typename.js";
import { FileSource, MemorySource, Reader } from "./reader.js";
import { marshalled } from "./writer.js";

const VERSION = 4;

const marshal = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "marshal");
const versionOf = (version: Value): Suspends<number> => (version === undefined ? VERSION : toInt(version));
const allowed = (allow: Value): Suspends<boolean> => allow === undefined || truth(allow);

export default pymodule("marshal", {
  version: VERSION,
  dumps: marshal("dumps(value, version=4, /, *, allow_code=True)", (x: Value, version: Value, allow: Value): Suspends<Value> => {
    return new Bytes(marshalled(x, versionOf(version), allowed(allow)));
  }),
  loads: marshal("loads(bytes, /, *, allow_code=True)", (bytes: Value, allow: Value): Suspends<Value> => {
    return new Reader(new MemorySource(toBuffer(bytes)), allowed(allow)).whole();
  }),
  dump: marshal("dump(value, file, version=4, /, *, allow_code=True)", (x: Value, file: Value, version: Value, allow: Value): Suspends<Value> => {
    return callMethod(file, "write", new Bytes(marshalled(x, versionOf(version), allowed(allow))));
  }),
  load: marshal("load(file, /, *, allow_code=True)", (file: Value, allow: Value): Suspends<Value> => {
    const nothing = callMethod(file, "read", 0);
    if (!(nothing instanceof Bytes)) throw new TypeError(`file.read() returned not bytes but ${typeName(nothing)}`);
    return new Reader(new FileSource(file), allowed(allow)).whole();
  }),
});
