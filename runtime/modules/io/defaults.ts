/**
 * defaults - the encoding of text that none was given for, as python3's command line has it.
 *
 * Mirrors  text_encoding() of Modules/_io/_iomodule.c, _text_encoding() of Lib/subprocess.py of CPython 3.13
 * Differs  the locale's encoding is UTF-8, whatever the environment says
 */
import type { Suspends } from "../../frames/suspend.js";
import { warn } from "../../objects/warn.js";
import { carriedContents } from "../../snapshot/carried.js";

/** `-X utf8` and `-X warn_default_encoding`, or the environment's PYTHONUTF8 and PYTHONWARNDEFAULTENCODING. */
export const textDefaults = { isUtf8Mode: false, warns: false };
carriedContents("defaults of text streams", textDefaults);

/** The name that a stream shows which was given no encoding. */
export function defaultEncoding(): string {
  return textDefaults.isUtf8Mode ? "utf-8" : "UTF-8";
}

/** Tells who asked for it (`-X warn_default_encoding`) that a text has no encoding; `level` as that of warnings.warn(). */
export function warnOfDefault(level: number, message = "'encoding' argument not specified"): Suspends<void> {
  if (textDefaults.warns) warn("EncodingWarning", message, null, null, level);
}
