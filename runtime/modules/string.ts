/**
 * string - constants, templates and the class behind str.format.
 *
 * Mirrors     Lib/string.py
 * Frames      substitute: -; substituted: substitute; lookUp: convert
 * Suspends    all: mappings, formatting
 * Differs     Template.pattern, and that of a subclass, is compiled when its first template is filled in
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr, $setattr } from "../objects/attributes.js";
import { KeyError, TypeError, ValueError } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { sub } from "../objects/arithmetic.js";
import { spread } from "../objects/iterator.js";
import { Dict } from "../objects/keymap.js";
import { pymodule } from "../objects/module.js";
import { PyObject, typeOf, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { callMethod } from "../objects/protocols/call.js";
import { toIndex } from "../objects/protocols/index.js";
import { compilePattern } from "./re/compile.js";
import { IGNORECASE, VERBOSE } from "./re/constants.js";
import { Pattern } from "./re/pattern.js";
import { lessThan } from "../objects/protocols/compare.js";
import { format } from "../objects/protocols/format.js";
import { getitem } from "../objects/protocols/getitem.js";
import { ascii, repr } from "../objects/protocols/repr.js";
import { text } from "../objects/protocols/str.js";
import { methods, pyclass } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { PySet } from "../objects/set.js";
import { capitalizeText } from "../objects/str/case.js";
import { splitSpace } from "../objects/str/search.js";
import { Tuple } from "../objects/tuple.js";
import { templatePieces } from "../objects/format/template.js";

const ascii_lowercase = "abcdefghijklmnopqrstuvwxyz";
const ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ascii_letters = ascii_lowercase + ascii_uppercase;
const digits = "0123456789";
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const whitespace = " \t\n\r\v\f";

/** Capitalizes the words of a string. */
export function capwords(s: Value, sep: Value = null): Suspends<Value> {
  if (sep === null) return splitSpace(text(s), -1).map(capitalizeText).join(" ");
  const words = callMethod(s, "split", sep);
  const capital: Value[] = [];
  for (let i = 0; i < words.length; i++) capital.push(callMethod(words[i], "capitalize"));
  return callMethod(sep, "join", capital);
}

/** What stands for the names: the mapping, with the keywords before it. */
interface Names {
  mapping: Value;
  kws: Kw;
}

function namesOf(mapping: Value, kws: Kw): Names {
  return { mapping, kws };
}

function lookUp(names: Names, name: string): Suspends<Value> {
  const own = (names.kws as Value)[name];
  if (own !== undefined) return own;
  if (names.mapping === null) throw new KeyError(name);
  return getitem(names.mapping, name);
}

interface Match {
  at: number;
  whole: string;
  kind: "escaped" | "named" | "braced" | "invalid";
  name: string;
  /** where `invalid` stands */
  invalidAt: number;
}

/** The pattern of a class: its own, or one for its delimiter and names. */
function compileFor(cls: Value): Suspends<Value> {
  const own: Value = cls.$dict.get("pattern");
  let text = own;
  if (own === undefined || own === null) {
    const d = (stringOf($getattr(cls, "delimiter")) as string).replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, "\\$&");
    const id = text_($getattr(cls, "idpattern"));
    const braced = $getattr(cls, "braceidpattern");
    const inBraces = truth(braced) ? text_(braced) : id;
    text = `${d}(?:(?P<escaped>${d})|(?P<named>${id})|{(?P<braced>${inBraces})}|(?P<invalid>))`;
  }
  const pattern = compilePattern(text, Number(toIndex($getattr(cls, "flags"))) | VERBOSE);
  $setattr(cls, "pattern", pattern);
  return pattern;
}

function text_(x: Value): string {
  return stringOf(x) as string;
}

