/**
 * grown - variables whose first value does not show what they will hold: tsc would take `[1]` for a list of ints alone.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import type { Context, ModuleContext } from "./context.js";

/** What goes into the container that a name stands for, by the name's node. */
type Growth = ReadonlyMap<ast.Node, readonly ast.Expr[]>;

const growths = new WeakMap<ModuleContext, Growth>();

/** Methods that put a value in, and which argument it is. */
const PUTS: Readonly<Record<string, number>> = { append: 0, insert: 1, add: 0, appendleft: 0, setdefault: 1 };

function growthOf(module: ModuleContext): Growth {
  let found = growths.get(module);
  if (found === undefined) growths.set(module, (found = collect(module.symbols.module.node)));
  return found;
}

function collect(root: ast.Node): Growth {
  const found = new Map<ast.Node, ast.Expr[]>();
  const add = (container: ast.Expr, ...values: ast.Expr[]): void => {
    if (container.kind === "Name") found.set(container, [...(found.get(container) ?? []), ...values]);
  };
  const visit = (n: ast.Node): void => {
    if (n.kind === "Call" && n.func.kind === "Attribute" && Object.hasOwn(PUTS, n.func.attr)) {
      const value = n.args[PUTS[n.func.attr]!];
      if (value !== undefined) add(n.func.value, value);
    } else if (n.kind === "Assign") {
      for (const t of n.targets) if (t.kind === "Subscript" && t.slice.kind !== "Slice") add(t.value, n.value);
    }
    eachChild(n, visit);
  };
  visit(root);
  return found;
}

/** Whether the text of the display that a variable begins with says less than what it holds later. */
export function outgrows(name: string, first: ast.Expr, cx: Context): boolean {
  if (first.kind !== "List" && first.kind !== "Dict" && first.kind !== "Set") return false;
  const items = (first.kind === "Dict" ? first.values : first.elts).filter((e) => e.kind !== "Starred");
  const meaning = cx.resolve(name);
  if (items.length === 0 || meaning.kind !== "variable") return false;
  const growth = growthOf(cx.module);
  const shown = new Set(items.map((e) => cx.typeOf(e).text));
  return !shown.has("Value") && meaning.variable.refs.some((ref) => growth.get(ref.node)?.some((v) => !shown.has(cx.typeOf(v).text)));
}

/** `[]` and displays with one in them: tsc sees lists of nothing. */
export function holdsEmpty(node: ast.Expr): boolean {
  if (node.kind === "List" || node.kind === "Tuple") return (node.kind === "List" && node.elts.length === 0) || node.elts.some(holdsEmpty);
  return node.kind === "Dict" && node.values.some(holdsEmpty);
}
