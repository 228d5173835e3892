/**
 * exceptionmethods - what exceptions have and do: args, text, cause and context, and the fields of particular classes.
 *
 * Mirrors     Objects/exceptions.c
 */
import { bufferOf } from "./bytes/buffer.js";
import { Bytes } from "./bytes.js";
import type { Suspends } from "../frames/suspend.js";
import { attributeDict } from "./attributedict.js";
import { $setattr } from "./attributes.js";
import { isDict } from "./dict.js";
import type { Entry } from "./keymap.js";
import {
  AttributeError,
  BaseException,
  exceptionAllocator,
  ImportError,
  KeyError,
  NameError,
  StopIteration,
  SyntaxError,
  SystemExit,
  TypeError,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnicodeTranslateError,
  type PyException,
} from "./exceptions.js";
import type { Kw } from "./function.js";
import { iterate } from "./iterate.js";
import { isinstance, typeOf, type PyType, type Value } from "./object.js";
import { repr } from "./protocols/repr.js";
import { text } from "./protocols/str.js";
import { getset, methods } from "./register.js";
import { lookedAt } from "./raise.js";
import { traceObject } from "./traceobject.js";
import { Tuple } from "./tuple.js";
import { stringOf } from "./str.js";

methods(BaseException, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[]) {
    const Alloc = (this.$alloc ??= exceptionAllocator(this) as new () => Value);
    const made = new Alloc() as PyException;
    made.$args = args;
    return made;
  },
  "__init__(self, /, *args, **kwargs)"(this: PyException, args: Value[], kw: Kw) {
    if (Object.keys(kw).length > 0) throw new TypeError(`${this.$cls.$name}() takes no keyword arguments`);
    this.$args = args;
    return null;
  },
  "__str__(self, /)"(this: PyException): Suspends<string> {
    const args = this.$args;
    return args.length === 0 ? "" : args.length === 1 ? text(args[0]) : repr(new Tuple(args));
  },
  "__repr__(self, /)"(this: PyException): Suspends<string> {
    const args = this.$args;
    return args.length === 1 ? `${this.$cls.$name}(${repr(args[0])})` : `${this.$cls.$name}${repr(new Tuple(args))}`;
  },
  "add_note(self, object, /)"(this: Value, note: Value) {
    if (stringOf(note) === undefined) throw new TypeError(`note must be a str, not '${typeOf(note).$name}'`);
    const notes = this.__notes__;
    if (notes === undefined) this.__notes__ = [note];
    else if (Array.isArray(notes)) notes.push(note);
    else throw new TypeError("Cannot add note: __notes__ is not a list");
    return null;
  },
  "__reduce__(self, /)"(this: PyException) {
    const dict = attributeDict(this);
    return dict.$size() === 0 ? new Tuple([this.$cls, new Tuple(this.$args)]) : new Tuple([this.$cls, new Tuple(this.$args), dict.$copy()]);
  },
  "__setstate__(self, state, /)"(this: Value, state: Value): Suspends<null> {
    if (state === null) return null;
    if (!isDict(state)) throw new TypeError("state is not a dictionary");
    const entries: Entry[] = state.$entries();
    for (const { key, value } of entries as { key: Value; value: Value }[]) {
      const name = stringOf(key);
      if (name === undefined) throw new TypeError(`attribute name must be string, not '${typeOf(key).$name}'`);
      $setattr(this, name, value);
    }
    return null;
  },
});

function exceptionOrNone(what: string, value: Value): void {
  if (value !== null && !isinstance(value, BaseException)) throw new TypeError(`exception ${what} must be None or derive from BaseException`);
}

/** What `del e.name` says. */
function undeletable(name: string): () => never {
  return () => {
    throw new TypeError(`${name} may not be deleted`);
  };
}

getset(BaseException, {
  __dict__: [attributeDict],
  args: [
    (e) => (e.$argsTuple?.items === e.$args ? e.$argsTuple : (e.$argsTuple = new Tuple(e.$args as Value[]))),
    (e, value): Suspends<void> => {
      e.$args = value instanceof Tuple ? value.items : iterate(value);
    },
    undeletable("args"),
  ],
  __cause__: [
    (e) => e.$cause,
    (e, value) => {
      exceptionOrNone("cause", value);
      e.$cause = value;
      e.$suppress = true;
    },
    undeletable("__cause__"),
  ],
  __context__: [
    (e) => e.$context,
    (e, value) => {
      exceptionOrNone("context", value);
      e.$context = value;
    },
    undeletable("__context__"),
  ],
  __suppress_context__: [
    (e) => e.$suppress,
    (e, value) => {
      if (typeof value !== "boolean") throw new TypeError("attribute value type must be bool");
      e.$suppress = value;
    },
    () => {
      throw new TypeError("can't delete numeric/char attribute");
    },
  ],
  __traceback__: [
    (e) => {
      lookedAt(e as PyException);
      return traceObject(e as PyException);
    },
    (e, value) => {
      setTraceback(e as PyException, value);
    },
    undeletable("__traceback__"),
  ],
});

