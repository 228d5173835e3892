/**
 * shlex - shell-like words.
 *
 * Mirrors     Lib/shlex.py
 * Suspends    streams that are read, hooks of subclasses
 */
import { Slice } from "../objects/slice.js";
import { getitem } from "../objects/protocols/getitem.js";
import type { Suspends } from "../frames/suspend.js";
import { StopIteration, TypeError, ValueError } from "../objects/exceptions.js";
import { spread } from "../objects/iterator.js";
import { pymodule } from "../objects/module.js";
import { PyObject, typeOf, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { contains } from "../objects/protocols/contains.js";
import { same } from "../objects/protocols/eq.js";
import { repr } from "../objects/protocols/repr.js";
import { text as str } from "../objects/protocols/str.js";
import { pyclass } from "../objects/register.js";
import { stringOf } from "../objects/str.js";
import { Tuple } from "../objects/tuple.js";
import { unpack } from "../objects/unpack.js";
import { print } from "./builtins/print.js";
import { Deque } from "./_collections/deque.js";
import io from "./io/index.js";
import ospath from "./os/path.js";
import { sysModule } from "./sys/module.js";

const LETTERS = "abcdfeghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
const ACCENTED = "\xdf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff";
const ACCENTED_CAPITALS = "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd8\xd9\xda\xdb\xdc\xdd\xde";

function streamOf(given: Value): Suspends<Value> {
  return stringOf(given) === undefined ? given : call((io as Value).StringIO, given);
}

function isIn(char: Value, set: Value): Suspends<boolean> {
  return typeof set === "string" && typeof char === "string" ? set.includes(char) : contains(set, char);
}

@pyclass("shlex.shlex", { doc: "A lexical analyzer class for simple shell-like syntaxes." })
export class shlex extends PyObject {
  declare instream: Value;
  declare infile: Value;
  declare posix: Value;
  declare eof: Value;
  declare commenters: Value;
  declare wordchars: Value;
  declare whitespace: Value;
  declare whitespace_split: Value;
  declare quotes: Value;
  declare escape: Value;
  declare escapedquotes: Value;
  declare state: Value;
  declare pushback: Value;
  declare lineno: Value;
  declare debug: Value;
  declare token: Value;
  declare filestack: Value;
  declare _punctuation_chars: Value;
  declare _pushback_chars: Value;

  __init__(instream: Value = null, infile: Value = null, posix: Value = false, punctuation_chars: Value = false): Suspends<null> {
    this.instream = instream === null ? (sysModule as Value).stdin : streamOf(instream);
    this.infile = instream === null ? null : infile;
    this.posix = posix;
    const strict = truth(posix);
    this.eof = strict ? null : "";
    this.commenters = "#";
    this.wordchars = strict ? LETTERS + ACCENTED + ACCENTED_CAPITALS : LETTERS;
    this.whitespace = " \t\r\n";
    this.whitespace_split = false;
    this.quotes = "'\"";
    this.escape = "\\";
    this.escapedquotes = '"';
    this.state = " ";
    this.pushback = new Deque();
    this.lineno = 1;
    this.debug = 0;
    this.token = "";
    this.filestack = new Deque();
    (this as Value).source = null;
    const given = truth(punctuation_chars);
    const marks: Value = !given ? "" : punctuation_chars === true ? "();<>|&" : punctuation_chars;
    this._punctuation_chars = marks;
    if (given) {
      this._pushback_chars = new Deque();
      this.wordchars = Array.from(`${this.wordchars as string}~-./*?=`)
        .filter((char) => !(marks as string).includes(char))
        .join("");
    }
    return null;
  }

  get punctuation_chars(): Value {
    return this._punctuation_chars;
  }

  push_token(tok: Value): Suspends<null> {
    if (this.debug >= 1) call(print, `shlex: pushing token ${repr(tok)}`);
    callMethod(this.pushback, "appendleft", tok);
    return null;
  }

  push_source(newstream: Value, newfile: Value = null): Suspends<null> {
    const stream = streamOf(newstream);
    callMethod(this.filestack, "appendleft", new Tuple([this.infile, this.instream, this.lineno]));
    this.infile = newfile;
    this.instream = stream;
    this.lineno = 1;
    return null;
  }

  pop_source(): Suspends<null> {
    callMethod(this.instream, "close");
    const [infile, instream, lineno] = unpack(callMethod(this.filestack, "popleft"), 3) as [Value, Value, Value];
    this.infile = infile;
    this.instream = instream;
    this.lineno = lineno;
    this.state = " ";
    return null;
  }

  get_token(): Suspends<Value> {
    if (truth(this.pushback)) return callMethod(this.pushback, "popleft");
    let raw = callMethod(this, "read_token");
    const source: Value = (this as Value).source;
    if (source !== null) {
      while (same(raw, source)) {
        const spec = callMethod(this, "sourcehook", callMethod(this, "read_token"));
        if (truth(spec)) {
          const [newfile, newstream] = unpack(spec, 2) as [Value, Value];
          callMethod(this, "push_source", newstream, newfile);
        }
        raw = callMethod(this, "get_token");
      }
    }
    while (raw === this.eof) {
      if (!truth(this.filestack)) return this.eof;
      callMethod(this, "pop_source");
      raw = callMethod(this, "get_token");
    }
    return raw;
  }

  read_token(): Suspends<Value> {
    return readToken(this);
  }

  sourcehook(newfile: Value): Suspends<Tuple> {
    let name: Value = newfile;
    if (same(getitem(newfile, 0), '"')) name = getitem(newfile, new Slice(1, -1, null));
    const path = ospath as Value;
    if (stringOf(this.infile) !== undefined && !truth(call(path.isabs, name))) name = call(path.join$, call(path.dirname, this.infile), name);
    return new Tuple([name, call((io as Value).open, name, "r")]);
  }

  error_leader(infile: Value = null, lineno: Value = null): Suspends<string> {
    const shown = str(infile ?? this.infile);
    return `"${shown}", line ${str(lineno ?? this.lineno)}: `;
  }

  __iter__(): Value {
    return this;
  }

  __next__(): Suspends<Value> {
    const token = callMethod(this, "get_token");
    if (token === this.eof) throw new StopIteration();
    return token;
  }
}

/** The next word; the end of the stream is '', or None in POSIX mode. */
function readToken(lexer: shlex): Suspends<Value> {
  const posix = truth(lexer.posix);
  const bySpace = truth(lexer.whitespace_split);
  const marks: Value = lexer._punctuation_chars;
  let quoted = false;
  let escapedState: Value = " ";
  for (;;) {
    const pushed = marks !== "" && truth(lexer._pushback_chars);
    const char: string = pushed ? callMethod(lexer._pushback_chars, "pop") : callMethod(lexer.instream, "read", 1);
    if (char === "\n") lexer.lineno++;
    const { state } = lexer;
    if (state === null) {
      lexer.token = "";
      break;
    }
    if (state === " ") {
      if (char === "") {
        lexer.state = null;
        break;
      }
      if (isIn(char, lexer.whitespace)) {
        if (lexer.token !== "" || (posix && quoted)) break;
      } else if (isIn(char, lexer.commenters)) {
        callMethod(lexer.instream, "readline");
        lexer.lineno++;
      } else if (posix && isIn(char, lexer.escape)) {
        escapedState = "a";
        lexer.state = char;
      } else if (isIn(char, lexer.wordchars)) {
        lexer.token = char;
        lexer.state = "a";
      } else if (isIn(char, marks)) {
        lexer.token = char;
        lexer.state = "c";
      } else if (isIn(char, lexer.quotes)) {
        if (!posix) lexer.token = char;
        lexer.state = char;
      } else if (bySpace) {
        lexer.token = char;
        lexer.state = "a";
      } else {
        lexer.token = char;
        break;
      }
    } else if (isIn(state, lexer.quotes)) {
      quoted = true;
      if (char === "") throw new ValueError("No closing quotation");
      if (char === state) {
        if (!posix) {
          lexer.token += char;
          lexer.state = " ";
          break;
        }
        lexer.state = "a";
      } else if (posix && isIn(char, lexer.escape) && isIn(state, lexer.escapedquotes)) {
        escapedState = state;
        lexer.state = char;
      } else lexer.token += char;
    } else if (isIn(state, lexer.escape)) {
      if (char === "") throw new ValueError("No escaped character");
      if (isIn(escapedState, lexer.quotes) && char !== state && char !== escapedState) lexer.token += state;
      lexer.token += char;
      lexer.state = escapedState;
    } else {
      // within a word, or within punctuation
      if (char === "") {
        lexer.state = null;
        break;
      }
      if (isIn(char, lexer.whitespace)) {
        lexer.state = " ";
        if (lexer.token !== "" || (posix && quoted)) break;
      } else if (isIn(char, lexer.commenters)) {
        callMethod(lexer.instream, "readline");
        lexer.lineno++;
        if (posix) {
          lexer.state = " ";
          if (lexer.token !== "" || quoted) break;
        }
      } else if (state === "c") {
        if (isIn(char, marks)) lexer.token += char;
        else {
          if (!isIn(char, lexer.whitespace)) callMethod(lexer._pushback_chars, "append", char);
          lexer.state = " ";
          break;
        }
      } else if (posix && isIn(char, lexer.quotes)) lexer.state = char;
      else if (posix && isIn(char, lexer.escape)) {
        escapedState = "a";
        lexer.state = char;
      } else if (isIn(char, lexer.wordchars) || isIn(char, lexer.quotes) || (bySpace && !isIn(char, marks))) lexer.token += char;
      else {
        callMethod(marks !== "" ? lexer._pushback_chars : lexer.pushback, marks !== "" ? "append" : "appendleft", char);
        lexer.state = " ";
        if (lexer.token !== "" || (posix && quoted)) break;
      }
    }
  }
  const result: Value = lexer.token;
  lexer.token = "";
  return posix && !quoted && result === "" ? null : result;
}

/** Split the string *s* using shell-like syntax. */
export function split(s: Value, comments: Value = false, posix: Value = true): Suspends<Value> {
  if (s === null) throw new ValueError("s argument must not be None");
  const lexer: Value = call(shlex as Value, s, null, posix);
  lexer.whitespace_split = true;
  if (!truth(comments)) lexer.commenters = "";
  return spread(lexer);
}

/** Return a shell-escaped version of the string *s*. */
export function quote(s: Value): Suspends<Value> {
  if (!truth(s)) return "''";
  const text = stringOf(s);
  if (text === undefined) {
    throw new TypeError(
      typeOf(s).$name === "bytes" ? "cannot use a string pattern on a bytes-like object" : `expected string or bytes-like object, got '${typeOf(s).$name}'`,
    );
  }
  return /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", "'\"'\"'")}'` : s;
}

/** Return a shell-escaped string from *split_command*. */
export function join(split_command: Value): Suspends<Value> {
  const words = spread(split_command);
  const quoted: Value[] = [];
  for (let i = 0; i < words.length; i++) quoted.push(quote(words[i]));
  return quoted.join(" ");
}

export default pymodule("shlex", { shlex, split, quote, join, __all__: ["shlex", "split", "quote", "join"] });
