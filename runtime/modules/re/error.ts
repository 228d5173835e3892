/**
 * re.error - PatternError.
 *
 * Mirrors     PatternError of Lib/re/_constants.py
 */
import { bufferOf } from "../../objects/bytes/buffer.js";
import { Exception } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
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

  __init__(msg: Value, pattern: Value = null, pos: Value = null): null {
    this.msg = msg;
    this.pattern = pattern;
    this.pos = pos;
    this.lineno = this.colno = null;
    let shown: Value = msg;
    if (pattern !== null && pos !== null) {
      const text = stringOf(pattern) ?? Buffer.from(bufferOf(pattern) ?? new Uint8Array()).toString("latin1");
      const before = Array.from(text).slice(0, pos);
      this.lineno = before.filter((char) => char === "\n").length + 1;
      this.colno = pos - before.lastIndexOf("\n");
      shown = `${msg} at position ${pos}`;
      if (text.includes("\n")) shown += ` (line ${this.lineno}, column ${this.colno})`;
    }
    (this as Value).$args = [shown];
    return null;
  }
}
