/**
 * _string - the parts of format strings, for string.Formatter.
 *
 * Mirrors     Objects/stringlib/unicode_format.h of CPython 3.13: formatter_parser, formatter_field_name_split
 * Suspends    nothing
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { templatePieces } from "../objects/format/template.js";
import { pymodule } from "../objects/module.js";
import { typeOf, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { builtin } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { Tuple } from "../objects/tuple.js";

function textOf(x: Value): string {
  const text = stringOf(x);
  if (text === undefined) throw new TypeError(`expected str, got ${typeOf(x).$name}`);
  return text;
}

export default pymodule("_string", {
  formatter_parser: builtin(
    "formatter_parser(string, /)",
    (string: Value): Suspends<Value> => {
      const parts: Value[] = [];
      for (const { literal, field, error } of templatePieces(textOf(string))) {
        if (error !== null) throw new ValueError(error);
        parts.push(
          new Tuple(field === null ? [literal, null, null, null] : [literal, field.name, field.spec, field.conversion === "" ? null : field.conversion]),
        );
      }
      return callMethod(parts, "__iter__");
    },
    "_string",
  ),
  formatter_field_name_split: builtin(
    "formatter_field_name_split(string, /)",
    (string: Value): Suspends<Tuple> => {
      const text = textOf(string);
      if (text === "") return new Tuple(["", callMethod([], "__iter__")]);
      const piece = templatePieces(`{${text}}`)[0];
      const field = piece?.field;
      if (field === undefined || field === null) throw new ValueError(piece?.error ?? "empty field name");
      if (field.stepError !== null) throw new ValueError(field.stepError);
      const steps = (field.steps as { attribute: boolean; key: Value }[]).map(({ attribute, key }): Value => new Tuple([attribute, key]));
      return new Tuple([field.first, callMethod(steps, "__iter__")]);
    },
    "_string",
  ),
});
