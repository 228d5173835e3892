/**
 * expressions - the type of each kind of expression.
 */
import type * as ast from "../ast/nodes.js";
import { only, soleKind, type Type } from "../types/lattice.js";
import { callExpression } from "./calls.js";
import { evaluateDefaults } from "./definitions.js";
import { escape, openFn } from "./escape.js";
import { bindName, callSpecial, elementOf, made, methodsOf, valuesOf, type Exec } from "./exec.js";
import { getAttribute } from "./fields.js";
import { assign } from "./infer.js";
import { builtinName, textOf } from "./library.js";
import { condition } from "./narrow.js";
import { binary, negated, shown } from "./operators.js";
import { subscript } from "./subscripts.js";

/** `!s` of an f-string. */
const STR_CONVERSION = 115;

export function evaluate(x: Exec, node: ast.Expr): Type {
  const t = typeOf(x, node);
  if (x.s.recording) {
    const before = x.s.types.get(node);
    x.s.types.set(node, before === undefined ? t : x.s.lattice.join(before, t));
  }
  return t;
}

function typeOf(x: Exec, node: ast.Expr): Type {
  const { s } = x;
  const { lattice } = s;
  switch (node.kind) {
    case "Constant":
      return constant(x, node.value);
    case "Name":
      return readName(x, node);
    case "NamedExpr": {
      const t = evaluate(x, node.value);
      bindName(x, node.target.id, t);
      return t;
    }
    case "Tuple":
      if (node.elts.some((e) => e.kind === "Starred")) return s.tupleOf(s.site(node), s.union(node.elts.map((e) => item(x, e))));
      return s.tuple(
        s.site(node),
        node.elts.map((e) => evaluate(x, e)),
      );
    case "List":
      return made(x, "list", node, "", s.union(node.elts.map((e) => item(x, e))));
    case "Set":
      return made(x, "set", node, "", s.union(node.elts.map((e) => item(x, e))));
    case "Dict": {
      let [key, value] = [lattice.empty, lattice.empty];
      node.values.forEach((v, i) => {
        const k = node.keys[i] ?? null;
        if (k === null) {
          const mapping = evaluate(x, v);
          key = s.join(key, elementOf(x, mapping, v));
          value = s.join(value, valuesOf(x, mapping));
        } else {
          key = s.join(key, evaluate(x, k));
          value = s.join(value, evaluate(x, v));
        }
      });
      return made(x, "dict", node, "", value, key);
    }
    case "ListComp":
      return comprehension(x, node, () => made(x, "list", node, "", evaluate(x, node.elt)));
    case "SetComp":
      return comprehension(x, node, () => made(x, "set", node, "", evaluate(x, node.elt)));
    case "GeneratorExp":
      return comprehension(x, node, () => {
        const t = made(x, "iter", node, "", evaluate(x, node.elt));
        return node.generators.some((g) => g.is_async === 1) ? lattice.Value : t;
      });
    case "DictComp":
      return comprehension(x, node, () => {
        const key = evaluate(x, node.key);
        return made(x, "dict", node, "", evaluate(x, node.value), key);
      });
    case "Lambda": {
      const fn = s.fnOf.get(node)!;
      evaluateDefaults(x, fn);
      return lattice.of(lattice.atom("function", { fn }));
    }
    case "IfExp": {
      const { yes, no } = condition(x, node.test);
      const outer = x.narrowed;
      for (const [v, t] of yes) x.narrow(v, t);
      const a = evaluate(x, node.body);
      x.narrowed = outer;
      for (const [v, t] of no) x.narrow(v, t);
      const b = evaluate(x, node.orelse);
      x.narrowed = outer;
      return s.join(a, b);
    }
    case "BoolOp":
      return boolOp(x, node);
    case "UnaryOp":
      return unary(x, node);
    case "BinOp":
      return binary(x, node, node.op, evaluate(x, node.left), evaluate(x, node.right), node.right);
    case "Compare":
      return compare(x, node);
    case "JoinedStr":
      for (const v of node.values) evaluate(x, v);
      return lattice.str;
    case "FormattedValue": {
      const t = evaluate(x, node.value);
      for (const a of t.atoms) if (a.kind === "instance") shown(x, a);
      if (node.format_spec !== null) evaluate(x, node.format_spec);
      else if (node.conversion === STR_CONVERSION) return textOf(x, t);
      return lattice.str;
    }
    case "Await": {
      const t = evaluate(x, node.value);
      if (t.top) return t;
      return s.union(t.atoms.map((a) => (a.kind === "coroutine" ? s.read(a.fn!.result) : lattice.Value)));
    }
    case "Yield": {
      const t = node.value === null ? lattice.None : evaluate(x, node.value);
      if (x.fn === null) return lattice.Value;
      s.write(x.fn.yields, t);
      return s.read(x.fn.sent);
    }
    case "YieldFrom": {
      const t = evaluate(x, node.value);
      if (x.fn === null) return lattice.Value;
      s.write(x.fn.yields, elementOf(x, t, node));
      // what is sent or thrown goes on to it
      for (const a of t.atoms) if (a.kind === "generator") s.write(a.fn!.sent, s.read(x.fn.sent));
      return lattice.Value;
    }
    case "Call":
      return callExpression(x, node);
    case "Attribute":
      return getAttribute(x, evaluate(x, node.value), x.mangled(node.attr), node, false);
    case "Subscript":
      return subscript(x, node);
    case "Slice":
      for (const e of [node.lower, node.upper, node.step]) if (e !== null) evaluate(x, e);
      return lattice.simple("slice");
    case "Starred":
      return elementOf(x, evaluate(x, node.value), node);
  }
}

