/**
 * pickle - objects as bytes, and back.
 *
 * Mirrors     Lib/pickle.py, Modules/_pickle.c of CPython 3.13
 * Suspends    dump, dumps, load, loads: `__reduce_ex__`, constructors, files
 * Frames      loads: C; load: C; dumps: C; dump: C
 * Differs     the classes in Python, _Pickler and _Unpickler, are not there; equal strings are one object to the memo
 */
import type { Suspends } from "../../frames/suspend.js";
import { bytearray } from "../../objects/bytearray.js";
import { bytes } from "../../objects/bytes.js";
import { Bytes } from "../../objects/bytes/data.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { AttributeError } from "../../objects/exceptions.js";
import { intOfData } from "../../objects/int/bytes.js";
import { pymodule } from "../../objects/module.js";
import { late, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { toIndex } from "../../objects/protocols/index.js";
import { text } from "../../objects/protocols/str.js";
import { builtin } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { dispatchTable, extensionCache, extensionRegistry, invertedRegistry } from "../copyreg.js";
import { pickleBuffer } from "./buffer.js";
import { PickleError, PicklingError, UnpicklingError } from "./errors.js";
import { deepAttribute, pathOf, whichModule } from "./global.js";
import { DEFAULT_PROTOCOL, HIGHEST_PROTOCOL, OPCODE_TEXT } from "./opcodes.js";
import { dumpBytes, dumpInto, pickler } from "./pickler.js";
import { loadBytes, loadFrom, unpickler } from "./unpickler.js";
import { longBytes } from "./writer.js";

type Body = (...args: Value[]) => Value;
/** A function whose usual calls are bound without looking at its signature. */
function direct<F extends Body>(signature: string, body: F): F {
  (body as Value).$checked = true;
  return builtin(signature, body, "_pickle");
}

export const dumps: Body = direct(
  "dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None)",
  function (obj: Value, protocol: Value, ...rest: Value[]): Suspends<Value> {
    if (rest.length === 0 && obj !== undefined) return dumpBytes(obj, protocol ?? null, true, null);
    const [o, proto = null, fix = true, callback = null] = late.slots(dumps, undefined, [obj, protocol, ...rest]);
    return dumpBytes(o, proto, fix, callback);
  },
);

export const loads: Body = direct(
  "loads(data, /, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
  function (data: Value, ...rest: Value[]): Suspends<Value> {
    if (rest.length === 0 && data instanceof Bytes) return loadBytes(data, true, undefined, undefined, undefined);
    const [from, fix, encoding, errors, buffers] = late.slots(loads, undefined, data === undefined && rest.length === 0 ? [] : [data, ...rest]);
    return loadBytes(from, fix, encoding, errors, buffers);
  },
);

export const dump = builtin(
  "dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None)",
  (obj: Value, file: Value, protocol: Value = null, fixImports: Value = true, callback: Value = null): Suspends<null> =>
    dumpInto(obj, file, protocol, fixImports, callback),
  "_pickle",
);

export const load = builtin(
  "load(file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())",
  (file: Value, fixImports: Value, encoding: Value, errors: Value, buffers: Value): Suspends<Value> => loadFrom(file, fixImports, encoding, errors, buffers),
  "_pickle",
);

/** The module that an object's class or function is found in. */
export function whichmodule(obj: Value, name: Value): Suspends<Value> {
  return whichModule(obj, text(name).split("."));
}

export function _getattribute(obj: Value, name: Value): Suspends<Value> {
  const shown = text(name);
  const found = deepAttribute(obj, pathOf(obj, shown));
  if (found === undefined) throw new AttributeError(`Can't get attribute ${repr(shown)} on ${repr(obj)}`);
  return new Tuple(found);
}

export function encode_long(x: Value): Suspends<Bytes> {
  return new Bytes(longBytes(BigInt(toIndex(x))));
}

export function decode_long(data: Value): Value {
  return intOfData(toBuffer(data), true, true);
}

function opcodes(): Record<string, Value> {
  const made: Record<string, Value> = {};
  for (const item of OPCODE_TEXT.split(" ")) {
    const [name, hex] = item.split("=") as [string, string];
    made[name] = new Bytes(new Uint8Array(Buffer.from(hex, "hex")));
  }
  return made;
}

const c = { PickleError, PicklingError, UnpicklingError, Pickler: pickler, Unpickler: unpickler, dump, dumps, load, loads, PickleBuffer: pickleBuffer };

/** _pickle */
export const native = pymodule("_pickle", c, "Optimized C implementation for the Python pickle module.");

const codes = opcodes();
export default pymodule("pickle", {
  __all__: [
    ..."PickleError PicklingError UnpicklingError Pickler Unpickler dump dumps load loads PickleBuffer".split(" "),
    ...[...Object.keys(codes), "DEFAULT_PROTOCOL", "HIGHEST_PROTOCOL"].sort(),
  ],
  ...c,
  ...codes,
  HIGHEST_PROTOCOL,
  DEFAULT_PROTOCOL,
  format_version: "4.0",
  compatible_formats: ["1.0", "1.1", "1.2", "1.3", "2.0", "3.0", "4.0", "5.0"],
  bytes_types: new Tuple([bytes, bytearray]),
  whichmodule,
  _getattribute,
  encode_long,
  decode_long,
  dispatch_table: dispatchTable,
  _extension_registry: extensionRegistry,
  _inverted_registry: invertedRegistry,
  _extension_cache: extensionCache,
  _HAVE_PICKLE_BUFFER: true,
});
