/**
 * library - calls of the runtime's functions and classes. What has no rule and no signature is Value, and keeps what it is given.
 */
import { stringOf } from "../ast/constants.js";
import type * as ast from "../ast/nodes.js";
import { BUILTINS } from "../emit/names.js";
import { only, soleKind, type Atom, type Type } from "../types/lattice.js";
import { allOf, argument, callIndirect, escapeAll, NONE, type Arguments } from "./calls.js";
import { escape, openFn } from "./escape.js";
import { callSpecial, elementOf, itemOf, made, methodsOf, valuesOf, type Exec } from "./exec.js";
import { binary, shown } from "./operators.js";
import { attributeType, constantType, functionResult, isExceptionName, methodResult, MODULES, SPECIAL } from "./signatures.js";
import { mro } from "./model.js";
import type { Solver } from "./solver.js";

// ---------------------------------------------------------------- names

/** A name that the module does not bind. */
export function builtinName(s: Solver, name: string): Type {
  if (s.symbols.replaced.has(name)) return s.lattice.Value;
  if (name === "__name__") return s.lattice.str;
  if (name === "NotImplemented") return s.lattice.simple("NotImplemented");
  return BUILTINS.has(name) && !name.startsWith("_") ? s.lattice.of(s.lattice.atom("builtin", { name })) : s.lattice.Value;
}

export function importedModule(s: Solver, alias: ast.Alias): Type {
  const name = alias.asname === null ? alias.name.split(".")[0]! : alias.name;
  return MODULES.has(name) ? s.lattice.of(s.lattice.atom("module", { name })) : s.lattice.Value;
}

export function importedName(s: Solver, node: ast.ImportFrom, alias: ast.Alias): Type {
  if (node.level > 0 || node.module === null || !MODULES.has(node.module)) return s.lattice.Value;
  return libraryAttribute(s, node.module, alias.name);
}

export function libraryAttribute(s: Solver, module: string, name: string): Type {
  const full = `${module}.${name}`;
  if (s.patched.has(full)) return s.lattice.Value;
  if (MODULES.has(full)) return s.lattice.of(s.lattice.atom("module", { name: full }));
  const constant = constantType(full);
  if (constant !== undefined) return signature(s, constant, null, "");
  if (functionResult(full) !== undefined || SPECIAL.has(full) || isExceptionName(full)) return s.lattice.of(s.lattice.atom("builtin", { name: full }));
  // str.lower, dict.fromkeys ...
  return s.lattice.Value;
}

/** The type that a signature's text says. */
export function signature(s: Solver, text: string, node: ast.Node | null, tag: string): Type {
  const { lattice } = s;
  return s.union(
    text.split(",").map((part, i): Type => {
      const bits = /^(s?)int(\d+)$/.exec(part);
      if (bits !== null) {
        const top = 2 ** Number(bits[2]) - 1;
        return lattice.interval(bits[1] === "s" ? -top : 0, top);
      }
      if (part.startsWith("object:")) return lattice.of(lattice.atom("object", { name: part.slice(7) }));
      const inner = /^(list|tuple)<(.*)>$/.exec(part);
      if (inner !== null && node !== null) {
        const site = s.site(node, `signature${tag}${i}`);
        if (inner[1] === "list") return s.make("list", site, signature(s, inner[2]!, node, `${tag}0`));
        return s.tuple(
          site,
          inner[2]!.split(";").map((t) => signature(s, t, node, tag)),
        );
      }
      switch (part) {
        case "None":
        case "bool":
        case "str":
        case "bytes":
        case "float":
        case "complex":
        case "int":
        case "bytearray":
        case "slice":
          return part === "int" ? lattice.int : lattice.simple(part);
        case "never":
          return lattice.empty;
        default:
          return lattice.Value;
      }
    }),
  );
}

// ---------------------------------------------------------------- objects of the runtime

export function objectAttribute(x: Exec, a: Atom, name: string): Type {
  const { s } = x;
  if (methodResult(a.name!, name) !== undefined) return s.lattice.of(s.lattice.atom("method", { of: a, name }));
  const declared = attributeType(a.name!, name);
  return declared === undefined ? s.lattice.Value : signature(s, declared, null, "");
}