function item(x: Exec, node: ast.Expr): Type {
  return node.kind === "Starred" ? elementOf(x, evaluate(x, node.value), node) : evaluate(x, node);
}

function constant(x: Exec, v: ast.ConstantValue): Type {
  const { lattice } = x.s;
  switch (v.type) {
    case "None":
      return lattice.None;
    case "True":
    case "False":
      return lattice.bool;
    case "Ellipsis":
      return lattice.simple("ellipsis");
    case "int":
      return lattice.interval(Number(v.value), Number(v.value));
    case "float":
      return lattice.float;
    case "complex":
      return lattice.complex;
    case "str":
      return lattice.str;
    case "bytes":
      return lattice.bytes;
  }
}

function readName(x: Exec, node: ast.Name): Type {
  const { s } = x;
  const meaning = x.resolve(node.id);
  if (meaning.kind === "variable") {
    const t = s.read(s.variable(meaning.variable));
    const narrowed = x.narrowed.get(meaning.variable);
    return narrowed ?? t;
  }
  if (meaning.kind === "class") {
    const inner = x.inClass === null || x.scope !== meaning.scope ? x.Value : s.read(s.field(x.inClass, x.mangled(node.id)));
    const { outer } = meaning;
    return s.join(inner, outer.kind === "variable" ? s.read(s.variable(outer.variable)) : builtinName(s, node.id));
  }
  return builtinName(s, node.id);
}

function comprehension(x: Exec, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, result: () => Type): Type {
  const outer = x.narrowed;
  let items = evaluate(x, node.generators[0]!.iter);
  const t = x.within(x.s.symbols.scopeOf(node), () => {
    node.generators.forEach((g, i) => {
      if (i > 0) items = evaluate(x, g.iter);
      if (g.is_async === 1) escape(x.s, items);
      assign(x, g.target, g.is_async === 1 ? x.Value : elementOf(x, items, g.iter), true);
      for (const test of g.ifs) for (const [v, narrowed] of condition(x, test).yes) x.narrow(v, narrowed);
    });
    return result();
  });
  x.narrowed = outer;
  return t;
}

function boolOp(x: Exec, node: ast.BoolOp): Type {
  const outer = x.narrowed;
  let result = x.empty;
  node.values.forEach((value, i) => {
    const { yes, no, type } = condition(x, value);
    const last = i === node.values.length - 1;
    result = x.s.join(result, node.op === "Or" && !last ? x.s.lattice.withoutNone(type) : type);
    for (const [v, t] of node.op === "And" ? yes : no) x.narrow(v, t);
  });
  x.narrowed = outer;
  return result;
}