export function setTraceback(e: PyException, value: Value): void {
  if (value !== null && typeOf(value).$name !== "traceback") throw new TypeError("__traceback__ must be a traceback or None");
  e.$traceback = value;
  e.$trace = null;
  if ((e as Value).$traced !== undefined) (e as Value).$traced = undefined;
  if ((e as Value).$left !== undefined) (e as Value).$left = undefined;
}
methods(BaseException, {
  "with_traceback(self, object, /)"(this: PyException, tb: Value) {
    setTraceback(this, tb);
    return this;
  },
});

methods(KeyError, {
  "__str__(self, /)"(this: PyException): Suspends<string> {
    const args = this.$args;
    return args.length === 1 ? repr(args[0]) : args.length === 0 ? "" : repr(new Tuple(args));
  },
});

/** A field that is simply stored. */
function field(property: string): [(e: Value) => Value, (e: Value, value: Value) => void, (e: Value) => void] {
  return [
    (e) => e[property] ?? null,
    (e, value) => {
      e[property] = value;
    },
    (e) => {
      e[property] = null;
    },
  ];
}

function noKeywords(e: PyException, kw: Kw): void {
  if (Object.keys(kw).length > 0) throw new TypeError(`${e.$cls.$name}() takes no keyword arguments`);
}

methods(StopIteration, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    noKeywords(this, kw);
    this.$args = args;
    this.$returned = args[0] ?? null;
    return null;
  },
});
getset(StopIteration, { value: field("$returned") });

methods(SystemExit, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    noKeywords(this, kw);
    this.$args = args;
    this.$code = args.length === 0 ? null : args.length === 1 ? args[0] : new Tuple(args);
    return null;
  },
});
getset(SystemExit, { code: field("$code") });

/** Takes the keywords a class knows into fields; one that is not given is forgotten. */
function takeKeywords(e: Value, kw: Kw, owner: PyType, known: Record<string, string>): void {
  for (const name in known) {
    const property = known[name]!;
    if (e[property] !== undefined) e[property] = undefined;
  }
  for (const name in kw) {
    const property = known[name];
    if (property === undefined) throw new TypeError(`${owner.$name}() got an unexpected keyword argument '${name}'`);
    e[property] = kw[name];
  }
}

methods(AttributeError, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    this.$args = args;
    takeKeywords(this, kw, AttributeError, { name: "$attr", obj: "$obj" });
    return null;
  },
});
/** A reduction with what an exception has besides its arguments; `always`: the arguments are in the state, too. */
function reducedWith(e: PyException, fields: Record<string, string>, always: boolean): Tuple {
  const state = attributeDict(e).$copy();
  for (const name in fields) {
    const value: Value = (e as Value)[fields[name] as string];
    if (value !== undefined && value !== null) state.$setNamed(name, value);
  }
  const args = new Tuple(e.$args);
  if (always) state.$setNamed("args", args);
  return state.$size() === 0 ? new Tuple([e.$cls, args]) : new Tuple([e.$cls, args, state]);
}
methods(AttributeError, {
  "__reduce__(self, /)"(this: PyException) {
    return reducedWith(this, { name: "$attr" }, true);
  },
});
getset(AttributeError, { name: field("$attr"), obj: field("$obj") });

methods(NameError, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    this.$args = args;
    takeKeywords(this, kw, NameError, { name: "$attr" });
    return null;
  },
});
getset(NameError, { name: field("$attr") });

methods(ImportError, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
    this.$args = args;
    this.$msg = args.length === 1 ? args[0] : null;
    takeKeywords(this, kw, ImportError, { name: "$modname", path: "$path", name_from: "$namefrom" });
    return null;
  },
  "__str__(self, /)"(this: Value): Suspends<string> {
    if (typeof this.$msg === "string") return this.$msg;
    return BaseException.prototype.__str__.call(this);
  },
});
methods(ImportError, {
  "__reduce__(self, /)"(this: PyException) {
    return reducedWith(this, { name: "$modname", path: "$path", name_from: "$namefrom" }, false);
  },
});
getset(ImportError, { msg: field("$msg"), name: field("$modname"), path: field("$path"), name_from: field("$namefrom") });

