/**
 * containers - methods of lists, dicts, sets, queues, futures, executors and of the basic kinds.
 */
import type * as ast from "../ast/nodes.js";
import type { Atom, Type } from "../types/lattice.js";
import { callIndirect, escapeAll, allOf, NONE, type Arguments } from "./calls.js";
import { escape } from "./escape.js";
import { elementOf, made, valuesOf, type Exec } from "./exec.js";
import { ordered, signature } from "./library.js";
import { attributeType, methodResult } from "./signatures.js";

const METHODS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    list: "append insert extend pop sort reverse clear remove copy index count",
    deque: "append appendleft extend extendleft pop popleft reverse clear remove rotate copy index count",
    set: "add update pop clear remove discard copy union intersection difference symmetric_difference issubset issuperset isdisjoint",
    dict: "get pop setdefault keys values items popitem update clear copy",
    defaultdict: "get pop setdefault keys values items popitem clear copy",
    counter: "get keys values items clear copy most_common",
    tuple: "index count",
    queue: "put put_nowait get get_nowait empty full qsize task_done join",
    iter: "__next__",
    generator: "send __next__",
    future: "result done cancel cancelled running add_done_callback",
    pool: "submit map shutdown",
  }).map(([kind, names]) => [kind, new Set(names.split(" "))]),
);

/** `x.name` of what is no instance, class or module. */
export function methodAttribute(x: Exec, a: Atom, name: string): Type {
  const { s } = x;
  if (METHODS[a.kind]?.has(name) || methodResult(a.kind, name) !== undefined) return s.lattice.of(s.lattice.atom("method", { of: a, name }));
  const declared = attributeType(a.kind, name);
  return declared === undefined ? s.lattice.Value : signature(s, declared, null, "");
}

export function callMethod(x: Exec, a: Atom, name: string, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const result = methodResult(a.kind, name);
  if (result !== undefined && METHODS[a.kind] === undefined) {
    if (allOf(args).some((t) => t.atoms.some((k) => k.kind === "instance" || k.fn !== undefined))) escapeAll(x, args);
    for (const t of args.positional) if (name === "join") elementOf(x, t, node);
    return signature(s, result, node, "m");
  }
  const unknown = (): Type => {
    escapeAll(x, args);
    escape(s, lattice.of(a));
    return lattice.Value;
  };
  if (args.star !== null || args.mapping !== null) return unknown();
  const site = a.site!;
  const given = (i: number): Type => args.positional[i] ?? lattice.empty;
  const { None, bool } = lattice;
  switch (a.kind) {
    case "list":
    case "deque":
    case "set":
      switch (name) {
        case "append":
        case "appendleft":
        case "add":
          s.write(site.item, given(0));
          return None;
        case "insert":
          s.write(site.item, given(1));
          return None;
        case "extend":
        case "extendleft":
        case "update":
          for (const t of args.positional) s.write(site.item, elementOf(x, t, node));
          return None;
        case "pop":
        case "popleft":
          return s.read(site.item);
        case "sort": {
          const key = args.keywords.get("key");
          if (key !== undefined && !key.atoms.every((k) => k.kind === "None")) callIndirect(x, key, { ...NONE, positional: [s.read(site.item)] }, node);
          ordered(x, s.read(site.item));
          return None;
        }
        case "reverse":
        case "clear":
        case "remove":
        case "discard":
        case "rotate":
          return None;
        case "copy":
          return made(x, a.kind, node, "copy", s.read(site.item));
        case "index":
        case "count":
          return lattice.interval(0, 2 ** 32 - 1);
        case "union":
        case "intersection":
        case "difference":
        case "symmetric_difference":
          return made(x, "set", node, "m", s.union([s.read(site.item), ...args.positional.map((t) => elementOf(x, t, node))]));
        default:
          return bool;
      }
    case "dict":
    case "defaultdict":
    case "counter":
      return dictMethod(x, a, name, args, node);
    case "tuple":
      return lattice.interval(0, 2 ** 32 - 1);
    case "queue":
      switch (name) {
        case "put":
        case "put_nowait": {
          const item = args.positional[0] ?? args.keywords.get("item");
          if (item === undefined) return unknown();
          s.write(site.item, item);
          return None;
        }
        case "get":
        case "get_nowait":
          return s.read(site.item);
        case "empty":
        case "full":
          return bool;
        case "qsize":
          return lattice.interval(0, 2 ** 31);
        default:
          return None;
      }
    case "iter":
      return s.read(site.item);
    case "generator":
      if (name === "send") s.write(a.fn!.sent, given(0));
      return s.read(a.fn!.yields);
    case "future":
      switch (name) {
        case "result":
          return s.read(site.item);
        case "add_done_callback":
          callIndirect(x, given(0), { ...NONE, positional: [lattice.of(a)] }, node);
          return None;
        default:
          return bool;
      }
    case "pool":
      switch (name) {
        case "submit": {
          if (args.positional.length === 0) return unknown();
          const t = callIndirect(x, given(0), { positional: args.positional.slice(1), keywords: args.keywords, star: null, mapping: null }, node);
          return made(x, "future", node, "future", t);
        }
        case "map": {
          if (args.positional.length < 2) return unknown();
          return made(
            x,
            "iter",
            node,
            "map",
            callIndirect(x, given(0), { ...NONE, positional: args.positional.slice(1).map((t) => elementOf(x, t, node)) }, node),
          );
        }
        default:
          return None;
      }
    default:
      return unknown();
  }
}

function dictMethod(x: Exec, a: Atom, name: string, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const { key, item } = a.site!;
  const given = args.positional;
  switch (name) {
    case "get":
      return s.join(s.read(item), given[1] ?? lattice.None);
    case "pop":
      return s.join(s.read(item), given[1] ?? lattice.empty);
    case "setdefault":
      s.write(key, given[0] ?? lattice.empty);
      s.write(item, given[1] ?? lattice.None);
      return s.read(item);
    case "keys":
      return made(x, "iter", node, "m", s.read(key));
    case "values":
      return made(x, "iter", node, "m", s.read(item));
    case "items":
      return made(x, "iter", node, "m", s.tuple(s.site(node, "pair"), [s.read(key), s.read(item)]));
    case "popitem":
      return s.tuple(s.site(node, "pair"), [s.read(key), s.read(item)]);
    case "most_common":
      return made(x, "list", node, "m", s.tuple(s.site(node, "pair"), [s.read(key), s.read(item)]));
    case "update":
      for (const t of given) {
        if (t.top || !t.atoms.every((k) => k.kind === "dict" || k.kind === "defaultdict")) {
          s.write(key, lattice.Value);
          s.write(item, lattice.Value);
        } else {
          s.write(key, elementOf(x, t, node));
          s.write(item, valuesOf(x, t));
        }
      }
      for (const t of args.keywords.values()) {
        s.write(key, lattice.str);
        s.write(item, t);
      }
      return lattice.None;
    case "copy":
      return made(x, a.kind, node, "copy", s.read(item), s.read(key));
    default:
      return lattice.None;
  }
}
