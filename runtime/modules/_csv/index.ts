/**
 * _csv - rows of text fields: reading, writing, dialects.
 *
 * Mirrors     Modules/_csv.c of CPython 3.13
 * Suspends    a file's write(), an iterator of lines, str() of fields
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { TypeError } from "../../objects/exceptions.js";
import { Float } from "../../objects/float.js";
import type { Kw } from "../../objects/function.js";
import { iterate } from "../../objects/iterate.js";
import { pymodule } from "../../objects/module.js";
import { isType, object, specialMethod, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { text as str } from "../../objects/protocols/str.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, builtinType, getset, methods } from "../../objects/register.js";
import { pointsOf } from "../../objects/str/points.js";
import { stringOf } from "../../objects/str.js";
import { typeName } from "../../objects/typename.js";
import {
  dialectOf,
  dialects,
  dialectType,
  Error,
  makeDialect,
  QUOTE_ALL,
  QUOTE_MINIMAL,
  QUOTE_NONE,
  QUOTE_NONNUMERIC,
  QUOTE_NOTNULL,
  QUOTE_STRINGS,
  Dialect,
} from "./dialect.js";
import { limit, makeReader, readerType } from "./reader.js";

const csv = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_csv");

class Writer {
  constructor(
    readonly $write: Value,
    readonly $dialect: Dialect,
  ) {}
}
Object.setPrototypeOf(Writer.prototype, object.prototype);
const writerType = builtinType("writer()", null, { prototype: Writer.prototype, module: "_csv", name: "writer" });
getset(writerType, { dialect: [(self: Writer) => self.$dialect as Value] });

/** A field as it is written. */
function fieldText(dialect: Dialect, text: string, quoted: boolean): Suspends<string> {
  const { $delimiter, $quotechar, $escapechar, $quoting, $doublequote, $lineterminator } = dialect;
  let out = "";
  let quotes = quoted;
  for (const char of pointsOf(text)) {
    let escape = false;
    if (char === $delimiter || char === $escapechar || char === $quotechar || char === "\n" || char === "\r" || $lineterminator.includes(char)) {
      if ($quoting === QUOTE_NONE) escape = true;
      else {
        if (char === $quotechar) {
          if ($doublequote) out += $quotechar;
          else escape = true;
        } else if (char === $escapechar) escape = true;
        if (!escape) quotes = true;
      }
      if (escape) {
        if ($escapechar === null) throw new Error("need to escape, but no escapechar set");
        out += $escapechar;
      }
    }
    out += char;
  }
  return quotes ? `${$quotechar ?? ""}${out}${$quotechar ?? ""}` : out;
}

/** PyNumber_Check */
function numeric(x: Value): boolean {
  if (x === null || typeof x === "string") return false;
  return ["__float__", "__int__", "__index__"].some((name) => (specialMethod(x, name) ?? null) !== null);
}

function isQuoted(dialect: Dialect, field: Value): boolean {
  switch (dialect.$quoting) {
    case QUOTE_ALL:
      return true;
    case QUOTE_NONNUMERIC:
      return !numeric(field);
    case QUOTE_STRINGS:
      return stringOf(field) !== undefined;
    case QUOTE_NOTNULL:
      return field !== null;
    default:
      return false;
  }
}

function iterable(x: Value): boolean {
  if (x === null) return false;
  return Array.isArray(x) || ((specialMethod(x, "__iter__") ?? specialMethod(x, "__getitem__") ?? null) as Value) !== null;
}

function rowText(dialect: Dialect, row: Value): Suspends<string> {
  if (!iterable(row)) throw new Error(`iterable expected, not ${typeName(row)}`);
  const fields = iterate(row);
  let out = "";
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    if (i > 0) out += dialect.$delimiter;
    const text = field === null ? "" : field instanceof Float ? repr(field) : str(field);
    let quoted = isQuoted(dialect, field);
    if (text === "" && dialect.$delimiter === " " && dialect.$skipinitialspace) {
      if (dialect.$quoting === QUOTE_NONE || (field === null && (dialect.$quoting === QUOTE_STRINGS || dialect.$quoting === QUOTE_NOTNULL)))
        throw new Error("empty field must be quoted if delimiter is a space and skipinitialspace is true");
      quoted = true;
    }
    if (text === "" && !quoted && fields.length === 1) {
      if (dialect.$quoting === QUOTE_NONE || (field === null && (dialect.$quoting === QUOTE_STRINGS || dialect.$quoting === QUOTE_NOTNULL)))
        throw new Error("single empty field record must be quoted");
      quoted = true;
    }
    out += fieldText(dialect, text, quoted);
  }
  return out + dialect.$lineterminator;
}

methods(writerType, {
  "writerow(self, row, /)"(this: Writer, row: Value): Suspends<Value> {
    return call(this.$write, rowText(this.$dialect, row));
  },
  "writerows(self, rows, /)"(this: Writer, rows: Value): Suspends<null> {
    for (const row of iterate(rows)) call(this.$write, rowText(this.$dialect, row));
    return null;
  },
});

export default pymodule("_csv", {
  Error,
  Dialect: dialectType,
  Reader: readerType,
  Writer: writerType,
  _dialects: dialects,
  QUOTE_MINIMAL,
  QUOTE_ALL,
  QUOTE_NONNUMERIC,
  QUOTE_NONE,
  QUOTE_STRINGS,
  QUOTE_NOTNULL,
  reader: csv("reader(iterable, /, dialect=None, **kwargs)", (lines: Value, given: Value, kw: Kw): Suspends<Value> => makeReader(lines, asDialect(given, kw))),
  writer: csv("writer(fileobj, /, dialect=None, **kwargs)", (file: Value, given: Value, kw: Kw): Suspends<Value> => {
    const write = getattrOr(file, "write");
    if (write === undefined) throw new TypeError('argument 1 must have a "write" method');
    return new Writer(write, asDialect(given, kw));
  }),
  register_dialect: csv("register_dialect(name, /, dialect=None, **kwargs)", (name: Value, given: Value, kw: Kw): Suspends<Value> => {
    if (stringOf(name) === undefined) throw new TypeError("dialect name must be a string");
    dialects.$set(name, asDialect(given, kw));
    return null;
  }),
  unregister_dialect: csv("unregister_dialect(name)", (name: Value): Suspends<Value> => {
    dialectOf(name);
    dialects.$delete(name);
    return null;
  }),
  get_dialect: csv("get_dialect(name)", dialectOf),
  list_dialects: csv("list_dialects()", (): Value => dialects.$keys()),
  field_size_limit: csv("field_size_limit(new_limit=<unrepresentable>)", (size: Value): Value => {
    const before = limit.size;
    if (size !== undefined) {
      if (typeof size !== "number") throw new TypeError("limit must be an integer");
      limit.size = size;
    }
    return before;
  }),
});

/** The rules that an argument and keywords say; of a class, its instance's. */
function asDialect(given: Value, kw: Kw): Suspends<Dialect> {
  const base: Value = isType(given) ? call(given) : (given ?? null);
  return base instanceof Dialect && Object.keys(kw).length === 0 ? base : makeDialect(base, kw);
}