export function callObjectMethod(x: Exec, a: Atom, name: string, args: Arguments, node: ast.Node): Type {
  if (allOf(args).some((t) => t.atoms.some((k) => k.fn !== undefined || k.kind === "instance"))) escapeAll(x, args);
  return signature(x.s, methodResult(a.name!, name)!, node, "m");
}

// ---------------------------------------------------------------- functions

/** Calls of a thread's target: `Thread(target=f, args=(a, b), kwargs=d)`. */
export function callTarget(x: Exec, args: Arguments, node: ast.Node, at: number, argsAt: number): void {
  if (args.star !== null || args.mapping !== null) {
    escapeAll(x, args);
    return;
  }
  const target = argument(args, at, "target") ?? args.keywords.get("function");
  if (target === undefined) return;
  const given = argument(args, argsAt, "args");
  const keywords = argument(args, argsAt + 1, "kwargs");
  callIndirect(x, target, spread(x, given, keywords, node), node);
}

function spread(x: Exec, given: Type | undefined, keywords: Type | undefined, node: ast.Node): Arguments {
  const mapping = keywords === undefined ? null : valuesOf(x, x.s.lattice.withoutNone(keywords));
  if (given === undefined) return { ...NONE, mapping };
  const [only_] = given.atoms;
  const positions = given.atoms.length === 1 && only_!.kind === "tuple" ? only_!.site!.positions : null;
  if (positions !== null) {
    x.s.read(only_!.site!.item);
    return { ...NONE, positional: positions.map((c) => x.s.read(c)), mapping };
  }
  return { ...NONE, star: elementOf(x, given, node), mapping };
}

/** An instance or a class of the script, or a container of some. */
function holdsInstances(t: Type): boolean {
  return t.atoms.some(
    (a) =>
      a.kind === "instance" ||
      a.kind === "class" ||
      a.kind === "bound" ||
      (a.kind === "tuple" && (a.site!.positions ?? [a.site!.item]).some((cell) => holdsInstances(cell.type))) ||
      (a.kind === "list" && holdsInstances(a.site!.item.type)),
  );
}

