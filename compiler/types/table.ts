/**
 * table - what inference found, as `emit` asks for it; and which floats are raw.
 *
 * A variable, parameter, result or field is a raw double if floats are all it can hold, and every place that sets or reads it knows that:
 * `boxed` of its cell says that one does not.
 */
import type * as ast from "../ast/nodes.js";
import type { Scope, Variable } from "../bind/symtable.js";
import { infer } from "../infer/infer.js";
import { family, hasRoom, isUnknown, rootOf, runtimeBase, type Cell, type Class, type Fn } from "../infer/model.js";
import type { Solver } from "../infer/solver.js";
import type { SymbolTable } from "../bind/symtable.js";
import { isMemory, only, type Type as Inferred } from "./lattice.js";
import { annotation, check } from "./print.js";
import { literalTypes, VALUE, type RawCall, type Type, type TypeTable } from "./types.js";

/** Types of a module; literals only where it uses its variables by name. */
export function typesOf(module: ast.Module, symbols: SymbolTable, main: boolean): TypeTable {
  const solver = infer(module, symbols, main);
  return solver === null ? literalTypes : new InferredTypes(solver);
}

const KINDS: { readonly [kind: string]: Type["kind"] } = {
  None: "None",
  bool: "bool",
  int: "int",
  float: "float",
  str: "str",
  bytes: "bytes",
  list: "list",
  tuple: "tuple",
  dict: "dict",
  defaultdict: "dict",
  counter: "dict",
  set: "set",
  range: "range",
  instance: "instance",
  class: "class",
  function: "function",
  module: "module",
};

const PLAIN_TRUTH: ReadonlySet<string> = new Set(["None", "bool", "int", "str", "function", "bound", "builtin"]);
const TRUTH = ["__bool__", "__len__"];
/** Kinds of which tsc has one type whatever the value is. */
const SAME_IN_ALL: ReadonlySet<string> = new Set(["None", "bool", "int", "float", "str", "bytes"]);
const READS = ["__getattr__", "__getattribute__"];
const STORES = [...READS, "__setattr__"];

class InferredTypes implements TypeTable {
  readonly #public = new Map<Inferred, Type>();

  constructor(readonly s: Solver) {
    for (const fn of s.fns) {
      if (this.#exchangesRaw(fn)) continue;
      for (const v of fn.variables.values()) s.variable(v).boxed = true;
    }
  }

  /** Plain functions and methods whose every call is seen. */
  #exchangesRaw(fn: Fn): boolean {
    return (
      !fn.boxed &&
      !fn.escaped &&
      !fn.decorated &&
      fn.kind === "plain" &&
      fn.node.kind === "FunctionDef" &&
      !fn.scope.isGenerator &&
      fn.keywordOnly.length === 0 &&
      fn.node.args.vararg === null &&
      fn.node.args.kwarg === null &&
      fn.node.args.defaults.length === 0
    );
  }

