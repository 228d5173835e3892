/**
 * fields - attributes read and written. Fields belong to a class hierarchy; on Value they are resolved by name.
 */
import type { Atom, Type } from "../types/lattice.js";
import { callFn } from "./calls.js";
import { methodAttribute } from "./containers.js";
import { escape, openFn } from "./escape.js";
import { callSpecial, methodsOf, type Exec } from "./exec.js";
import { family, isUnknown, mro, rootOf, runtimeBase, type Class, type Fn } from "./model.js";
import { libraryAttribute, objectAttribute } from "./library.js";
import type * as ast from "../ast/nodes.js";

/** @param called the attribute is called at once: no bound method comes to light */
export function getAttribute(x: Exec, o: Type, name: string, node: ast.Node, called: boolean): Type {
  const { s } = x;
  const { lattice } = s;
  if (o.top) {
    if (!called) readByName(x, name);
    return o;
  }
  boxMixed(x, o, name);
  return s.union(
    o.atoms.map((a): Type => {
      switch (a.kind) {
        case "instance":
        case "class":
          return classAttribute(x, a, name, node);
        case "super":
          return superAttribute(x, a, name);
        case "module":
        case "builtin":
          return libraryAttribute(s, a.name!, name);
        case "object":
          return objectAttribute(x, a, name);
        case "None":
          return lattice.empty;
        case "function":
        case "bound":
          if (name === "__name__" || name === "__qualname__") return lattice.str;
          escape(s, lattice.of(a));
          return lattice.Value;
        default: {
          const method = methodAttribute(x, a, name);
          if (method.top) escape(s, lattice.of(a));
          return method;
        }
      }
    }),
  );
}

/** Where objects of several hierarchies meet, a field of none of them holds raw floats. */
function boxMixed(x: Exec, o: Type, name: string): void {
  const objects = o.atoms.filter((a) => a.kind !== "None");
  const [first] = objects;
  if (first === undefined || objects.every((a) => a.kind === "instance" && rootOf(a.cls!) === rootOf(first.cls!))) return;
  for (const a of objects) if (a.kind === "instance" || a.kind === "class") x.s.field(a.cls!, name).boxed = true;
}

/** `v.x` of an unknown `v`: the field x of every class, and its methods x, come to light. */
function readByName(x: Exec, name: string): void {
  const { s } = x;
  for (const fn of s.methodsNamed.get(name) ?? []) openFn(s, fn, true);
  for (const c of s.classes) {
    const cell = rootOf(c).fields.get(name);
    if (cell !== undefined) s.leak(cell);
  }
}

function classAttribute(x: Exec, a: Atom, name: string, node: ast.Node): Type {
  const { s } = x;
  const { lattice } = s;
  const c = a.cls!;
  const isInstance = a.kind === "instance";
  const methods = methodsOf(c, name);
  const known = rootOf(c).fields.has(name);
  const cell = s.field(c, name);
  let t = lattice.empty;
  const type = s.read(cell);
  if (type.top) t = type;
  else {
    for (const atom of type.atoms) {
      if (atom.kind === "function" && atom.fn!.cls !== null && atom.fn!.name === name) {
        if (methods.includes(atom.fn!)) t = s.join(t, methodValue(x, atom.fn!, a));
      } else if (atom.kind === "function") {
        // on the class as it is; on an instance it may be bound
        if (isInstance) {
          escape(s, lattice.of(atom));
          t = s.join(t, lattice.Value);
        } else t = s.join(t, lattice.of(atom));
      } else if (atom.kind === "property") {
        if (isInstance) {
          atom.fn!.boxed = true;
          t = s.join(t, callFn(x, atom.fn!, NO_ARGUMENTS, node, a));
        } else t = s.join(t, lattice.Value);
      } else
        t = s.join(
          t,
          lattice.filter(type, (b) => b === atom),
        );
    }
  }
  const base = runtimeBase(c);
  if (isInstance && base !== null && methods.length === 0) {
    const inherited = objectAttribute(x, lattice.atom("object", { name: base === "thread" ? "threading.Thread" : "exception" }), name);
    if (!inherited.top || type === lattice.empty) t = s.join(t, inherited);
  }
  if (hasMethod(c, "__getattribute__") || hasMethod(c, "__setattr__")) {
    s.leak(cell);
    if (methods.length === 0) return s.join(t, lattice.Value);
  }
  if (type === lattice.empty && t === lattice.empty) {
    if (hasMethod(c, "__getattr__")) {
      callSpecial(x, a, "__getattr__", [lattice.str], node);
      return lattice.Value;
    }
    if (name === "__class__") return c.subclasses.size === 0 && isInstance ? lattice.of(lattice.atom("class", { cls: c })) : lattice.Value;
    if (name === "__name__" || name === "__qualname__" || name === "__module__") return lattice.str;
    if (name === "__dict__") {
      escape(s, lattice.of(a));
      s.anyField = true;
      for (const k of s.classes) for (const field of k.fields.values()) s.write(field, lattice.Value);
      return lattice.Value;
    }
    // a field nobody has written yet
    if (known && !isUnknown(c) && [...mro(c), ...family(c)].some((k) => k.stored.has(name))) return lattice.empty;
    if (isUnknown(c) || base !== null || name.startsWith("__")) return lattice.Value;
    // written from outside the class, later; or missing
    return lattice.empty;
  }
  return isUnknown(c) && methods.length === 0 ? s.join(t, lattice.Value) : t;
}

