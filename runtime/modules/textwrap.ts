/**
 * textwrap - text wrapped, filled, indented.
 *
 * Mirrors     Lib/textwrap.py
 * Suspends    methods of subclasses, predicates
 */
import { len } from "../objects/protocols/len.js";
import { $le } from "../objects/protocols/tests.js";
import { numeric } from "../objects/protocols/compare.js";
import { spread } from "../objects/iterator.js";
import { bufferOf } from "../objects/bytes/buffer.js";
import { add } from "../objects/arithmetic.js";
import type { Suspends } from "../frames/suspend.js";
import { $callx } from "../objects/call.js";
import { $getattr } from "../objects/attributes.js";
import { AttributeError, TypeError, ValueError } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { Dict } from "../objects/keymap.js";
import { pymodule } from "../objects/module.js";
import { PyObject, typeOf, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { toIndex } from "../objects/protocols/index.js";
import { repr } from "../objects/protocols/repr.js";
import { pyclass } from "../objects/register.js";
import { stringOf, join } from "../objects/str.js";
import { splitLines, splitSpace, stripText } from "../objects/str/search.js";
import { pointCount, pointSlice } from "../objects/str/points.js";
import { compilePattern } from "./re/compile.js";
import { VERBOSE } from "./re/constants.js";

const WORD_PUNCTUATION = "[\\w!\"'&.,?]";
const LETTER = "[^\\d\\W]";
const SPACE = "[\\\t\\\n\\\x0b\\\x0c\\\r\\ ]";
const NO_SPACE = `[^${SPACE.slice(1)}`;
const WORD_SEPARATOR = `
        ( # any whitespace
          ${SPACE}+
        | # em-dash between words
          (?<=${WORD_PUNCTUATION}) -{2,} (?=\\w)
        | # word, possibly hyphenated
          ${NO_SPACE}+? (?:
            # hyphenated word
              -(?: (?<=${LETTER}{2}-) | (?<=${LETTER}-${LETTER}-))
              (?= ${LETTER} -? ${LETTER})
            | # end of word
              (?=${SPACE}|\\Z)
            | # em-dash
              (?<=${WORD_PUNCTUATION}) (?=-{2,}\\w)
            )
        )`;

function pattern(text: string, flags: number): Suspends<Value> {
  return compilePattern(text, flags);
}

/** Whitespace characters by code, and the blank that replaces each. */
function blanks(): Suspends<Dict> {
  const table = new Dict();
  for (const char of "\t\n\x0b\x0c\r ") table.$set(char.charCodeAt(0), 32);
  return table;
}

function isBlank(text: string): boolean {
  return stripText(text, null, 3) === "";
}

@pyclass("textwrap.TextWrapper", { doc: "Object for wrapping/filling text." })
export class TextWrapper extends PyObject {
  static unicode_whitespace_trans: Value = blanks();
  static wordsep_re: Value = pattern(WORD_SEPARATOR, VERBOSE);
  static wordsep_simple_re: Value = pattern(`(${SPACE}+)`, 0);
  static sentence_end_re: Value = pattern("[a-z][\\.\\!\\?][\\\"\\']?\\Z", 0);
  static x: Value = " ";
  declare width: Value;
  declare initial_indent: Value;
  declare subsequent_indent: Value;
  declare expand_tabs: Value;
  declare replace_whitespace: Value;
  declare fix_sentence_endings: Value;
  declare break_long_words: Value;
  declare drop_whitespace: Value;
  declare break_on_hyphens: Value;
  declare tabsize: Value;
  declare max_lines: Value;
  declare placeholder: Value;

  __init__(
    width: Value = 70,
    initial_indent: Value = "",
    subsequent_indent: Value = "",
    expand_tabs: Value = true,
    replace_whitespace: Value = true,
    fix_sentence_endings: Value = false,
    break_long_words: Value = true,
    drop_whitespace: Value = true,
    break_on_hyphens: Value = true,
    tabsize: Value = 8,
    { max_lines = null, placeholder = " [...]" }: { max_lines?: Value; placeholder?: Value } = {},
  ): null {
    this.width = width;
    this.initial_indent = initial_indent;
    this.subsequent_indent = subsequent_indent;
    this.expand_tabs = expand_tabs;
    this.replace_whitespace = replace_whitespace;
    this.fix_sentence_endings = fix_sentence_endings;
    this.break_long_words = break_long_words;
    this.drop_whitespace = drop_whitespace;
    this.break_on_hyphens = break_on_hyphens;
    this.tabsize = tabsize;
    this.max_lines = max_lines;
    this.placeholder = placeholder;
    return null;
  }

  _munge_whitespace(text: Value): Suspends<Value> {
    let result = text;
    if (truth(this.expand_tabs)) result = callMethod(result, "expandtabs", this.tabsize);
    if (truth(this.replace_whitespace)) result = callMethod(result, "translate", $getattr(this, "unicode_whitespace_trans"));
    return result;
  }

  /** The text in chunks that are not divided: words, parts of words, white space. */
  _split(text: Value): Suspends<Value> {
    const separator = $getattr(this, this.break_on_hyphens === true ? "wordsep_re" : "wordsep_simple_re");
    const chunks: Value[] = callMethod(separator, "split", text);
    return chunks.filter((chunk) => chunk !== null && chunk !== "");
  }

  _fix_sentence_endings(chunks: Value): Suspends<null> {
    const end = $getattr(this, "sentence_end_re");
    for (let i = 0; i < chunks.length - 1;) {
      if (chunks[i + 1] === " " && callMethod(end, "search", chunks[i]) !== null) {
        chunks[i + 1] = "  ";
        i += 2;
      } else i++;
    }
    return null;
  }

  /** A chunk that is longer than a line: its beginning goes to this one, if it may be broken. */
  _handle_long_word(reversed_chunks: Value, cur_line: Value, cur_len: Value, width: Value): Suspends<null> {
    const space = width < 1 ? 1 : width - cur_len;
    if (truth(this.break_long_words)) {
      const chunk = reversed_chunks.at(-1) as string;
      let end = space;
      if (truth(this.break_on_hyphens) && pointCount(chunk) > space) {
        const head = pointSlice(chunk, 0, Math.max(space, 0));
        const hyphen = head.lastIndexOf("-");
        if (hyphen > 0 && /[^-]/.test(head.slice(0, hyphen))) end = pointCount(head.slice(0, hyphen)) + 1;
      }
      cur_line.push(pointSlice(chunk, 0, end));
      reversed_chunks[reversed_chunks.length - 1] = pointSlice(chunk, end, Infinity);
    } else if (cur_line.length === 0) cur_line.push(reversed_chunks.pop());
    return null;
  }

  /** Lines of chunks, none longer than the width if that can be. */
  _wrap_chunks(chunks: Value): Suspends<Value> {
    if (typeof this.width !== "number" && !$le(this.width, 0)) add(this.width, 0);
    const width = Number(numeric(this.width) ?? toIndex(this.width));
    if (width <= 0) throw new ValueError(`invalid width ${repr(this.width)} (must be > 0)`);
    const most = this.max_lines === null ? Infinity : Number(toIndex(this.max_lines));
    for (const one of [this.initial_indent, this.subsequent_indent]) if (stringOf(one) === undefined) throw notText(one);
    const placeholder = most === Infinity ? "" : textOf(this.placeholder, "lstrip");
    const bare = stripText(placeholder, null, 1);
    if (most !== Infinity && pointCount((most > 1 ? this.subsequent_indent : this.initial_indent) as string) + pointCount(bare) > width) {
      throw new ValueError("placeholder too large for max width");
    }
    const drop = truth(this.drop_whitespace);
    const lines: string[] = [];
    callMethod(chunks, "reverse");
    if (!Array.isArray(chunks)) throw new TypeError(`a list is needed, not '${typeOf(chunks).$name}'`);
    for (const chunk of chunks as Value[]) textOf(chunk, drop ? "strip" : "__len__");
    while (chunks.length > 0) {
      const indent = (lines.length > 0 ? this.subsequent_indent : this.initial_indent) as string;
      const room = width - pointCount(indent);
      const line: string[] = [];
      let length = 0;
      if (drop && lines.length > 0 && isBlank(chunks.at(-1) as string)) chunks.pop();
      while (chunks.length > 0) {
        const l = pointCount(chunks.at(-1) as string);
        if (length + l > room) break;
        line.push(chunks.pop() as string);
        length += l;
      }
      if (chunks.length > 0 && pointCount(chunks.at(-1) as string) > room) {
        callMethod(this, "_handle_long_word", chunks, line, length, room);
        length = line.reduce((sum, part) => sum + pointCount(part), 0);
      }
      if (drop && line.length > 0 && isBlank(line.at(-1) as string)) length -= pointCount(line.pop() as string);
      if (line.length === 0) continue;
      const isLast = chunks.length === 0 || (drop && chunks.length === 1 && isBlank(chunks[0] as string));
      if (lines.length + 1 < most || (isLast && length <= room)) {
        lines.push(indent + line.join(""));
        continue;
      }
      endLine(lines, line, length, indent, room, width, placeholder, bare);
      break;
    }
    return lines;
  }

  _split_chunks(text: Value): Suspends<Value> {
    const munged = callMethod(this, "_munge_whitespace", text);
    return callMethod(this, "_split", munged);
  }

  /** Reformat the single paragraph in 'text' so it fits in lines of no more than 'self.width' columns, and return a list of wrapped lines. */
  wrap(text: Value): Suspends<Value> {
    const chunks = callMethod(this, "_split_chunks", text);
    if (truth(this.fix_sentence_endings)) callMethod(this, "_fix_sentence_endings", chunks);
    return callMethod(this, "_wrap_chunks", chunks);
  }

  /** Reformat the single paragraph in 'text' to fit in lines of no more than 'self.width' columns, and return a new string. */
  fill(text: Value): Suspends<Value> {
    return join("\n", callMethod(this, "wrap", text));
  }
}

/** The last line that fits `max_lines`, with the placeholder at its end. */
function endLine(lines: string[], line: string[], length: number, indent: string, room: number, width: number, placeholder: string, bare: string): void {
  let left = length;
  while (line.length > 0) {
    const last = line.at(-1) as string;
    if (!isBlank(last) && left + pointCount(placeholder) <= room) {
      lines.push(indent + line.join("") + placeholder);
      return;
    }
    left -= pointCount(last);
    line.pop();
  }
  if (lines.length > 0) {
    const before = stripText(lines.at(-1) as string, null, 2);
    if (pointCount(before) + pointCount(placeholder) <= width) {
      lines[lines.length - 1] = before + placeholder;
      return;
    }
  }
  lines.push(indent + bare);
}

function wrapper(width: Value, given: Record<string, Value>, more?: Record<string, Value>): Suspends<Value> {
  const kw = new Kw();
  Object.assign(kw, { width }, more ?? {}, given);
  return $callx(TextWrapper as Value, [], kw);
}

/** Wrap a single paragraph of text, returning a list of wrapped lines. */
export function wrap(text: Value, width: Value = 70, kwargs: Kw = new Kw()): Suspends<Value> {
  return callMethod(wrapper(width, kwargs as unknown as Record<string, Value>), "wrap", text);
}

/** Fill a single paragraph of text, returning a new string. */
export function fill(text: Value, width: Value = 70, kwargs: Kw = new Kw()): Suspends<Value> {
  return callMethod(wrapper(width, kwargs as unknown as Record<string, Value>), "fill", text);
}

/** Collapse and truncate the given text to fit in the given width. */
export function shorten(text: Value, width: Value, kwargs: Kw = new Kw()): Suspends<Value> {
  if (kwargs["max_lines"] !== undefined) throw new TypeError("textwrap.TextWrapper() got multiple values for keyword argument 'max_lines'");
  const w = wrapper(width, kwargs as unknown as Record<string, Value>, { max_lines: 1 });
  let words: Value;
  if (stringOf(text) === undefined) {
    const bare = callMethod(text, "strip");
    words = callMethod(bare, "split");
  } else words = splitSpace(stripText(textOf(text, "strip"), null, 3), -1);
  return callMethod(w, "fill", join(" ", words));
}

/** The error for an indentation that is no str. */
function notText(x: Value): Suspends<Value> {
  len(x);
  return new TypeError(`can only concatenate ${typeOf(x).$name} (not "str") to ${typeOf(x).$name}`);
}

function textOf(x: Value, method: string): string {
  const text = stringOf(x);
  if (text === undefined) throw new AttributeError(`'${typeOf(x).$name}' object has no attribute '${method}'`);
  return text;
}

/** Remove any common leading whitespace from every line in `text`. */
export function dedent(text: Value): Value {
  const source = stringOf(text);
  if (source === undefined && bufferOf(text) !== undefined) throw new TypeError("cannot use a string pattern on a bytes-like object");
  if (source === undefined) throw new TypeError(`expected string or bytes-like object, got '${typeOf(text).$name}'`);
  const lines = source.split("\n").map((line) => (/^[ \t]+$/.test(line) ? "" : line));
  let margin: string | null = null;
  for (const line of lines) {
    if (line === "") continue;
    const indent = (/^[ \t]*/.exec(line) as RegExpExecArray)[0];
    if (margin === null) margin = indent;
    else if (indent.startsWith(margin)) continue;
    else if (margin.startsWith(indent)) margin = indent;
    else {
      let same = 0;
      while (margin[same] === indent[same]) same++;
      margin = margin.slice(0, same);
    }
  }
  const cut = margin?.length ?? 0;
  return lines.map((line) => (line === "" ? line : line.slice(cut))).join("\n");
}

/** Adds 'prefix' to the beginning of selected lines in 'text'. */
export function indent(text: Value, prefix: Value, predicate: Value = null): Suspends<Value> {
  const source = stringOf(text);
  let lines: Value[];
  if (source === undefined) {
    const found = callMethod(text, "splitlines", true);
    lines = spread(found);
  } else lines = splitLines(source, true);
  const pieces: Value[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const chosen = predicate === null ? (typeof line === "string" ? !isBlank(line) : truth(callMethod(line, "strip"))) : truth(call(predicate, line));
    if (chosen) pieces.push(prefix);
    pieces.push(line);
  }
  return join("", pieces);
}

export default pymodule("textwrap", {
  TextWrapper,
  wrap,
  fill,
  shorten,
  dedent,
  indent,
  __all__: ["TextWrapper", "wrap", "fill", "dedent", "indent", "shorten"],
});