export function callLibrary(x: Exec, name: string, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const { positional } = args;
  const plain = args.star === null && args.mapping === null;
  const first = positional[0];
  const element = (i: number): Type => (positional[i] === undefined ? lattice.Value : elementOf(x, positional[i]!, node));
  const iter = (t: Type, tag = "iter"): Type => made(x, "iter", node, tag, t);
  const unknown = (): Type => {
    escapeAll(x, args);
    return lattice.Value;
  };
  if (isExceptionName(name)) {
    escapeAll(x, args);
    return lattice.of(lattice.atom("object", { name: "exception" }));
  }
  if (!plain && name !== "print" && name !== "str" && name !== "repr") return unknown();
  switch (name) {
    case "range":
      return rangeOf(x, args, node);
    case "enumerate": {
      const start = argument(args, 1, "start") ?? lattice.interval(0, 0);
      if (first === undefined || args.keywords.size + positional.length > 2 || (args.keywords.size > 0 && !args.keywords.has("start"))) return unknown();
      if (!only(start, "int") || start.lo < -(2 ** 50) || start.hi > 2 ** 50) return unknown();
      const steps = only(first, "list", "tuple", "str", "dict", "set") ? 2 ** 32 - 1 : 2 ** 50;
      return iter(s.tuple(s.site(node, "pair"), [lattice.interval(start.lo, start.hi + steps), element(0)]));
    }
    case "zip":
      if (args.keywords.size > 0) return unknown();
      return iter(
        s.tuple(
          s.site(node, "items"),
          positional.map((_, i) => element(i)),
        ),
      );
    case "reversed":
    case "iter":
      if (name === "reversed" && first?.atoms.some((a) => a.kind === "instance")) return unknown();
      return positional.length === 1 ? iter(element(0)) : unknown();
    case "list":
    case "sorted":
    case "set":
    case "frozenset": {
      const t = first === undefined ? lattice.empty : element(0);
      const key = args.keywords.get("key");
      if (key !== undefined && !only(key, "None")) callIndirect(x, key, { ...NONE, positional: [t] }, node);
      if (name === "sorted") ordered(x, t);
      return made(x, name === "sorted" ? "list" : name === "frozenset" ? "set" : (name as "list" | "set"), node, "new", t);
    }
    case "collections.deque":
      return made(x, "deque", node, "new", first === undefined ? lattice.empty : element(0));
    case "tuple":
      return s.tupleOf(s.site(node, "new"), first === undefined ? lattice.empty : element(0));
    case "dict":
    case "collections.OrderedDict":
      return newDict(x, args, node);
    case "collections.defaultdict":
      if (positional.length !== 1 || args.keywords.size > 0) return unknown();
      return made(x, "defaultdict", node, "new", callIndirect(x, first!, NONE, node), lattice.empty);
    case "collections.Counter":
      if (args.keywords.size > 0 || (first !== undefined && first.atoms.some((a) => a.kind === "dict" || a.kind === "counter"))) return unknown();
      return made(x, "counter", node, "new", lattice.interval(0, 2 ** 50), first === undefined ? lattice.empty : element(0));
    case "map": {
      if (first === undefined) return unknown();
      return iter(callIndirect(x, first, { ...NONE, positional: positional.slice(1).map((_, i) => element(i + 1)) }, node));
    }
    case "filter": {
      if (first === undefined || positional.length !== 2) return unknown();
      const t = element(1);
      if (!only(first, "None")) callIndirect(x, first, { ...NONE, positional: [t] }, node);
      return iter(t);
    }
    case "sum":
      return sumOf(x, args, node);
    case "min":
    case "max": {
      const t = positional.length > 1 ? s.union(positional) : element(0);
      const key = args.keywords.get("key");
      if (key !== undefined) callIndirect(x, key, { ...NONE, positional: [t] }, node);
      ordered(x, t);
      const other = args.keywords.get("default");
      return other === undefined ? t : s.join(t, other);
    }
    case "abs": {
      if (first === undefined || !only(first, "int", "float", "bool")) return unknown();
      const parts = first.atoms.map((a) =>
        a.kind === "float"
          ? lattice.float
          : a.kind === "bool"
            ? lattice.interval(0, 1)
            : lattice.interval(first.lo > 0 ? first.lo : 0, Math.max(-first.lo, first.hi)),
      );
      return s.union(parts);
    }
    case "round": {
      if (first === undefined || !only(first, "int", "float", "bool") || args.keywords.size > 0) return unknown();
      if (positional.length === 1) return lattice.int;
      if (!only(positional[1]!, "int", "bool")) return unknown();
      return s.union(first.atoms.map((a) => (a.kind === "float" ? lattice.float : lattice.int)));
    }
    case "pow":
      if (positional.length !== 2 || args.keywords.size > 0 || positional.some((t) => !only(t, "int", "float", "bool"))) return unknown();
      return binary(x, node, "Pow", positional[0]!, positional[1]!, (node as ast.Call).args[1] ?? null);
    case "divmod":
      if (positional.length !== 2 || positional.some((t) => !only(t, "int", "float", "bool"))) return unknown();
      return s.tuple(s.site(node, "divmod"), [
        binary(x, node, "FloorDiv", positional[0]!, positional[1]!, null),
        binary(x, node, "Mod", positional[0]!, positional[1]!, null),
      ]);
    case "next": {
      if (first === undefined || first.top) return unknown();
      const found = first.atoms.map((a) =>
        a.kind === "instance"
          ? (callSpecial(x, a, "__next__", [], node) ?? lattice.Value)
          : a.kind === "iter" || a.kind === "generator"
            ? elementOf(x, lattice.of(a), node)
            : lattice.Value,
      );
      return s.union([...found, ...positional.slice(1)]);
    }
    case "int":
      if (positional.length === 1 && args.keywords.size === 0 && only(first!, "int", "bool"))
        return soleKind(first!) === "int" ? first! : lattice.interval(0, 1);
      break;
    case "super":
      if (x.fn?.cls && positional.length === 0) return lattice.of(lattice.atom("super", { cls: x.fn.cls }));
      return unknown();
    case "super.thread":
      callTarget(x, args, node, 1, 3);
      return lattice.None;
    case "super.exception":
      escapeAll(x, args);
      return lattice.None;
    case "super.object":
      return lattice.None;
    case "type": {
      const [a] = first?.atoms ?? [];
      if (positional.length === 1 && first!.atoms.length === 1 && a!.kind === "instance" && a!.cls!.subclasses.size === 0 && !s.isOpaque(a!.cls!))
        return lattice.of(lattice.atom("class", { cls: a!.cls! }));
      return unknown();
    }
    case "vars":
      escapeAll(x, args);
      s.anyField = true;
      for (const c of s.classes) for (const cell of c.fields.values()) s.write(cell, lattice.Value);
      return lattice.Value;
    case "getattr":
    case "setattr":
    case "delattr":
      return reflective(x, name, args, node as ast.Call);
    case "print":
    case "str":
    case "repr":
    case "format":
      for (const t of allOf(args))
        for (const a of t.atoms) {
          if (a.kind === "instance") shown(x, a);
          // items are shown too
          else if (a.site !== undefined) shownItems(x, a);
        }
      if (allOf(args).some((t) => t.atoms.some((a) => a.fn !== undefined || a.kind === "class"))) {
        const known = declared(x, name, args, node);
        return name === "str" ? s.join(known, textOf(x, s.union(allOf(args)))) : known;
      }
      if (name === "str" && plain && args.keywords.size === 0 && positional.length === 1) return textOf(x, first!);
      return name === "str" && !plain ? lattice.Value : signature(s, functionResult(name)!, node, "");
    case "threading.Thread":
      callTarget(x, args, node, 1, 3);
      return lattice.of(lattice.atom("object", { name: "threading.Thread" }));
    case "multiprocessing.Process":
      // what a pickle makes of an instance is for its class to say
      if (allOf(args).some(holdsInstances)) escapeAll(x, args);
      else callTarget(x, args, node, 1, 3);
      return lattice.Value;
    case "threading.Timer":
      callTarget(x, args, node, 1, 2);
      return lattice.of(lattice.atom("object", { name: "threading.Thread" }));
    case "queue.Queue":
    case "queue.LifoQueue":
    case "queue.SimpleQueue":
    case "queue.PriorityQueue":
      return made(x, "queue", node, "new", lattice.empty);
    case "concurrent.futures.ThreadPoolExecutor":
      if (args.keywords.has("initializer") || positional.length > 1) escapeAll(x, args);
      return made(x, "pool", node, "new", lattice.empty);
    case "concurrent.futures.as_completed":
      return positional.length === 0 ? unknown() : iter(element(0));
    case "functools.reduce": {
      if (positional.length < 2) return unknown();
      let t = positional[2] ?? element(1);
      for (let i = 0; i < 3; i++) t = s.join(t, callIndirect(x, first!, { ...NONE, positional: [t, element(1)] }, node));
      return t;
    }
    case "itertools.count":
      return positional.length === 0
        ? iter(lattice.interval(0, 2 ** 50))
        : positional.length === 1 && only(first!, "int") && first!.lo > -(2 ** 50) && first!.hi < 2 ** 50
          ? iter(lattice.interval(first!.lo, 2 ** 51))
          : unknown();
    case "itertools.islice":
    case "itertools.cycle":
      return iter(element(0));
    case "itertools.chain":
      return iter(s.union(positional.map((_, i) => element(i))));
    case "itertools.repeat":
      return first === undefined ? unknown() : iter(first);
    case "random.choice":
      return first !== undefined && only(first, "list", "tuple", "str", "range") ? element(0) : unknown();
    case "random.randint":
      if (positional.length === 2 && positional.every((t) => only(t, "int"))) return lattice.interval(positional[0]!.lo, positional[1]!.hi);
      return unknown();
    case "random.randrange":
      if (positional.length > 0 && positional.every((t) => only(t, "int")))
        return positional.length === 1
          ? lattice.interval(0, positional[0]!.hi)
          : positional.length === 2
            ? lattice.interval(positional[0]!.lo, positional[1]!.hi)
            : lattice.int;
      return unknown();
    case "random.shuffle":
      return lattice.None;
    case "heapq.heappush":
      if (first === undefined || first.top || positional.length !== 2) return unknown();
      for (const a of first.atoms) if (a.kind === "list") s.write(a.site!.item, positional[1]!);
      ordered(x, positional[1]!);
      return lattice.None;
    case "heapq.heappop":
      return element(0);
    case "abc.abstractmethod":
      return first ?? lattice.Value;
    default:
  }
  return declared(x, name, args, node);
}