function unary(x: Exec, node: ast.UnaryOp): Type {
  const { s } = x;
  const { lattice } = s;
  if (node.op === "Not") {
    condition(x, node.operand);
    return lattice.bool;
  }
  const t = evaluate(x, node.operand);
  if (t.top) return t;
  return s.union(
    t.atoms.map((a): Type => {
      switch (a.kind) {
        case "bool":
          return node.op === "UAdd" ? lattice.interval(0, 1) : lattice.interval(-2, 0);
        case "int":
          if (node.op === "UAdd") return lattice.interval(t.lo, t.hi);
          return node.op === "USub" ? negated(x, t) : lattice.interval(-t.hi - 1, -t.lo - 1);
        case "float":
        case "complex":
          return node.op === "Invert" ? lattice.empty : lattice.of(a);
        case "instance": {
          const name = node.op === "USub" ? "__neg__" : node.op === "UAdd" ? "__pos__" : "__invert__";
          return callSpecial(x, a, name, [], node) ?? lattice.Value;
        }
        default:
          escape(s, lattice.of(a));
          return lattice.Value;
      }
    }),
  );
}

const COMPARISONS: { readonly [K in ast.CompareOperator]: readonly string[] } = {
  Eq: ["__eq__"],
  NotEq: ["__ne__", "__eq__"],
  Lt: ["__lt__", "__gt__"],
  Gt: ["__gt__", "__lt__"],
  LtE: ["__le__", "__ge__"],
  GtE: ["__ge__", "__le__"],
  Is: [],
  IsNot: [],
  In: ["__contains__", "__eq__", "__iter__", "__getitem__"],
  NotIn: ["__contains__", "__eq__", "__iter__", "__getitem__"],
};

function compare(x: Exec, node: ast.Compare): Type {
  const { s } = x;
  const { lattice } = s;
  let left = evaluate(x, node.left);
  let result = lattice.bool;
  node.ops.forEach((op, i) => {
    const right = evaluate(x, node.comparators[i]!);
    const names = COMPARISONS[op];
    const isIn = op === "In" || op === "NotIn";
    if (names.length > 0) {
      for (const [self, other] of [
        [left, right],
        [right, left],
      ] as const) {
        if (self.top) {
          // anything may be compared by a method of the script
          if (names.some((n) => s.methodsNamed.has(n))) {
            for (const n of names) for (const fn of s.methodsNamed.get(n) ?? []) openFn(s, fn, true);
            if (!isIn) result = lattice.Value;
            escape(s, other);
          } else if (!isIn && s.builtinSubclass) result = lattice.Value;
          if (!isIn) result = lattice.Value;
          continue;
        }
        for (const a of self.atoms) {
          if (a.kind !== "instance") {
            if (a.site !== undefined) comparedItems(x, a.site.item.type, other);
            continue;
          }
          for (const name of names) {
            for (const fn of methodsOf(a.cls!, name)) openFn(s, fn, true);
            const t = isIn ? null : callSpecial(x, a, name, [other], node);
            if (t !== null)
              result = s.join(
                result,
                lattice.filter(t, (k) => k.kind !== "NotImplemented"),
              );
          }
          if (s.isOpaque(a.cls!) && !isIn) result = lattice.Value;
        }
      }
    }
    left = right;
  });
  return result;
}

/** Items of containers are compared too. */
function comparedItems(x: Exec, items: Type, other: Type): void {
  for (const a of items.atoms)
    if (a.kind === "instance") for (const name of ["__eq__", "__lt__", "__gt__"]) for (const fn of methodsOf(a.cls!, name)) openFn(x.s, fn, true);
  void other;
}

/** The only literal forms an index may have. */
export function literalInt(node: ast.Expr): number | null {
  if (node.kind === "Constant" && node.value.type === "int") return Number(node.value.value);
  if (node.kind === "UnaryOp" && node.op === "USub" && node.operand.kind === "Constant" && node.operand.value.type === "int")
    return -Number(node.operand.value.value);
  return null;
}

export { only, soleKind };
