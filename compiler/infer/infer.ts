/**
 * infer - types of all expressions of a module: statements.
 *
 * In      ast.Module, SymbolTable
 * Out     what compiler/types/table.ts asks: types of expressions, variables, parameters, results
 * Oracle  values seen in a run (`--check-types`)
 */
import type * as ast from "../ast/nodes.js";
import type { SymbolTable } from "../bind/symtable.js";
import type { Type } from "../types/lattice.js";
import { collect } from "./collect.js";
import { escape, openFn } from "./escape.js";
import { bindName, callSpecial, elementOf, Exec, itemOf, made, methodsOf, setItem } from "./exec.js";
import { evaluate } from "./expressions.js";
import { setAttribute } from "./fields.js";
import { runFunctionDef, runClassDef, callBody } from "./definitions.js";
import { importedModule, importedName } from "./library.js";
import { condition, type Narrowing } from "./narrow.js";
import { binary, counter } from "./operators.js";
import { bindPattern } from "./patterns.js";
import { Solver } from "./solver.js";
import type { Unit } from "./model.js";

/** The fixpoint; null where the module can change its variables by name. */
export function infer(module: ast.Module, symbols: SymbolTable, main: boolean): Solver | null {
  const s = new Solver(symbols, module, main);
  const units = collect(s, module);
  if (units === null) return null;
  s.openVariables();
  const analyse = (unit: Unit): void => analyseUnit(s, unit);
  for (const unit of units) s.push(unit);
  s.solve(analyse);
  if (!main || s.open) for (const fn of s.fns) if (fn.scope.parent?.kind === "module" || fn.cls !== null) openFn(s, fn, true);
  s.solve(analyse);
  // what nobody called or leaked may still be reached some way that is not modelled
  for (let round = 0; round < 4; round++) {
    const uncalled = s.fns.filter((fn) => !fn.called);
    if (uncalled.length === 0) break;
    for (const fn of uncalled) {
      openFn(s, fn, fn.cls !== null && fn.kind !== "static");
      s.push(fn.unit);
    }
    s.solve(analyse);
  }
  s.recording = true;
  for (const unit of units) {
    s.unit = unit;
    analyse(unit);
  }
  s.solve(analyse);
  s.recording = false;
  return s;
}

function analyseUnit(s: Solver, unit: Unit): void {
  const x = new Exec(s, unit);
  if (unit.node.kind === "Module") runBlock(x, unit.node.body);
  else callBody(x, unit.fn!);
}

// ---------------------------------------------------------------- statements

export function runBlock(x: Exec, list: readonly ast.Stmt[]): void {
  const outer = x.narrowed;
  for (const node of list) run(x, node);
  x.narrowed = outer;
}

/** A block that runs only if a test has said so. */
function runNarrowed(x: Exec, list: readonly ast.Stmt[], narrowing: Narrowing): void {
  const outer = x.narrowed;
  for (const [v, t] of narrowing) x.narrow(v, t);
  runBlock(x, list);
  x.narrowed = outer;
}

