/**
 * _string - the template language of str.format, for string.Formatter.
 *
 * Mirrors   formatter_parser, formatter_field_name_split of Objects/unicodeobject.c
 */
import type { Suspends } from "../frames/suspend.js";
import { TypeError, ValueError } from "../objects/exceptions.js";
import { fieldName, templatePieces } from "../objects/format/template.js";
import { pymodule } from "../objects/module.js";
import { isinstance } from "./builtins/classes.js";
import type { Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { builtin } from "../objects/register.js";
import { str } from "../objects/str.js";
import { text } from "../objects/protocols/str.js";
import { Tuple } from "../objects/tuple.js";
import { typeName } from "../objects/typename.js";

function given(x: Value): Suspends<string> {
  if (!isinstance(x, str)) throw new TypeError(`expected str, got ${typeName(x)}`);
  return text(x);
}

/** An iterator of (literal text, field name, specification, conversion). */
export const formatter_parser = builtin(
  "formatter_parser(format_string, /)",
  (source: Value): Suspends<Value> => {
    const list: Value[] = [];
    for (const { literal, field, error } of templatePieces(given(source))) {
      if (error !== null) throw new ValueError(error);
      list.push(new Tuple(field === null ? [literal, null, null, null] : [literal, field.name, field.spec, field.conversion === "" ? null : field.conversion]));
    }
    return callMethod(list, "__iter__");
  },
  "_string",
);

/** The first part of a field's name, and an iterator of (is it an attribute, its name or key). */
export const formatter_field_name_split = builtin(
  "formatter_field_name_split(field_name, /)",
  (source: Value): Suspends<Value> => {
    const field = fieldName(given(source));
    if (typeof field === "string") throw new ValueError(field);
    if (field.stepError !== null) throw new ValueError(field.stepError);
    return new Tuple([
      field.first,
      callMethod(
        field.steps.map((step) => new Tuple([step.attribute, step.key])),
        "__iter__",
      ),
    ]);
  },
  "_string",
);

export default pymodule("_string", { formatter_field_name_split, formatter_parser }, "string helper module");
