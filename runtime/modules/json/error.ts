/** error - JSONDecodeError. */
import { ValueError } from "../../objects/exceptions.js";
import { typeOf, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";

@pyclass("json.decoder.JSONDecodeError", {
  doc: "Subclass of ValueError with the following additional properties:\n\n    msg: The unformatted error message\n    doc: The JSON document being parsed\n    pos: The start index of doc where parsing failed\n    lineno: The line corresponding to pos\n    colno: The column corresponding to pos\n\n    ",
})
export class JSONDecodeError extends ValueError {
  declare msg: Value;
  declare doc: Value;
  declare pos: Value;
  declare lineno: number;
  declare colno: number;

  __init__(msg: Value, doc: Value, pos: Value): null {
    const before = Array.from(doc as string).slice(0, pos);
    const lineno = before.filter((char) => char === "\n").length + 1;
    const colno = pos - before.lastIndexOf("\n");
    (this as Value).$args = [`${msg}: line ${lineno} column ${colno} (char ${pos})`];
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