function run(x: Exec, node: ast.Stmt): void {
  const { s } = x;
  switch (node.kind) {
    case "Expr":
      evaluate(x, node.value);
      return;
    case "Assign":
      runAssign(x, node);
      return;
    case "AnnAssign":
      if (node.value !== null) assign(x, node.target, evaluate(x, node.value), false);
      else if (node.target.kind === "Attribute") evaluate(x, node.target.value);
      if (x.inClass === null && x.scope.kind === "function") return;
      evaluate(x, node.annotation);
      return;
    case "AugAssign":
      runAugAssign(x, node);
      return;
    case "Return": {
      const t = node.value === null ? s.lattice.None : evaluate(x, node.value);
      if (x.fn !== null) s.write(x.fn.result, t);
      return;
    }
    case "Raise":
      for (const e of [node.exc, node.cause]) if (e !== null) escape(s, evaluate(x, e));
      return;
    case "Assert": {
      const { yes, no } = condition(x, node.test);
      if (node.msg !== null) {
        const outer = x.narrowed;
        for (const [v, t] of no) x.narrow(v, t);
        escape(s, evaluate(x, node.msg));
        x.narrowed = outer;
      }
      for (const [v, t] of yes) x.narrow(v, t);
      return;
    }
    case "Delete":
      for (const target of node.targets) runDelete(x, target);
      return;
    case "If": {
      const { yes, no } = condition(x, node.test);
      runNarrowed(x, node.body, yes);
      runNarrowed(x, node.orelse, no);
      if (leavesBlock(node.body)) for (const [v, t] of no) x.narrow(v, t);
      else if (node.orelse.length > 0 && leavesBlock(node.orelse)) for (const [v, t] of yes) x.narrow(v, t);
      return;
    }
    case "While": {
      const { yes } = condition(x, node.test);
      runNarrowed(x, node.body, yes);
      runBlock(x, node.orelse);
      return;
    }
    case "For":
    case "AsyncFor": {
      const items = evaluate(x, node.iter);
      if (node.kind === "AsyncFor") escape(s, items);
      assign(x, node.target, node.kind === "AsyncFor" ? x.Value : elementOf(x, items, node.iter), true);
      runBlock(x, node.body);
      runBlock(x, node.orelse);
      return;
    }
    case "With":
    case "AsyncWith":
      for (const item of node.items) {
        const manager = evaluate(x, item.context_expr);
        const entered = node.kind === "AsyncWith" ? (escape(s, manager), x.Value) : enter(x, manager, node);
        if (item.optional_vars !== null) assign(x, item.optional_vars, entered, true);
      }
      runBlock(x, node.body);
      return;
    case "Try":
    case "TryStar":
      runBlock(x, node.body);
      runBlock(x, node.orelse);
      for (const handler of node.handlers) {
        if (handler.type !== null) {
          const t = evaluate(x, handler.type);
          if (handler.name !== null) bindName(x, handler.name, node.kind === "TryStar" ? x.Value : caught(x, t), true);
        }
        runBlock(x, handler.body);
      }
      runBlock(x, node.finalbody);
      return;
    case "FunctionDef":
    case "AsyncFunctionDef":
      runFunctionDef(x, node);
      return;
    case "ClassDef":
      runClassDef(x, node);
      return;
    case "Import":
      for (const alias of node.names) bindName(x, alias.asname ?? alias.name.split(".")[0]!, importedModule(s, alias), true);
      return;
    case "ImportFrom":
      for (const alias of node.names) bindName(x, alias.asname ?? alias.name, importedName(s, node, alias), true);
      return;
    case "Match": {
      const t = evaluate(x, node.subject);
      escape(s, t);
      for (const branch of node.cases) {
        bindPattern(x, branch.pattern);
        if (branch.guard !== null) evaluate(x, branch.guard);
        runBlock(x, branch.body);
      }
      return;
    }
    case "TypeAlias":
      bindName(x, node.name.id, x.Value, true);
      return;
    default:
  }
}

function leavesBlock(list: readonly ast.Stmt[]): boolean {
  const last = list.at(-1);
  if (last === undefined) return false;
  if (last.kind === "If") return last.orelse.length > 0 && leavesBlock(last.body) && leavesBlock(last.orelse);
  return last.kind === "Return" || last.kind === "Raise" || last.kind === "Break" || last.kind === "Continue";
}

function runAssign(x: Exec, node: ast.Assign): void {
  const [first] = node.targets;
  // x, y = a, b
  if (
    node.targets.length === 1 &&
    (first!.kind === "Tuple" || first!.kind === "List") &&
    (node.value.kind === "Tuple" || node.value.kind === "List") &&
    isParallel(first!, node.value)
  ) {
    const types = node.value.elts.map((e) => evaluate(x, e));
    first!.elts.forEach((target, i) => assign(x, target, types[i]!, false));
    return;
  }
  const t = evaluate(x, node.value);
  for (const target of node.targets) {
    const value =
      node.value.kind === "BinOp" && target.kind === "Name" && node.value.left.kind === "Name" && node.value.left.id === target.id
        ? counter(x, node.value.op, evaluate(x, node.value.left), evaluate(x, node.value.right), t)
        : t;
    assign(x, target, value, false);
  }
}

