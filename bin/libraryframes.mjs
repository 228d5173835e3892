/**
 * libraryframes - where the functions of CPython's library raise and call, of those modules that gilt has in TypeScript: what
 * runtime/importer/libraryframes.ts needs to show an exception's way through them as CPython does.
 *
 * In      the comments at the heads of runtime/modules (`Mirrors Lib/queue.py ...`, and `Frames runItem: run` where a function has another name
 *         there), and the library's text
 * Out     dist/library-frames.json, a `Table` of runtime/importer/libraryframes.ts
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { libraryTexts } from "./library.mjs";

/** What the comment at the head of a file says under a word; undefined if the word is not there. */
function headOf(text, word) {
  const head = /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? "";
  return new RegExp(`^ \\* ${word}\\s+(.*(?:\\n \\*\\s{8,}.*)*)`, "m").exec(head)?.[1];
}

/** The library's files that a file of the runtime says it mirrors, without `.py`: "queue", "concurrent/futures/_base". */
function mirrored(says) {
  const files = [];
  let folder = "";
  for (const [, prefix, file] of says.matchAll(/(Lib\/)?((?:\w+\/)*\w+)\.py\b/g)) {
    if (prefix !== undefined) folder = file.slice(0, file.lastIndexOf("/") + 1);
    files.push(prefix === undefined ? folder + file : file);
  }
  return files;
}

/** Names in the library of functions that are called otherwise in a file of the runtime: `find: Enum.__new__; $next: result_iterator | as_completed`. */
function renamed(says) {
  return Object.fromEntries(
    says.split(";").map((pair) => [
      pair.split(":")[0].trim(),
      pair
        .split(":")[1]
        .split("|")
        .map((name) => name.trim()),
    ]),
  );
}

/** What modules take from C in place of their own functions, where their text does not name it: `from _heapq import *`, `c_make_encoder or ...`. */
const NATIVE = {
  heapq: ["heapify", "heappop", "heappush", "heappushpop", "heapreplace"],
  "json/encoder": ["_make_iterencode", "_iterencode", "_iterencode_dict", "_iterencode_list", "floatstr", "py_encode_basestring", "py_encode_basestring_ascii"],
  "json/scanner": ["py_make_scanner", "_scan_once", "scan_once", "py_scanstring"],
  "json/decoder": ["py_scanstring", "JSONObject", "JSONArray"],
  "collections/__init__": ["OrderedDict", "_OrderedDictKeysView", "_OrderedDictItemsView", "_OrderedDictValuesView"],
  bisect: ["bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right"],
};

/** All of it is C. */
const IN_C = new Set(["operator", "datetime", "decimal", "_pydecimal", "_pydatetime"]);

/** The functions of a file, in the order of its text. */
class Reader {
  functions = [];

  constructor(source, file) {
    this.source = source;
    this.native = new Set(NATIVE[file] ?? []);
  }

  place({ start, end }) {
    const { source } = this;
    const [line, endLine] = [source.line(start), source.line(end)];
    return [line, start - source.lineStart(line), endLine, end - source.lineStart(endLine)];
  }

  /** Statements outside of functions. */
  outside(statements, cls) {
    for (const statement of statements) {
      if (statement.kind === "FunctionDef" || statement.kind === "AsyncFunctionDef") this.function(statement, cls);
      else if (statement.kind === "ClassDef") this.outside(statement.body, statement.name);
      else if (statement.kind === "ImportFrom") {
        // `try: from _functools import reduce` below the function of that name
        if (/^_[a-z]/.test(statement.module ?? "") && cls === null) for (const { name, asname } of statement.names) this.native.add(asname ?? name);
      } else
        // but for what stands in for a C module that may not be there, and what Windows has
        for (const part of statement.kind === "If" && statement.test.id === "_mswindows" ? ["orelse"] : ["body", "orelse", "finalbody", "handlers"])
          if (Array.isArray(statement[part]))
            this.outside(
              statement[part].flatMap((one) => (one.kind !== "ExceptHandler" ? [one] : one.type?.id === "ImportError" ? [] : one.body)),
              cls,
            );
    }
  }

