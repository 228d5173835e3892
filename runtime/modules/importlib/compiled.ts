/**
 * importlib.compiled - compiled files: their heads, and how they are written.
 *
 * Mirrors     of Lib/importlib/_bootstrap_external.py of CPython 3.13 what py_compile takes
 * Suspends    marshal
 * Differs     the code in them is gilt's (marshal), so their magic number is not CPython's; imports take them where there is no text, and otherwise the cache
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes.js";
import { toBuffer } from "../../objects/bytes/buffer.js";
import { EOFError, ImportError } from "../../objects/exceptions.js";
import type { Dict } from "../../objects/dict.js";
import type { Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { text as str } from "../../objects/protocols/str.js";
import { truth } from "../../objects/protocols/bool.js";
import { builtin } from "../../objects/register.js";
import { system } from "../../system/oserror.js";
import { fspath } from "../../system/paths.js";
import { COMPILED_MAGIC } from "../../importer/mainbody.js";
import { nativeModule } from "../registry.js";

/** Of CPython 3.13.0's compiled files. */
export const MAGIC_NUMBER = Uint8Array.of(0xf3, 0x0d, 0x0d, 0x0a);
const HEAD = 16;
/** Flags of a file that knows its text by its hash. */
const [BY_HASH, CHECKED] = [1, 2];

const external = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "importlib._bootstrap_external");

function headed(code: Value, flags: number, rest: Uint8Array): Suspends<Bytes> {
  const data = toBuffer(call((nativeModule("marshal") as Value).dumps, code));
  return new Bytes(Uint8Array.from(Buffer.concat([COMPILED_MAGIC, word(flags), rest, data])));
}

const word = (n: number): Uint8Array => Uint8Array.of(n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255);
const low = (n: Value): Suspends<number> => Number(BigInt.asIntN(32, BigInt(toIndex(n))));

export const _code_to_timestamp_pyc = external(
  "_code_to_timestamp_pyc(code, mtime=0, source_size=0)",
  (code: Value, mtime: Value, size: Value): Suspends<Bytes> => {
    const time = mtime === undefined ? 0 : low(Math.trunc(Number(mtime.value ?? mtime)));
    return headed(code, 0, Buffer.concat([word(time), word(size === undefined ? 0 : low(size))]));
  },
);

export const _code_to_hash_pyc = external("_code_to_hash_pyc(code, source_hash, checked=True)", (code: Value, hash: Value, checked: Value): Suspends<Bytes> =>
  headed(code, checked === undefined || truth(checked) ? BY_HASH | CHECKED : BY_HASH, toBuffer(hash)),
);

/** The mode of a compiled file: its text's, and its owner may write it. */
export const _calc_mode = external("_calc_mode(path)", (path: Value): Suspends<number> => {
  try {
    return fs.statSync(str(fspath(path))).mode | 0o200;
  } catch {
    return 0o666 | 0o200; // there is no text
  }
});

/** Writes beside the file, and puts that into its place. */
export const _write_atomic = external("_write_atomic(path, data, mode=438)", (path: Value, data: Value, mode: Value): Suspends<null> => {
  const file = str(fspath(path));
  const beside = `${file}.${process.hrtime.bigint()}`;
  const bits = (mode === undefined ? 0o666 : Number(toIndex(mode))) & 0o666;
  const bytes = toBuffer(data);
  system(() => fs.writeFileSync(beside, bytes, { flag: "wx", mode: bits }), beside);
  system(() => fs.renameSync(beside, file), file);
  return null;
});

/** The flags in the head of a compiled file. CPython's number is read, too: somebody may have put it before gilt's code. */
function flagsIn(data: Uint8Array, name: Value, failed: (message: string) => Value): Suspends<number> {
  const magic = data.slice(0, 4);
  if (![COMPILED_MAGIC, MAGIC_NUMBER].some((one) => Buffer.compare(magic, one) === 0))
    throw failed(`bad magic number in ${repr(name)}: ${repr(new Bytes(magic))}`);
  if (data.length < HEAD) throw new EOFError(`reached EOF while reading pyc header of ${repr(name)}`);
  const flags = new DataView(data.buffer, data.byteOffset).getUint32(4, true);
  if ((flags & ~(BY_HASH | CHECKED)) !== 0) throw failed(`invalid flags ${flags} in ${repr(name)}`);
  return flags;
}

export const _classify_pyc = external("_classify_pyc(data, name, exc_details)", (data: Value, name: Value, details: Dict): Suspends<number> =>
  flagsIn(toBuffer(data), name, (message) =>
    Object.assign(new ImportError(message), { $modname: details.$named("name") ?? null, $path: details.$named("path") ?? null }),
  ),
);

/** The code in a compiled file's bytes. */
export function codeIn(data: Uint8Array, name: Value, path: Value): Suspends<Value> {
  flagsIn(data, name, (message) => Object.assign(new ImportError(message), { $modname: name, $path: path }));
  return call((nativeModule("marshal") as Value).loads, new Bytes(data.slice(HEAD)));
}