/** A display of as many items as targets, without stars. */
export function isParallel(target: ast.Tuple | ast.List, source: ast.Tuple | ast.List): boolean {
  return target.elts.length === source.elts.length && ![...target.elts, ...source.elts].some((e) => e.kind === "Starred");
}

function runAugAssign(x: Exec, node: ast.AugAssign): void {
  const { s } = x;
  const { target } = node;
  const left = evaluate(x, target);
  const right = evaluate(x, node.value);
  let t: Type;
  if (node.op === "Add" && !left.top && left.atoms.length > 0 && left.atoms.every((a) => a.kind === "list")) {
    for (const a of left.atoms) s.write(a.site!.item, elementOf(x, right, node.value));
    t = left;
  } else {
    if (!left.top && left.atoms.some((a) => a.kind === "list" || a.kind === "set" || a.kind === "dict" || a.kind === "deque")) {
      // changed in place by whatever is on the right
      escape(s, left);
      escape(s, right);
      t = x.Value;
    } else t = counter(x, node.op, left, right, binary(x, node, node.op, left, right, node.value, true));
  }
  if (s.recording) s.results.set(node, t);
  assign(x, target, t, false);
}

function runDelete(x: Exec, target: ast.Expr): void {
  switch (target.kind) {
    case "Tuple":
    case "List":
      for (const e of target.elts) runDelete(x, e);
      return;
    case "Attribute":
      evaluate(x, target.value);
      return;
    case "Subscript": {
      const o = evaluate(x, target.value);
      evaluate(x, target.slice);
      for (const a of o.atoms) if (a.kind === "instance") escape(x.s, x.s.lattice.of(a));
      return;
    }
    default:
  }
}

// ---------------------------------------------------------------- targets

/** @param boxed the value does not come from an expression that may give a raw float */
export function assign(x: Exec, target: ast.Expr, t: Type, boxed: boolean): void {
  switch (target.kind) {
    case "Name":
      bindName(x, target.id, t, boxed);
      return;
    case "Starred":
      assign(x, target.value, t, true);
      return;
    case "Tuple":
    case "List": {
      const star = target.elts.some((e) => e.kind === "Starred");
      target.elts.forEach((e, i) => {
        if (e.kind === "Starred") assign(x, e.value, made(x, "list", e, "star", elementOf(x, t, target)), true);
        else assign(x, e, star ? elementOf(x, t, target) : itemOf(x, t, i, target.elts.length, target), true);
      });
      return;
    }
    case "Attribute":
      setAttribute(x, evaluate(x, target.value), x.mangled(target.attr), t);
      return;
    case "Subscript":
      setItem(x, evaluate(x, target.value), evaluate(x, target.slice), t, target, target.slice.kind === "Slice");
      return;
    default:
  }
}

/** What an except clause's name is bound to. */
function caught(x: Exec, t: Type): Type {
  if (t.top) return t;
  const { s } = x;
  return s.union(
    t.atoms.map((a) => {
      if (a.kind === "class") return s.lattice.of(s.lattice.atom("instance", { cls: a.cls! }));
      if (a.kind === "builtin") return s.lattice.of(s.lattice.atom("object", { name: "exception" }));
      if (a.kind === "tuple") return caught(x, s.itemsOf(a.site!));
      return x.Value;
    }),
  );
}

function enter(x: Exec, manager: Type, node: ast.Node): Type {
  const { s } = x;
  if (manager.top) return manager;
  return s.union(
    manager.atoms.map((a) => {
      if (a.kind === "manager") return s.read(a.fn!.yields);
      if (a.kind === "object" && a.name!.startsWith("threading.")) return s.lattice.bool;
      if (a.kind === "pool" || (a.kind === "object" && a.name === "mmap.mmap")) return s.lattice.of(a);
      if (a.kind === "instance") {
        for (const exit of methodsOf(a.cls!, "__exit__")) openFn(s, exit, true);
        return callSpecial(x, a, "__enter__", [], node) ?? x.Value;
      }
      escape(s, s.lattice.of(a));
      return x.Value;
    }),
  );
}