/** Whether a range may have more items than numbers count. */
function mayBeLong(x: Exec, { site }: Atom): boolean {
  x.s.read(site!.item);
  const { lo, hi } = site!.item.type;
  return !(hi - lo < Number.MAX_SAFE_INTEGER);
}

/** By the table of results. */
function declared(x: Exec, name: string, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const text = functionResult(name);
  const everything = allOf(args);
  if (text === undefined || everything.some((t) => t.atoms.some((a) => a.fn !== undefined))) {
    escapeAll(x, args);
    return text === undefined || !["isinstance", "callable", "id", "str", "repr", "issubclass", "hasattr"].includes(name)
      ? s.lattice.Value
      : signature(s, text, node, "");
  }
  // any function asks an instance for a special method, which gives what it likes
  if (everything.some((t) => t.atoms.some((a) => a.kind === "instance" || a.kind === "class"))) {
    if (!["isinstance", "issubclass", "callable", "hasattr", "id"].includes(name)) {
      for (const t of everything)
        for (const a of t.atoms)
          if (a.kind === "instance") for (const fn of a.cls!.methods.values()) if (fn.name.startsWith("__") && fn.name !== "__init__") openFn(s, fn, true);
      if (!["len", "bool", "str", "repr"].includes(name)) {
        escapeAll(x, args);
        return s.lattice.Value;
      }
      if (name === "len") return s.lattice.interval(0, Infinity);
    }
  }
  if (name === "len" && everything.some((t) => t.atoms.some((a) => a.kind === "range" && mayBeLong(x, a)))) return s.lattice.interval(0, Infinity);
  if (name === "any" || name === "all") for (const t of args.positional) elementOf(x, t, node);
  if (name === "json.dumps") escapeAll(x, args);
  return signature(s, text, node, "");
}