  function(node, cls) {
    const { args } = node;
    const params = [...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg].filter(Boolean).map(({ arg }) => arg);
    const made = { name: node.name, cls, params, raises: [], calls: [] };
    this.functions.push(made);
    for (const statement of node.body) this.inside(statement, made, cls);
    made.calls.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  inside(node, made, cls) {
    const call = (where, name, base = null) => made.calls.push([...this.place(where), name, base]);
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        this.function(node, null);
        return;
      case "ClassDef":
        this.outside(node.body, node.name);
        return;
      case "Lambda":
        return;
      case "Raise":
        made.raises.push([...this.place(node), ...raisedBy(node.exc)]);
        break;
      case "Call":
        call(node, nameOf(node.func), baseOf(node.func));
        break;
      case "Assert":
        made.raises.push([...this.place(node.test), "AssertionError", node.msg === null ? null : patternOf(node.msg)]);
        break;
      case "BinOp":
        if (node.op === "Mod") call(node, "__mod__");
        break;
      case "Subscript":
        call(node, { Load: "__getitem__", Store: "__setitem__", Del: "__delitem__" }[node.ctx]);
        break;
      case "With":
        for (const { context_expr } of node.items) for (const name of ["__enter__", "__exit__"]) call(context_expr, name);
        break;
      case "For":
        call(node.iter, "__next__");
        break;
    }
    for (const value of Object.values(node)) {
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== null && typeof one === "object" && typeof one.kind === "string") this.inside(one, made, cls);
    }
  }
}

/** The last name of what is called: `f` of `f()`, `m` of `a.b.m()`; "" for anything else. */
function nameOf(func) {
  return func.kind === "Name" ? func.id : func.kind === "Attribute" ? func.attr : "";
}

/** What the name is looked up in: "" for `f()`, `a` for `a.m()`, "super" for `super().m()`; null for anything else. */
function baseOf(func) {
  if (func.kind === "Name") return "";
  const base = func.kind === "Attribute" ? func.value : null;
  return base?.kind === "Name" ? base.id : base?.kind === "Call" && nameOf(base.func) === "super" ? "super" : null;
}

/** The class's name, "" for what is raised again; the message as the source of a regular expression, null for one that is computed, "" for a bare `raise`. */
function raisedBy(exc) {
  if (exc === null) return ["", ""];
  if (exc.kind === "Call") {
    // `raise error[0]("...")`: one of several
    const name = nameOf(exc.func.kind === "Subscript" ? exc.func.value : exc.func);
    if (name === "with_traceback") return ["", null];
    const [first, second] = exc.args;
    return [name, first === undefined ? null : (patternOf(first) ?? (second === undefined ? null : patternOf(second)))];
  }
  const name = nameOf(exc);
  return [/^[A-Z]/.test(name) ? name : "", null];
}

const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
const ANY = "[^]*";

function patternOf(node) {
  switch (node.kind) {
    case "Constant":
      return node.value.type === "str" ? escaped(node.value.value) : null;
    case "JoinedStr":
      return node.values.map((value) => (value.kind === "Constant" ? escaped(value.value.value) : ANY)).join("");
    case "BinOp":
      if (node.op === "Mod") return patternOf(node.left)?.replace(/%(?:\\\(\w+\\\))?-?\d*[a-zA-Z]/g, ANY) ?? null;
      return node.op === "Add" ? `${patternOf(node.left) ?? ANY}${patternOf(node.right) ?? ANY}` : null;
    case "Call":
      if (node.func.kind === "Attribute" && node.func.attr === "format") return patternOf(node.func.value)?.replace(/\\\{[^}]*\\\}/g, ANY) ?? null;
      return null;
    default:
      return null;
  }
}

/** Writes the table. The compiler's bundle must be there. */
export function makeLibraryFrames() {
  const { parse, SourceFile } = createRequire(import.meta.url)("./loader.js").loadBundle("compiler");
  const mirrors = {};
  for (const name of readdirSync("runtime/modules", { recursive: true })) {
    if (!String(name).endsWith(".ts")) continue;
    const text = readFileSync(path.join("runtime/modules", String(name)), "utf8");
    const says = headOf(text, "Mirrors") ?? "";
    const frames = headOf(text, "Frames");
    const files = mirrored(says).filter((file) => !IN_C.has(file));
    const names = frames === undefined ? undefined : renamed(frames);
    if (files.length > 0 || names !== undefined)
      mirrors[`modules/${String(name).replaceAll(path.sep, "/")}`] = { files, names, says: says.match(/\b_*[A-Z]\w*\b/g) ?? [] };
  }
  const library = {};
  for (const [file, text] of libraryTexts(new Set(Object.values(mirrors).flatMap(({ files }) => files)))) {
    const reader = new Reader(new SourceFile(file, text), file);
    reader.outside(parse(reader.source).body, null);
    library[file] = JSON.stringify(reader.functions.filter(({ name, cls }) => !reader.native.has(cls ?? name)));
  }
  writeFileSync("dist/library-frames.json", JSON.stringify({ mirrors, library }));
}