function hasMethod(c: Class, name: string): boolean {
  return [...mro(c), ...family(c)].some((k) => k.methods.has(name));
}

const NO_ARGUMENTS = { positional: [], keywords: new Map<string, Type>(), star: null, mapping: null };

function methodValue(x: Exec, fn: Fn, receiver: Atom): Type {
  const { lattice } = x.s;
  if (fn.kind === "static" || (receiver.kind === "class" && fn.kind !== "class")) return lattice.of(lattice.atom("function", { fn }));
  return lattice.of(lattice.atom("bound", { fn, of: receiver }));
}

function superAttribute(x: Exec, a: Atom, name: string): Type {
  const { s } = x;
  const { lattice } = s;
  const c = a.cls!;
  const self = lattice.atom("instance", { cls: c });
  const found: Type[] = [];
  // the next class depends on the instance: every class below may put another one in between
  for (const k of family(c)) {
    const order = mro(k);
    for (const next of order.slice(order.indexOf(c) + 1)) {
      const fn = next.methods.get(name);
      if (fn === undefined) continue;
      fn.boxed = true;
      found.push(fn.kind === "static" ? lattice.of(lattice.atom("function", { fn })) : lattice.of(lattice.atom("bound", { fn, of: self })));
      break;
    }
  }
  const base = runtimeBase(c);
  if (found.length > 0 && base === null && !isUnknown(c)) return s.union(found);
  if (name === "__init__" && base !== null && !isUnknown(c))
    found.push(lattice.of(lattice.atom("builtin", { name: base === "thread" ? "super.thread" : "super.exception" })));
  else if (["__init__", "__init_subclass__", "__enter__", "__exit__", "__setattr__"].includes(name) && base === null && !isUnknown(c))
    found.push(lattice.of(lattice.atom("builtin", { name: "super.object" })));
  else if (base === "thread") found.push(objectAttribute(x, lattice.atom("object", { name: "threading.Thread" }), name));
  else return lattice.Value;
  return s.union(found);
}

export function setAttribute(x: Exec, o: Type, name: string, t: Type): void {
  const { s } = x;
  if (o.top) {
    escape(s, t);
    s.fieldNames.set(name, s.join(s.fieldNames.get(name) ?? s.lattice.empty, t));
    for (const c of s.classes) {
      const root = rootOf(c);
      if (root.escaped) s.write(s.field(root, name), t);
    }
    return;
  }
  boxMixed(x, o, name);
  for (const a of o.atoms) {
    if (a.kind === "instance" || a.kind === "class") {
      const cell = s.field(a.cls!, name);
      if (isUnknown(a.cls!) || runtimeBase(a.cls!) !== null) cell.boxed = true;
      // a property's setter, a descriptor
      if (cell.type.atoms.some((b) => b.kind === "property") || hasMethod(a.cls!, "__setattr__")) escape(s, t);
      else s.write(cell, t);
      if (hasMethod(a.cls!, "__setattr__")) s.write(cell, s.lattice.Value);
    } else if (a.kind !== "None") escape(s, t);
  }
}