/** What `str(x)` gives: a plain string of what is of a type of the runtime; `__str__` of a class may give an instance of a subclass of str. */
export function textOf(x: Exec, t: Type): Type {
  const { lattice } = x.s;
  if (t.top) return t;
  return t.atoms.reduce((result, a) => x.s.join(result, textOfAtom(x, a)), lattice.str);
}

function textOfAtom(x: Exec, a: Atom): Type {
  const { lattice } = x.s;
  switch (a.kind) {
    case "instance": {
      const found = callSpecial(x, a, "__str__", [], a.cls!.node);
      return found === null || found === x.empty || only(found, "str") ? lattice.str : lattice.Value;
    }
    case "class":
      return mro(a.cls!).some((k) => k.metaclass || k.unknownBase) || x.s.isOpaque(a.cls!) ? lattice.Value : lattice.str;
    // it may be of a class of the script
    case "super":
      return lattice.Value;
    case "object":
      return a.name === "exception" ? lattice.Value : lattice.str;
    default:
      return lattice.str;
  }
}

/** Instances in containers are shown with them. */
function shownItems(x: Exec, a: Atom, depth = 3): void {
  if (depth === 0) return;
  for (const cell of [a.site!.item, a.site!.key, ...(a.site!.positions ?? [])]) {
    x.s.read(cell);
    for (const b of cell.type.atoms) {
      if (b.kind === "instance") shown(x, b);
      else if (b.site !== undefined) shownItems(x, b, depth - 1);
    }
  }
}

/** What is sorted is compared by its own methods. */
export function ordered(x: Exec, t: Type): void {
  for (const a of t.atoms) {
    if (a.kind === "instance") for (const name of ["__lt__", "__gt__"]) for (const fn of methodsOf(a.cls!, name)) openFn(x.s, fn, true);
    if (a.kind === "tuple")
      for (const cell of [a.site!.item, ...(a.site!.positions ?? [])]) if (cell.type.atoms.some((b) => b.kind === "instance")) ordered(x, cell.type);
  }
  if (t.top) for (const name of ["__lt__", "__gt__"]) for (const fn of x.s.methodsNamed.get(name) ?? []) openFn(x.s, fn, true);
}

