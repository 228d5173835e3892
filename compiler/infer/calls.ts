/**
 * calls - arguments into parameter cells, results out of result cells; construction of instances.
 */
import type * as ast from "../ast/nodes.js";
import type { Atom, Type } from "../types/lattice.js";
import { callMethod } from "./containers.js";
import { escape, openFn, parameter } from "./escape.js";
import { callSpecial, elementOf, methodsOf, valuesOf, type Exec } from "./exec.js";
import { evaluate } from "./expressions.js";
import { getAttribute } from "./fields.js";
import { callLibrary, callObjectMethod } from "./library.js";
import { family, isUnknown, mro, runtimeBase, type Class, type Fn } from "./model.js";
import type { CallSite } from "./solver.js";

export interface Arguments {
  readonly positional: readonly Type[];
  readonly keywords: ReadonlyMap<string, Type>;
  /** Elements of `*xs`, and of what follows it. */
  readonly star: Type | null;
  /** Values of `**m`. */
  readonly mapping: Type | null;
}

export const NONE: Arguments = { positional: [], keywords: new Map(), star: null, mapping: null };

export function allOf(a: Arguments): Type[] {
  return [...a.positional, ...a.keywords.values(), ...(a.star === null ? [] : [a.star]), ...(a.mapping === null ? [] : [a.mapping])];
}

export function argument(a: Arguments, i: number, name?: string): Type | undefined {
  return a.positional[i] ?? (name === undefined ? undefined : a.keywords.get(name));
}

export function escapeAll(x: Exec, a: Arguments): void {
  for (const t of allOf(a)) escape(x.s, t);
}

export function callExpression(x: Exec, node: ast.Call): Type {
  const { s } = x;
  const { func } = node;
  let callee: Type;
  let name: string | null = null;
  if (func.kind === "Attribute") {
    name = x.mangled(func.attr);
    const o = evaluate(x, func.value);
    callee = getAttribute(x, o, name, func, true);
    if (s.recording) s.types.set(func, callee);
  } else callee = evaluate(x, func);
  const positional: Type[] = [];
  let star: Type | null = null;
  for (const arg of node.args) {
    const t = evaluate(x, arg);
    if (arg.kind === "Starred" || star !== null) star = s.join(star ?? x.empty, t);
    else positional.push(t);
  }
  const keywords = new Map<string, Type>();
  let mapping: Type | null = null;
  for (const k of node.keywords) {
    const t = evaluate(x, k.value);
    if (k.arg === null) mapping = s.join(mapping ?? x.empty, valuesOf(x, t));
    else keywords.set(k.arg, t);
  }
  const args: Arguments = { positional, keywords, star, mapping };
  const site: CallSite = { fns: new Set(), classes: new Set(), other: false };
  const outer = x.callSite;
  x.callSite = site;
  const result = call(x, callee, args, node, name);
  x.callSite = outer;
  const simple = star === null && mapping === null && keywords.size === 0;
  // only one callee, called with plain arguments, may exchange raw floats
  if (site.fns.size + site.classes.size > 1 || site.other || !simple) for (const fn of site.fns) fn.boxed = true;
  if (s.recording) s.calls.set(node, site);
  return result;
}

/** Calls whatever a type may be. */
export function call(x: Exec, callee: Type, args: Arguments, node: ast.Node, name: string | null): Type {
  const { s } = x;
  const { lattice } = s;
  if (callee.top) {
    if (x.callSite !== null) x.callSite.other = true;
    escapeAll(x, args);
    if (name !== null) {
      for (const fn of s.methodsNamed.get(name) ?? []) {
        fn.boxed = true;
        bindArguments(x, fn, args, true);
        s.leak(fn.result);
        s.leak(fn.yields);
        if (fn.scope.isGenerator) s.write(fn.sent, s.lattice.Value);
      }
    }
    return callee;
  }
  return s.union(
    callee.atoms.map((a): Type => {
      switch (a.kind) {
        case "function":
          x.callSite?.fns.add(a.fn!);
          return callFn(x, a.fn!, args, node, null);
        case "bound":
          x.callSite?.fns.add(a.fn!);
          return callFn(x, a.fn!, args, node, a.of!);
        case "class":
          x.callSite?.classes.add(a.cls!);
          return construct(x, a.cls!, args, node);
        case "builtin":
          if (x.callSite !== null) x.callSite.other = true;
          return callLibrary(x, a.name!, args, node);
        case "method":
          if (x.callSite !== null) x.callSite.other = true;
          return a.of!.kind === "object" ? callObjectMethod(x, a.of!, a.name!, args, node) : callMethod(x, a.of!, a.name!, args, node);
        case "instance": {
          if (x.callSite !== null) x.callSite.other = true;
          const methods = methodsOf(a.cls!, "__call__");
          if (methods.length === 0 || s.isOpaque(a.cls!)) {
            escapeAll(x, args);
            for (const fn of methods) openFn(s, fn, true);
            return lattice.Value;
          }
          return s.union(methods.map((fn) => ((fn.boxed = true), callFn(x, fn, args, node, a))));
        }
        case "None":
        case "int":
        case "float":
        case "bool":
        case "str":
          return lattice.empty;
        default:
          if (x.callSite !== null) x.callSite.other = true;
          escapeAll(x, args);
          escape(s, lattice.of(a));
          return lattice.Value;
      }
    }),
  );
}

