/**
 * definitions - def, lambda, class: what a definition binds, and what happens in a body.
 */
import type * as ast from "../ast/nodes.js";
import { mangle } from "../bind/symtable.js";
import type { Type } from "../types/lattice.js";
import { call } from "./calls.js";
import { escape, isSpecial, openFn, parameter } from "./escape.js";
import { bindName, type Exec } from "./exec.js";
import { evaluate } from "./expressions.js";
import { runBlock } from "./infer.js";
import { isUnknown, mro, type Class, type Def, type Fn } from "./model.js";

/** Runs the body of a function or lambda. Its parameters are cells. */
export function callBody(x: Exec, fn: Fn): void {
  const { s } = x;
  if (fn.node.kind === "Lambda") {
    const t = evaluate(x, fn.node.body);
    if (!fn.scope.isGenerator) s.write(fn.result, t);
    return;
  }
  for (const arg of [...fn.node.args.posonlyargs, ...fn.node.args.args, ...fn.node.args.kwonlyargs]) void arg;
  runBlock(x, fn.node.body);
  if (!neverEnds(fn.node.body)) s.write(fn.result, s.lattice.None);
}

function neverEnds(body: readonly ast.Stmt[]): boolean {
  return leavesFunction(body);
}

/** Whether control cannot come past the list by running through it. */
function leavesFunction(list: readonly ast.Stmt[]): boolean {
  return list.some((node) => {
    switch (node.kind) {
      case "Return":
      case "Raise":
        return true;
      case "If":
        return node.orelse.length > 0 && leavesFunction(node.body) && leavesFunction(node.orelse);
      case "Try":
        if (leavesFunction(node.finalbody)) return true;
        return (leavesFunction(node.body) || leavesFunction(node.orelse)) && node.handlers.every((h) => leavesFunction(h.body));
      case "While":
        return node.test.kind === "Constant" && node.test.value.type === "True" && !breaks(node.body);
      default:
        return false;
    }
  });
}

function breaks(list: readonly ast.Stmt[]): boolean {
  return list.some((node) => {
    switch (node.kind) {
      case "Break":
        return true;
      case "If":
        return breaks(node.body) || breaks(node.orelse);
      case "For":
      case "AsyncFor":
      case "While":
        return breaks(node.orelse);
      case "With":
      case "AsyncWith":
        return breaks(node.body);
      case "Try":
      case "TryStar":
        return breaks(node.body) || breaks(node.orelse) || breaks(node.finalbody) || node.handlers.some((h) => breaks(h.body));
      case "Match":
        return node.cases.some((c) => breaks(c.body));
      default:
        return false;
    }
  });
}

/** Default values are evaluated where the definition stands. */
export function evaluateDefaults(x: Exec, fn: Fn): void {
  const { args } = fn.node;
  const last = fn.positional.slice(fn.positional.length - args.defaults.length);
  const write = (name: string, node: ast.Expr): void => {
    const t = evaluate(x, node);
    x.s.write(fn.defaults.get(name)!, t);
    // also whoever calls it unseen leaves it out
    x.s.write(parameter(x.s, fn, name), t);
  };
  args.defaults.forEach((node, i) => write(last[i]!, node));
  args.kw_defaults.forEach((node, i) => node !== null && write(fn.keywordOnly[i]!, node));
}

function dotted(node: ast.Expr): string {
  if (node.kind === "Name") return node.id;
  return node.kind === "Attribute" ? `${dotted(node.value)}.${node.attr}` : "";
}

function openTypeParameters(x: Exec, list: readonly ast.TypeParam[]): void {
  if (list.length === 0) return;
  for (const v of x.s.symbols.scopeOf(list[0]!).variables.values()) x.s.write(x.s.variable(v), x.Value);
}

export function runFunctionDef(x: Exec, node: Def): void {
  const { s } = x;
  const { lattice } = s;
  const fn = s.fnOf.get(node)!;
  openTypeParameters(x, node.type_params);
  evaluateDefaults(x, fn);
  for (const arg of [...node.args.posonlyargs, ...node.args.args, ...node.args.kwonlyargs]) if (arg.annotation !== null) evaluateQuietly(x, arg.annotation);
  if (node.returns !== null) evaluateQuietly(x, node.returns);
  const cls = x.inClass;
  if (cls !== null && fn.cls === cls) {
    // several methods of one name: the calls by name reach the last
    const other = cls.methods.get(node.name);
    if (other !== undefined && other !== fn) for (const f of [other, fn]) openFn(s, f, true);
    cls.methods.set(mangle(cls.scope.className, node.name), fn);
    if (isSpecial(node.name) && node.name !== "__init__") fn.boxed = true;
    if (BY_RUNTIME.has(node.name)) openFn(s, fn, true);
    if (isUnknown(cls) && node.name !== "__init__") openFn(s, fn, fn.kind !== "static" && !/^_[^_].*_$/.test(node.name));
  }
  let t: Type = lattice.of(lattice.atom("function", { fn }));
  for (const d of [...node.decorator_list].reverse()) {
    fn.decorated = true;
    const name = dotted(d);
    if (name === "staticmethod" || name === "classmethod") continue;
    fn.boxed = true;
    if (name === "property" || name === "abc.abstractproperty") {
      fn.called = true;
      t = lattice.of(lattice.atom("property", { fn }));
      cls?.methods.delete(node.name);
    } else if (d.kind === "Attribute" && ["setter", "deleter", "getter"].includes(d.attr)) {
      openFn(s, fn, true);
      cls?.methods.delete(node.name);
      evaluate(x, d.value);
      return;
    } else if (name === "abc.abstractmethod" || name === "abstractmethod" || name === "override" || name === "typing.override") {
      evaluate(x, d);
    } else if ((name === "contextmanager" || name === "contextlib.contextmanager") && isLibrary(x, d, "contextlib.contextmanager")) {
      evaluate(x, d);
      fn.manager = true;
    } else {
      const decorator = evaluate(x, d);
      openFn(s, fn, cls !== null && fn.kind !== "static");
      t = call(x, decorator, { positional: [t], keywords: new Map(), star: null, mapping: null }, d, null);
      if (cls !== null) {
        cls.methods.delete(node.name);
        t = lattice.Value;
      }
    }
  }
  bindName(x, node.name, t, true);
}