/** All delimiters of a template. */
function matches(self: Template): Suspends<Match[]> {
  const cls = typeOf(self);
  const known: Value = cls.$dict.get("pattern");
  const pattern: Value = known instanceof Pattern ? known : compileFor(cls);
  const found: Match[] = [];
  const all = spread(callMethod(pattern, "finditer", self.template));
  for (let i = 0; i < all.length; i++) {
    const m: Value = all[i];
    const group = (name: string): Suspends<Value> => callMethod(m, "group", name);
    const named = group("named");
    const braced = named === null ? group("braced") : null;
    const escaped = group("escaped") !== null;
    const invalid = named === null && braced === null && !escaped;
    if (invalid && group("invalid") === null) throw new ValueError("Unrecognized named group in pattern");
    const kind = escaped ? "escaped" : named !== null ? "named" : braced !== null ? "braced" : "invalid";
    const span: Value = callMethod(m, "span");
    found.push({
      at: span.items[0] as number,
      whole: callMethod(m, "group") as string,
      kind,
      name: ((named ?? braced) as string | null) ?? "",
      invalidAt: invalid ? (callMethod(m, "start", "invalid") as number) : 0,
    });
  }
  return found;
}

@pyclass("string.Template", { doc: "A string class for supporting $-substitutions." })
export class Template extends PyObject {
  static delimiter = "$";
  static idpattern = "(?a:[_a-z][_a-z0-9]*)";
  static braceidpattern = null;
  static flags = IGNORECASE;
  /** compiled when it is first needed */
  static pattern: Value = null;
  declare template: Value;

  __init__(template: Value): null {
    this.template = template;
    return null;
  }

  /** Whether substitute() finds no stray delimiter. */
  is_valid(): Suspends<boolean> {
    const list = matches(this);
    return list.every((m) => m.kind !== "invalid");
  }

  get_identifiers(): Suspends<Value[]> {
    const ids: string[] = [];
    const list = matches(this);
    for (const m of list) if ((m.kind === "named" || m.kind === "braced") && !ids.includes(m.name)) ids.push(m.name);
    return ids;
  }
}

methods(
  Template,
  {
    // the text with all names replaced; KeyError for one that is missing
    "substitute(self, mapping=_sentinel_dict, /, **kws)": function (this: Template, mapping: Value, kws: Kw): Suspends<string> {
      return substituted(this, namesOf(mapping ?? null, kws), false);
    },
    // the same, but what cannot be replaced stays
    "safe_substitute(self, mapping=_sentinel_dict, /, **kws)": function (this: Template, mapping: Value, kws: Kw): Suspends<string> {
      return substituted(this, namesOf(mapping ?? null, kws), true);
    },
  },
  false,
);

function substituted(self: Template, names: Names, safe: boolean): Suspends<string> {
  const list = matches(self);
  const source = text_(self.template);
  let result = "";
  let end = 0;
  for (let i = 0; i < list.length; i++) {
    const m = list[i] as Match;
    result += source.slice(end, m.at);
    end = m.at + m.whole.length;
    if (m.kind === "escaped") result += (self as Value).delimiter;
    else if (m.kind !== "invalid") result += safe ? safely(names, m) : text(lookUp(names, m.name));
    else if (safe) result += m.whole;
    else throw invalid(source, m.invalidAt);
  }
  return result + source.slice(end);
}

function safely(names: Names, m: Match): Suspends<string> {
  try {
    return text(lookUp(names, m.name));
  } catch (error) {
    if (error instanceof KeyError) return m.whole;
    throw error;
  }
}

function invalid(source: string, at: number): Value {
  const before = source.slice(0, at);
  if (before === "") return new ValueError("Invalid placeholder in string: line 1, col 1");
  const lines = before.split("\n");
  return new ValueError(`Invalid placeholder in string: line ${lines.length}, col ${(lines.at(-1) as string).length}`);
}

const MIXED = "cannot switch from manual field specification to automatic field numbering";

/** The text of a format string, or of a field's name. */
function templateText(x: Value): string {
  const found = stringOf(x);
  if (found === undefined) throw new TypeError(`expected str, got ${typeOf(x).$name}`);
  return found;
}

@pyclass("string.Formatter", {})
export class Formatter extends PyObject {
  vformat(format_string: Value, args: Value, kwargs: Value): Suspends<Value> {
    const used = new PySet();
    const built = callMethod(this, "_vformat", format_string, args, kwargs, used, 2) as Tuple;
    callMethod(this, "check_unused_args", used, args, kwargs);
    return built.items[0];
  }

