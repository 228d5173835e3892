/** error - JSONDecodeError. */
import type { Suspends } from "../../frames/suspend.js";
import { add, sprintf, sub } from "../../objects/arithmetic.js";
import { ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { callMethod } from "../../objects/protocols/call.js";
import { pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";

@pyclass("json.decoder.JSONDecodeError", {
  doc: "Subclass of ValueError with the following additional properties:\n\n    msg: The unformatted error message\n    doc: The JSON document being parsed\n    pos: The start index of doc where parsing failed\n    lineno: The line corresponding to pos\n    colno: The column corresponding to pos\n\n    ",
})
export class JSONDecodeError extends ValueError {
  declare msg: Value;
  declare doc: Value;
  declare pos: Value;
  declare lineno: Value;
  declare colno: Value;

  __init__(msg: Value, doc: Value, pos: Value): Suspends<null> {
    const lineno = add(callMethod(doc, "count", "\n", 0, pos), 1);
    const colno = sub(pos, callMethod(doc, "rfind", "\n", 0, pos));
    (this as Value).$args = [sprintf("%s: line %d column %d (char %d)", msg, lineno, colno, pos)];
    this.msg = msg;
    this.doc = doc;
    this.pos = pos;
    this.lineno = lineno;
    this.colno = colno;
    return null;
  }

  __reduce__(): Tuple {
    return new Tuple([typeOf(this), new Tuple([this.msg, this.doc, this.pos])]);
  }
}