function rangeOf(x: Exec, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const ints = args.positional.map((t) => (only(t, "int", "bool") ? t : lattice.int));
  const site = s.site(node, "range");
  const bound = (t: Type): [number, number] => (t.atoms.some((a) => a.kind === "bool") ? [Math.min(t.lo, 0), Math.max(t.hi, 1)] : [t.lo, t.hi]);
  let [lo, hi] = [-Infinity, Infinity];
  if (args.keywords.size > 0) return lattice.Value;
  if (ints.length === 1) [lo, hi] = [0, Math.min(bound(ints[0]!)[1] - 1, 2 ** 53 - 1)];
  else if (ints.length >= 2) {
    const [a, b] = [bound(ints[0]!), bound(ints[1]!)];
    const step = ints[2] === undefined ? [1, 1] : bound(ints[2]);
    if (step[0]! > 0) [lo, hi] = [a[0], b[1] - 1];
    else if (step[1]! < 0) [lo, hi] = [b[0] + 1, a[1]];
    else [lo, hi] = [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
  }
  if (hi < lo) hi = lo;
  s.write(site.item, lattice.interval(lo, hi));
  return lattice.of(lattice.atom("range", { site }));
}

function newDict(x: Exec, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  let [key, value] = [lattice.empty, lattice.empty];
  for (const t of args.positional) {
    if (t.top) return made(x, "dict", node, "new", t, t);
    for (const a of t.atoms) {
      if (a.kind === "dict" || a.kind === "defaultdict" || a.kind === "counter") {
        key = s.join(key, s.read(a.site!.key));
        value = s.join(value, s.read(a.site!.item));
      } else {
        const pair = elementOf(x, lattice.of(a), node);
        key = s.join(key, itemOf(x, pair, 0, 2, node));
        value = s.join(value, itemOf(x, pair, 1, 2, node));
      }
    }
  }
  for (const t of args.keywords.values()) {
    key = s.join(key, lattice.str);
    value = s.join(value, t);
  }
  return made(x, "dict", node, "new", value, key);
}

function sumOf(x: Exec, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const start = argument(args, 1, "start") ?? lattice.interval(0, 0);
  if (args.positional.length === 0) return lattice.Value;
  const items = elementOf(x, args.positional[0]!, node);
  if (items.top) return items;
  if (only(items, "int", "bool") && only(start, "int", "bool")) {
    const positive = items.lo >= 0 && start.lo >= 0;
    const small = Math.max(Math.abs(items.lo), Math.abs(items.hi), 1) <= 2 ** 20 && Math.max(Math.abs(start.lo), Math.abs(start.hi)) < 2 ** 50;
    return lattice.interval(positive ? 0 : small ? -(2 ** 53 - 1) : -Infinity, small ? 2 ** 53 - 1 : Infinity);
  }
  // an empty one gives the start
  let t = s.join(start, binary(x, node, "Add", start, items, null));
  if (items === x.empty) return start;
  t = s.join(t, binary(x, node, "Add", t, items, null));
  return t.atoms.some((a) => a.kind === "int") && only(items, "float") ? s.join(start, lattice.float) : t;
}

function reflective(x: Exec, name: string, args: Arguments, node: ast.Call): Type {
  const { s } = x;
  const attr = node.args[1];
  const constant = attr === undefined ? null : stringOf(attr);
  escapeAll(x, args);
  if (constant === null || args.positional.length < 2) {
    for (const list of s.methodsNamed.values()) for (const fn of list) openFn(s, fn, true);
    for (const c of s.classes) for (const cell of c.fields.values()) s.write(cell, s.lattice.Value);
    s.anyField = true;
  } else if (name === "setattr") {
    for (const c of s.classes) s.write(s.field(c, constant), s.lattice.Value);
  } else if (name === "getattr") {
    for (const fn of s.methodsNamed.get(constant) ?? []) openFn(s, fn, true);
    for (const c of s.classes) s.leak(s.field(c, constant));
  }
  return name === "getattr" ? s.lattice.Value : s.lattice.None;
}

export { escape };
