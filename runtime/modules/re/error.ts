/**
 * re.error - PatternError.
 *
 * Mirrors     PatternError of Lib/re/_constants.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { add, sprintf, sub } from "../../objects/arithmetic.js";
import { Bytes } from "../../objects/bytes/data.js";
import { Exception } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { contains } from "../../objects/protocols/contains.js";
import { pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";

@pyclass("re.PatternError", {
  doc: "Exception raised for invalid regular expressions.\n\n    Attributes:\n\n        msg: The unformatted error message\n        pattern: The regular expression pattern\n        pos: The index in the pattern where compilation failed (may be None)\n        lineno: The line corresponding to pos (may be None)\n        colno: The column corresponding to pos (may be None)\n    ",
})
export class PatternError extends Exception {
  declare msg: Value;
  declare pattern: Value;
  declare pos: Value;
  declare lineno: Value;
  declare colno: Value;

  __init__(msg: Value, pattern: Value = null, pos: Value = null): Suspends<null> {
    this.msg = msg;
    this.pattern = pattern;
    this.pos = pos;
    this.lineno = this.colno = null;
    let shown: Value = msg;
    if (pattern !== null && pos !== null) {
      const newline: Value = stringOf(pattern) === undefined ? new Bytes(new Uint8Array([10])) : "\n";
      shown = sprintf("%s at position %d", msg, pos);
      this.lineno = add(callMethod(pattern, "count", newline, 0, pos), 1);
      this.colno = sub(pos, callMethod(pattern, "rfind", newline, 0, pos));
      if (contains(pattern, newline)) shown = sprintf("%s (line %d, column %d)", shown, this.lineno, this.colno);
    }
    (this as Value).$args = [shown];
    return null;
  }
}