  /** The text, and the number that the next field without a name gets; False once fields were numbered by hand. */
  _vformat(format_string: Value, args: Value, kwargs: Value, used_args: Value, recursion_depth: Value, auto_arg_index: Value = 0): Suspends<Tuple> {
    if (lessThan(recursion_depth, 0)) throw new ValueError("Max string recursion exceeded");
    const parsed = callMethod(this, "parse", format_string);
    const pieces: Value[] = spread(parsed);
    let index: Value = auto_arg_index;
    let result = "";
    for (let i = 0; i < pieces.length; i++) {
      const [literal, name, spec, conversion] = pieces[i].items as [Value, Value, Value, Value];
      if (literal) result += literal;
      if (name === null) continue;
      let key = name;
      if (/^(?:$|[.[])/.test(name as string)) {
        if (index === false) throw new ValueError(MIXED);
        key = `${String(index)}${name as string}`;
        index = (index as number) + 1;
      } else if (/^\d/.test(name as string)) {
        if (index !== false && index !== 0) throw new ValueError(MIXED);
        index = false;
      }
      const found = callMethod(this, "get_field", key, args, kwargs).items;
      callMethod(used_args, "add", found[1]);
      const value = callMethod(this, "convert_field", found[0], conversion);
      const inner = callMethod(this, "_vformat", spec, args, kwargs, used_args, sub(recursion_depth, 1), index) as Tuple;
      index = inner.items[1];
      result += callMethod(this, "format_field", value, inner.items[0]);
    }
    return new Tuple([result, index]);
  }

  check_unused_args(_used_args: Value, _args: Value, _kwargs: Value): null {
    return null;
  }

  get_value(key: Value, args: Value, kwargs: Value): Suspends<Value> {
    return typeof key === "number" ? getitem(args, key) : getitem(kwargs, key);
  }

  format_field(value: Value, format_spec: Value): Suspends<string> {
    return format(value, text(format_spec));
  }

  convert_field(value: Value, conversion: Value): Suspends<Value> {
    if (conversion === null) return value;
    if (conversion === "s") return text(value);
    if (conversion === "r") return repr(value);
    if (conversion === "a") return ascii(value);
    throw new ValueError(`Unknown conversion specifier ${text(conversion)}`);
  }

  /** Tuples (literal text, field name, specification, conversion). */
  parse(format_string: Value): Suspends<Value> {
    const list: Value[] = [];
    for (const piece of templatePieces(templateText(format_string))) {
      if (piece.error !== null) throw new ValueError(piece.error);
      const { field } = piece;
      list.push(
        new Tuple(
          field === null ? [piece.literal, null, null, null] : [piece.literal, field.name, field.spec, field.conversion === "" ? null : field.conversion],
        ),
      );
    }
    return callMethod(list, "__iter__");
  }

  /** The object a field name stands for, and its first part. */
  get_field(field_name: Value, args: Value, kwargs: Value): Suspends<Tuple> {
    const piece = templatePieces(`{${templateText(field_name)}}`)[0];
    const field = piece?.field;
    if (field === undefined || field === null) throw new ValueError(piece?.error ?? "empty field name");
    let value = callMethod(this, "get_value", field.first, args, kwargs);
    for (let i = 0; i < field.steps.length; i++) {
      const step = field.steps[i] as { attribute: boolean; key: string | number };
      value = step.attribute ? $getattr(value, step.key as string) : getitem(value, step.key);
    }
    if (field.stepError !== null) throw new ValueError(field.stepError);
    return new Tuple([value, field.first]);
  }
}

methods(
  Formatter,
  {
    "format(self, format_string, /, *args, **kwargs)": function (this: Value, format_string: Value, args: Value[], kwargs: Kw): Suspends<Value> {
      const named = new Dict();
      for (const name in kwargs) named.$set(name, kwargs[name]);
      return callMethod(this, "vformat", format_string, new Tuple(args), named);
    },
  },
  false,
);
export default pymodule("string", {
  ascii_letters,
  ascii_lowercase,
  ascii_uppercase,
  capwords,
  digits,
  hexdigits: digits + "abcdefABCDEF",
  octdigits: "01234567",
  printable: digits + ascii_letters + punctuation + whitespace,
  punctuation,
  whitespace,
  Formatter,
  Template,
  __all__: [
    "ascii_letters",
    "ascii_lowercase",
    "ascii_uppercase",
    "capwords",
    "digits",
    "hexdigits",
    "octdigits",
    "printable",
    "punctuation",
    "whitespace",
    "Formatter",
    "Template",
  ],
});