/** Special methods that the runtime calls where no rule says so: `xs.index(v)`, keys of dicts, `with`. */
const BY_RUNTIME: ReadonlySet<string> = new Set(
  (
    "__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __hash__ __contains__ __format__ __exit__ __aexit__ __getattr__ __getattribute__ __setattr__ __delattr__ __get__ __set__ __delete__ " +
    "__set_name__ __init_subclass__ __class_getitem__ __reduce_ex__ __setstate__ __delitem__ __missing__ __round__ __pow__ __rpow__ __new__ __instancecheck__ __subclasscheck__ __prepare__"
  ).split(" "),
);

function isLibrary(x: Exec, node: ast.Expr, name: string): boolean {
  const t = evaluate(x, node);
  return t.atoms.length === 1 && t.atoms[0]!.kind === "builtin" && t.atoms[0]!.name === name;
}

/** Annotations may call anything; what they are does not matter. */
function evaluateQuietly(x: Exec, node: ast.Expr): void {
  if (node.kind !== "Constant") escape(x.s, evaluate(x, node));
}

const PLAIN_BASES: ReadonlySet<string> = new Set(["object", "abc.ABC"]);

export function runClassDef(x: Exec, node: ast.ClassDef): void {
  const { s } = x;
  const { lattice } = s;
  const cls = s.classOf.get(node)!;
  openTypeParameters(x, node.type_params);
  if (node.type_params.length > 0) cls.unknownBase = true;
  for (const base of node.bases) {
    const t = evaluate(x, base.kind === "Starred" ? base.value : base);
    if (base.kind === "Starred" || t.top) cls.unknownBase = true;
    for (const a of t.atoms) {
      if (a.kind === "class") {
        // classes of one name, each derived from what the name was before: which of them is whose base is not known
        if (a.cls !== cls && mro(a.cls!).includes(cls)) cls.unknownBase = true;
        else s.derive(cls, a.cls!);
      } else if (a.kind === "builtin" && s.isException(a.name!)) cls.runtimeBase = "exception";
      else if (a.kind === "builtin" && (a.name === "threading.Thread" || a.name === "threading.Timer")) cls.runtimeBase = "thread";
      else if (!(a.kind === "builtin" && PLAIN_BASES.has(a.name!))) {
        cls.unknownBase = true;
        s.builtinSubclass = true;
      }
    }
  }
  for (const k of node.keywords) {
    escape(s, evaluate(x, k.value));
    cls.unknownBase = true;
    cls.metaclass = true;
  }
  if (cls.unknownBase) escape(s, lattice.of(lattice.atom("class", { cls })));
  runClassBody(x, cls);
  let t: Type = lattice.of(lattice.atom("class", { cls }));
  for (const d of [...node.decorator_list].reverse()) {
    const name = dotted(d.kind === "Call" ? d.func : d);
    const decorator = evaluate(x, d);
    if ((name === "dataclass" || name === "dataclasses.dataclass") && (d.kind === "Call" || isLibrary(x, d, "dataclasses.dataclass"))) {
      cls.dataclass = node.body.filter((n): n is ast.AnnAssign => n.kind === "AnnAssign");
      cls.guarded = d.kind === "Call" && d.keywords.some(guards);
      // its repr and eq read fields as they are
      s.noRawClasses.add(cls);
    } else {
      escape(s, t);
      t = call(x, decorator, { positional: [t], keywords: new Map(), star: null, mapping: null }, d, null);
      t = s.join(t, lattice.Value);
    }
  }
  bindName(x, node.name, t, true);
}

/** Whether an option of `dataclass` changes what a store to an instance does. */
function guards(option: ast.Keyword): boolean {
  if (option.arg !== null && !["frozen", "slots", "weakref_slot"].includes(option.arg)) return false;
  return option.value.kind !== "Constant" || option.value.value.type !== "False";
}

function runClassBody(x: Exec, cls: Class): void {
  const outer = x.inClass;
  x.inClass = cls;
  x.within(cls.scope, () => runBlock(x, cls.node.body));
  x.inClass = outer;
}