methods(SyntaxError, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<null> {
    noKeywords(this, kw);
    this.$args = args;
    this.$msg = args[0] ?? null;
    if (args.length === 2) {
      const info = args[1] instanceof Tuple ? args[1].items : iterate(args[1]);
      if (info.length < 4) throw new TypeError(`function takes at least 4 arguments (${info.length} given)`);
      if (info.length > 6) throw new TypeError(`function takes at most 6 arguments (${info.length} given)`);
      [this.$filename, this.$lineno, this.$offset, this.$text, this.$endLineno, this.$endOffset] = info;
      if (info.length === 5) throw new TypeError("end_offset must be provided when end_lineno is provided");
    }
    return null;
  },
  "__str__(self, /)"(this: Value): Suspends<string> {
    const file = typeof this.$filename === "string" ? this.$filename.slice(this.$filename.lastIndexOf("/") + 1) : null;
    const line = typeof this.$lineno === "number" ? this.$lineno : null;
    const message = text(this.$msg ?? null);
    if (file !== null && line !== null) return `${message} (${file}, line ${line})`;
    return file !== null ? `${message} (${file})` : line !== null ? `${message} (line ${line})` : message;
  },
});
getset(SyntaxError, {
  msg: field("$msg"),
  filename: field("$filename"),
  lineno: field("$lineno"),
  offset: field("$offset"),
  text: field("$text"),
  end_lineno: field("$endLineno"),
  end_offset: field("$endOffset"),
  print_file_and_line: field("$printFile"),
});

const hex = (code: number): string =>
  code <= 0xff
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : code <= 0xffff
      ? `\\u${code.toString(16).padStart(4, "0")}`
      : `\\U${code.toString(16).padStart(8, "0")}`;

function codecError(cls: PyType, names: string[], describe: (e: Value) => Suspends<string>): void {
  const fields = ["encoding", "object", "start", "end", "reason"].filter((name) => names.includes(name));
  methods(cls, {
    "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw) {
      noKeywords(this, kw);
      this.$args = args;
      if (args.length !== fields.length) throw new TypeError(`function takes exactly ${fields.length} arguments (${args.length} given)`);
      for (let i = 0; i < fields.length; i++) {
        const wanted = fields[i] === "start" || fields[i] === "end" ? "number" : "string";
        if (fields[i] !== "object" && typeof args[i] !== wanted) {
          const message =
            wanted === "string"
              ? `argument ${i + 1} must be str, not ${typeOf(args[i]).$name}`
              : `'${typeOf(args[i]).$name}' object cannot be interpreted as an integer`;
          throw new TypeError(message);
        }
        this[`$u_${fields[i]!}`] = args[i];
      }
      if (this.$u_object !== null && typeof this.$u_object === "object" && typeOf(this.$u_object).$name !== "bytes") {
        const memory = bufferOf(this.$u_object);
        if (memory !== undefined) this.$u_object = new Bytes(memory.slice());
      }
      return null;
    },
    "__str__(self, /)"(this: Value): Suspends<string> {
      return this.$u_object === undefined ? "" : describe(this);
    },
  });
  for (const name of ["encoding", ...fields]) getset(cls, { [name]: field(`$u_${name}`) });
}

/** The code points of a string. */
const points = (s: string): number[] => Array.from(s, (char) => char.codePointAt(0)!);

codecError(UnicodeDecodeError, ["encoding", "object", "start", "end", "reason"], (e) => {
  const bytes = bufferOf(e.$u_object) as Uint8Array;
  const { $u_start: start, $u_end: end } = e;
  if (end === start + 1 && start < bytes.length) {
    return `'${e.$u_encoding}' codec can't decode byte 0x${bytes[start]!.toString(16).padStart(2, "0")} in position ${start}: ${text(e.$u_reason)}`;
  }
  return `'${e.$u_encoding}' codec can't decode bytes in position ${start}-${end - 1}: ${text(e.$u_reason)}`;
});
codecError(UnicodeEncodeError, ["encoding", "object", "start", "end", "reason"], (e) => {
  const { $u_start: start, $u_end: end } = e;
  const chars = points(e.$u_object as string);
  if (end === start + 1 && start < chars.length)
    return `'${e.$u_encoding}' codec can't encode character '${hex(chars[start]!)}' in position ${start}: ${text(e.$u_reason)}`;
  return `'${e.$u_encoding}' codec can't encode characters in position ${start}-${end - 1}: ${text(e.$u_reason)}`;
});
codecError(UnicodeTranslateError, ["object", "start", "end", "reason"], (e) => {
  const { $u_start: start, $u_end: end } = e;
  const chars = points(e.$u_object as string);
  if (end === start + 1 && start < chars.length) return `can't translate character '${hex(chars[start]!)}' in position ${start}: ${text(e.$u_reason)}`;
  return `can't translate characters in position ${start}-${end - 1}: ${text(e.$u_reason)}`;
});