/** A call that the runtime makes, of a function it was given: boxed in and out. */
export function callIndirect(x: Exec, callee: Type, args: Arguments, node: ast.Node): Type {
  const outer = x.callSite;
  x.callSite = null;
  for (const a of callee.atoms) if (a.fn !== undefined) a.fn.boxed = true;
  for (const a of callee.atoms)
    if (a.kind === "class") for (const k of mro(a.cls!)) for (const m of k.methods.values()) if (m.name === "__init__") m.boxed = true;
  const t = call(x, callee, args, node, null);
  x.callSite = outer;
  return t;
}

export function callFn(x: Exec, fn: Fn, args: Arguments, node: ast.Node, self: Atom | null): Type {
  const { s } = x;
  const { lattice } = s;
  bindArguments(x, fn, args, self !== null || fn.kind === "class");
  void node;
  if (fn.kind === "class" && self !== null && fn.cls !== null && fn.positional.length > 0) {
    // `cls` may be any class below
    for (const c of family(self.cls!)) s.write(parameter(s, fn, fn.positional[0]!), lattice.of(lattice.atom("class", { cls: c })));
  }
  if (fn.manager) {
    fn.boxed = true;
    return lattice.of(lattice.atom("manager", { fn }));
  }
  if (fn.scope.isGenerator) {
    if (fn.scope.isAsync) {
      openFn(s, fn, true);
      return lattice.Value;
    }
    return lattice.of(lattice.atom("generator", { fn }));
  }
  if (fn.scope.isAsync) return lattice.of(lattice.atom("coroutine", { fn }));
  return s.read(fn.result);
}

/** @param skip the first parameter is given by the receiver */
function bindArguments(x: Exec, fn: Fn, args: Arguments, skip: boolean): void {
  const { s } = x;
  fn.called = true;
  const isMethod = fn.cls !== null && fn.kind !== "static";
  const names = skip && isMethod ? fn.positional.slice(1) : fn.positional;
  const write = (name: string, t: Type): void => s.write(parameter(s, fn, name), t);
  args.positional.forEach((t, i) => {
    if (i < names.length) write(names[i]!, t);
    else s.write(fn.rest, t);
  });
  if (args.star !== null) {
    for (const name of names.slice(args.positional.length)) write(name, args.star);
    s.write(fn.rest, args.star);
  }
  for (const [name, t] of args.keywords) {
    if (fn.positional.includes(name) || fn.keywordOnly.includes(name)) write(name, t);
    else s.write(fn.keywords, t);
  }
  if (args.mapping !== null) {
    for (const name of [...names, ...fn.keywordOnly]) write(name, args.mapping);
    s.write(fn.keywords, args.mapping);
  }
}

function construct(x: Exec, c: Class, args: Arguments, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const me = lattice.atom("instance", { cls: c });
  const order = mro(c);
  if (order.some((k) => k.metaclass || k.methods.has("__new__"))) {
    escape(s, lattice.of(lattice.atom("class", { cls: c })));
    escapeAll(x, args);
    return lattice.Value;
  }
  const init = order.find((k) => k.methods.has("__init__"))?.methods.get("__init__");
  if (init !== undefined) {
    x.callSite?.fns.add(init);
    if (isUnknown(c) || runtimeBase(c) !== null || order.some((k) => k.node.decorator_list.length > 0)) init.boxed = true;
    callFn(x, init, args, node, me);
    x.callSite?.fns.delete(init);
    if (args.star !== null || args.mapping !== null || args.keywords.size > 0) init.boxed = true;
  }
  for (const k of order) {
    if (k.dataclass === null) continue;
    const names = k.dataclass.flatMap((n) => (n.target.kind === "Name" ? [n.target.id] : []));
    names.forEach((name, i) => {
      const cell = s.field(c, name);
      for (const t of [args.positional[i], args.keywords.get(name), args.star, args.mapping]) if (t !== undefined && t !== null) s.write(cell, t);
      // inherited fields come first, factories give anything
      if (k !== c || order.length > 1) for (const t of args.positional) s.write(cell, t);
    });
    for (const n of k.dataclass) if (n.value?.kind === "Call" && n.target.kind === "Name") s.write(s.field(c, n.target.id), lattice.Value);
    callSpecial(x, me, "__post_init__", [], node);
  }
  const base = runtimeBase(c);
  if (init === undefined && (base !== null || isUnknown(c))) {
    if (base === "thread" && !isUnknown(c)) callLibrary(x, "super.thread", args, node);
    else escapeAll(x, args);
  }
  if (base === "thread") for (const k of order) for (const fn of k.methods.values()) if (fn.name === "run") openFn(s, fn, true);
  if (isUnknown(c)) escapeAll(x, args);
  return lattice.of(me);
}

export { elementOf };