  #isRaw(cell: Cell): boolean {
    return !this.s.noRaw && !cell.boxed && !cell.leaks && cell.type === this.s.lattice.float;
  }

  #type(t: Inferred): Type {
    let found = this.#public.get(t);
    if (found === undefined) this.#public.set(t, (found = this.#make(t)));
    return found;
  }

  #make(t: Inferred): Type {
    if (t.top || t.atoms.length === 0) return VALUE;
    const kinds = new Set(t.atoms.map((a) => KINDS[a.kind] ?? "Value"));
    const kind = kinds.size === 1 ? [...kinds][0]! : "Value";
    const number = only(t, "int", "float", "bool");
    const plainTruth = t.atoms.every((a) => PLAIN_TRUTH.has(a.kind) || (a.kind === "instance" && this.#isTransparent(a.cls!, TRUTH)));
    const lengths = new Set(t.atoms.map((a) => (a.kind === "tuple" ? (a.site!.positions?.length ?? -1) : -1)));
    const [length] = lengths;
    return {
      kind,
      lo: t.lo,
      hi: t.hi,
      text: annotation(t),
      check: check(t),
      ...(number ? { number } : {}),
      ...(t.atoms.every(isMemory) ? { memory: true } : {}),
      ...(plainTruth ? { plainTruth } : {}),
      ...(lengths.size === 1 && length! >= 0 ? { length: length! } : {}),
    };
  }

  /** A class of the script alone, and none of its hierarchy has one of these methods. */
  #isTransparent(c: Class, methods: readonly string[]): boolean {
    return (
      !rootOf(c).open.type.top &&
      family(rootOf(c)).every(
        (k) => !k.unknownBase && k.runtimeBase === null && !k.metaclass && !methods.some((m) => k.methods.has(m) || rootOf(k).fields.has(m)),
      )
    );
  }

  isField(node: ast.Attribute, store: boolean): boolean {
    const t = this.s.types.get(node.value);
    if (t === undefined || t.top || node.attr.startsWith("__") || this.s.anyField) return false;
    const objects = t.atoms.filter((a) => a.kind !== "None");
    if (objects.length === 0 || (store && objects.length < t.atoms.length)) return false;
    return objects.every((a) => {
      if (a.kind !== "instance" || !this.#isTransparent(a.cls!, store ? STORES : READS)) return false;
      if (store && (family(rootOf(a.cls!)).some((k) => k.guarded) || !family(a.cls!).every((k) => hasRoom(k, node.attr)))) return false;
      const cell = rootOf(a.cls!).fields.get(node.attr);
      if (cell === undefined || cell.type.top || cell.inClass) return false;
      return cell.type.atoms.every((b) => b.fn === undefined && b.kind !== "builtin" && b.kind !== "method");
    });
  }

  isMethodCall(node: ast.Call): boolean {
    if (node.func.kind !== "Attribute" || node.func.attr.startsWith("__") || this.s.spoken.has(node.func.attr)) return false;
    const owner = this.s.types.get(node.func.value);
    const callee = this.s.types.get(node.func);
    if (owner === undefined || owner.top || callee === undefined || callee.top || callee.atoms.length === 0) return false;
    if (!callee.atoms.every((a) => a.kind === "bound" && a.fn!.kind === "plain" && !a.fn!.decorated)) return false;
    const { attr } = node.func;
    return owner.atoms.every(
      (a) => a.kind === "None" || (a.kind === "instance" && this.#isTransparent(a.cls!, READS) && !family(rootOf(a.cls!)).some((k) => k.slots?.has(attr))),
    );
  }

  typeOf(node: ast.Expr): Type {
    const t = this.s.types.get(node);
    return t === undefined ? literalTypes.typeOf(node) : this.#type(t);
  }

  resultOf(node: ast.AugAssign): Type {
    const t = this.s.results.get(node);
    return t === undefined ? VALUE : this.#type(t);
  }

  variable(v: Variable): Type {
    const cell = this.s.knownVariable(v);
    return cell === undefined ? VALUE : this.#shown(cell, this.isRawVariable(v));
  }

  /** A type for a declaration: `float` is a raw double. */
  #shown(cell: Cell, raw: boolean): Type {
    const type = this.#type(cell.type);
    return raw ? { ...type, text: "float" } : type;
  }

  isRawVariable(v: Variable): boolean {
    const cell = this.s.knownVariable(v);
    return cell !== undefined && v.scope.kind !== "class" && v.scope.kind !== "typeparams" && this.#isRaw(cell);
  }

  isRawField(node: ast.Attribute): boolean {
    const t = this.s.types.get(node.value);
    if (t === undefined || t.top) return false;
    const objects = t.atoms.filter((a) => a.kind !== "None");
    const [first] = objects;
    if (first === undefined || !objects.every((a) => a.kind === "instance")) return false;
    return this.#isRawFieldOf(first.cls!, node.attr);
  }

  #isRawFieldOf(c: Class, name: string): boolean {
    // private names would have to be mangled
    if (name.startsWith("__")) return false;
    const root = rootOf(c);
    const cell = root.fields.get(name);
    if (cell === undefined || root.escaped || this.s.anyField || !this.#isRaw(cell)) return false;
    return family(root).every(
      (k) =>
        !isUnknown(k) &&
        runtimeBase(k) === null &&
        !this.s.noRawClasses.has(k) &&
        k.dataclass === null &&
        k.methods.get("__setattr__") === undefined &&
        hasRoom(k, name),
    );
  }

  rawCall(node: ast.Call): RawCall | null {
    const site = this.s.calls.get(node);
    if (site === undefined || site.other || site.fns.size + site.classes.size !== 1) return null;
    const [fn] = site.fns;
    const [cls] = site.classes;
    const target = fn ?? initOf(cls!);
    if (target === undefined || !this.#exchangesRaw(target)) return null;
    const skip = target.cls !== null && (cls !== undefined || this.#isBound(node)) ? 1 : 0;
    const parameters = target.positional.slice(skip).map((name) => this.isRawVariable(target.variables.get(name)!));
    return { parameters, result: cls === undefined && this.#isRaw(target.result) };
  }

  #isBound(node: ast.Call): boolean {
    const t = this.s.types.get(node.func);
    return t !== undefined && t.atoms.some((a) => a.kind === "bound");
  }

  result(node: ast.FunctionDef | ast.AsyncFunctionDef): Type {
    const fn = this.s.fnOf.get(node);
    return fn === undefined ? VALUE : this.#shown(fn.result, this.isRawResult(node));
  }

  yields(node: ast.FunctionDef | ast.AsyncFunctionDef): Type {
    const fn = this.s.fnOf.get(node);
    return fn === undefined ? VALUE : this.#type(fn.yields.type);
  }

  isRawResult(node: ast.FunctionDef | ast.AsyncFunctionDef): boolean {
    const fn = this.s.fnOf.get(node);
    return fn !== undefined && this.#exchangesRaw(fn) && this.#isRaw(fn.result);
  }

  field(node: ast.ClassDef, name: string): Type {
    const c = this.s.classOf.get(node);
    const cell = c === undefined ? undefined : rootOf(c).fields.get(name);
    return cell === undefined ? VALUE : this.#shown(cell, this.#isRawFieldOf(c!, name));
  }

  overridden(scope: Scope, name: string): Type | null {
    const c = this.s.classes.find((k) => k.scope === scope);
    if (c === undefined) return null;
    const binds = (k: Class): boolean => k.scope.variables.get(name)?.refs.some((r) => r.use === "bind") === true;
    const cell = rootOf(c).fields.get(name);
    if (cell === undefined || family(rootOf(c)).filter(binds).length < 2) return null;
    const type = this.#shown(cell, false);
    return SAME_IN_ALL.has(type.kind) ? null : type;
  }

  target(node: ast.Call): { readonly def: ast.FunctionDef | ast.AsyncFunctionDef; readonly skip: number } | null {
    const site = this.s.calls.get(node);
    if (site === undefined || site.other || site.fns.size !== 1 || site.classes.size > 0) return null;
    const [fn] = site.fns;
    if (fn!.node.kind === "Lambda" || fn!.decorated || (fn!.cls !== null && fn!.kind !== "plain") || (fn!.cls !== null && !this.#isBound(node))) return null;
    return { def: fn!.node, skip: fn!.cls === null ? 0 : 1 };
  }

  libraryObject(node: ast.Expr): string | null {
    const t = this.s.types.get(node);
    return t !== undefined && !t.top && t.atoms.length === 1 && t.atoms[0]!.kind === "object" ? t.atoms[0]!.name! : null;
  }

  classNodes(node: ast.Expr): { readonly node: ast.ClassDef; readonly instance: boolean }[] {
    const atoms = this.s.types.get(node)?.atoms.filter((a) => a.kind !== "None") ?? [];
    if (!atoms.every((a) => a.cls !== undefined && (a.kind === "instance" || a.kind === "class"))) return [];
    return atoms.map((a) => ({ node: a.cls!.node, instance: a.kind === "instance" }));
  }

  isExceptionClass(node: ast.Expr): boolean {
    return this.s.types.get(node)?.atoms.some((a) => a.kind === "builtin" && this.s.isException(a.name!)) === true;
  }

  builtin(node: ast.Call): string | null {
    const t = this.s.types.get(node.func);
    return t !== undefined && t.atoms.length === 1 && t.atoms[0]!.kind === "builtin" ? t.atoms[0]!.name! : null;
  }
}

function initOf(c: Class): Fn | undefined {
  const seen: Class[] = [c];
  for (const k of seen) {
    const fn = k.methods.get("__init__");
    if (fn !== undefined) return fn;
    seen.push(...k.bases);
  }
  return undefined;
}
