/**
 * collect - before the fixpoint: functions, classes, units; and whether a module uses its variables by name.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import { mangle, type Scope, type Variable } from "../bind/symtable.js";
import type { Class, Def, Fn, Unit } from "./model.js";
import type { Solver } from "./solver.js";

/** Who has these may bind any variable of the module. */
const DYNAMIC: ReadonlySet<string> = new Set(["exec", "eval", "globals", "__import__"]);
/** Who has these sees variables or fields as they are stored. */
/** Without arguments and outside functions these are the module's variables. */
const NAMESPACES: ReadonlySet<string> = new Set(["locals", "vars"]);
const REFLECTIVE: ReadonlySet<string> = new Set(["locals", "vars", "dir", "getattr", "setattr", "delattr"]);
const REFLECTIVE_ATTRIBUTES: ReadonlySet<string> = new Set([
  "__dict__",
  "__defaults__",
  "__kwdefaults__",
  "__getstate__",
  "_getframe",
  "f_locals",
  "settrace",
  "setprofile",
]);
/** Functions are given other defaults, or the code of another one. */
const CHANGED: ReadonlySet<string> = new Set(["__code__", "__defaults__", "__kwdefaults__"]);
/** What float() makes a NaN of: one is found in a list by its identity, which a raw float has not. */
const NOT_A_NUMBER = /^\s*[+-]?nan\s*$/i;
/** Modules that run text among the names of `__main__`. */
const RUN_TEXT: ReadonlySet<string> = new Set(["timeit", "cProfile", "profile", "code"]);
const DYNAMIC_ATTRIBUTES: ReadonlySet<string> = new Set(["modules", "__globals__", "f_globals", "import_module"]);

/** The units of a module, its body first; null: inference knows nothing of it. */
export function collect(s: Solver, module: ast.Module): Unit[] | null {
  const units: Unit[] = [];
  const dynamic = { found: false };
  const main: Unit = { node: module, scope: s.symbols.scopeOf(module), fn: null, queued: false, runs: 0 };
  units.push(main);
  let depth = 0;
  const imports = (name: string): void => {
    if (RUN_TEXT.has(name)) dynamic.found = true;
    if (name === "inspect" || name === "doctest") s.noRaw = true;
    if (name === "doctest") s.open = true;
  };
  const visit = (node: ast.Node, cls: Class | null): void => {
    s.patched.see(node);
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
      case "Lambda":
        units.push(addFn(s, node, node.kind === "Lambda" ? null : cls).unit);
        depth++;
        eachChild(node, (child) => visit(child, null));
        depth--;
        return;
      case "ClassDef": {
        const added = addClass(s, node);
        node.body.forEach((child) => visit(child, added));
        for (const child of [...node.decorator_list, ...node.bases, ...node.keywords]) visit(child, null);
        return;
      }
      case "Name":
        if (DYNAMIC.has(node.id)) dynamic.found = true;
        if (REFLECTIVE.has(node.id)) s.noRaw = true;
        if (NAMESPACES.has(node.id) && depth === 0) dynamic.found = true;
        return;
      case "Attribute":
        if (DYNAMIC_ATTRIBUTES.has(node.attr)) dynamic.found = true;
        if (REFLECTIVE_ATTRIBUTES.has(node.attr) || node.attr === "nan") s.noRaw = true;
        // the dictionary of defaults may be changed in place
        if ((node.ctx === "Store" && CHANGED.has(node.attr)) || node.attr === "__kwdefaults__") dynamic.found = true;
        break;
      case "Constant":
        if (node.value.type === "str") {
          if (CHANGED.has(node.value.value)) dynamic.found = true;
          if (NOT_A_NUMBER.test(node.value.value)) s.noRaw = true;
          s.spoken.add(node.value.value.slice(node.value.value.lastIndexOf(".") + 1));
        }
        return;
      case "keyword":
        if (node.arg !== null) s.spoken.add(node.arg);
        break;
      case "alias":
        if (node.name === "*" || node.name === "__main__" || DYNAMIC_ATTRIBUTES.has(node.name)) dynamic.found = true;
        if (node.name === "nan") s.noRaw = true;
        imports(node.name);
        return;
      case "ImportFrom":
        if (node.module !== null && node.level === 0) imports(node.module);
        break;
      default:
    }
    // methods may stand in an `if` of a class body
    const inside =
      node.kind === "If" || node.kind === "Try" || node.kind === "ExceptHandler" || node.kind === "For" || node.kind === "While" || node.kind === "With";
    eachChild(node, (child) => visit(child, inside ? cls : null));
  };
  module.body.forEach((node) => visit(node, null));
  return dynamic.found ? null : units;
}

function addFn(s: Solver, node: Def | ast.Lambda, cls: Class | null): Fn {
  const scope = s.symbols.scopeOf(node);
  const unit: Unit = { node, scope, fn: null, queued: false, runs: 0 };
  const { args } = node;
  const positional = [...args.posonlyargs, ...args.args].map((a) => a.arg);
  const keywordOnly = args.kwonlyargs.map((a) => a.arg);
  const variables = new Map<string, Variable>();
  for (const name of [...positional, ...keywordOnly, args.vararg?.arg, args.kwarg?.arg]) {
    if (name !== undefined) variables.set(name, scope.variables.get(mangle(scope.className, name))!);
  }
  const fn: Fn = {
    id: s.id(),
    name: node.kind === "Lambda" ? "<lambda>" : node.name,
    node,
    scope,
    unit,
    cls,
    kind: "plain",
    positional,
    keywordOnly,
    variables,
    defaults: new Map(
      [...positional.slice(positional.length - args.defaults.length), ...keywordOnly.filter((_, i) => args.kw_defaults[i] !== null)].map((name) => [
        name,
        s.cell(),
      ]),
    ),
    result: s.cell(),
    yields: s.cell(),
    sent: s.cell(s.lattice.None),
    rest: s.cell(),
    keywords: s.cell(),
    called: false,
    escaped: false,
    boxed: false,
    manager: false,
    decorated: false,
  };
  (unit as { fn: Fn | null }).fn = fn;
  if (node.kind !== "Lambda") {
    for (const d of node.decorator_list) {
      if (d.kind === "Name" && d.id === "staticmethod") fn.kind = "static";
      else if (d.kind === "Name" && d.id === "classmethod") fn.kind = "class";
    }
    if (cls !== null && ["__new__", "__init_subclass__", "__class_getitem__"].includes(node.name)) fn.kind = "class";
  }
  if (cls !== null) {
    const named = s.methodsNamed.get(fn.name);
    if (named === undefined) s.methodsNamed.set(fn.name, [fn]);
    else named.push(fn);
  }
  const self = fn.cls !== null && fn.kind !== "static" ? positional[0] : undefined;
  if (self !== undefined) {
    const cell = s.variable(variables.get(self)!);
    cell.boxed = true;
    s.write(cell, s.lattice.of(s.lattice.atom(fn.kind === "class" ? "class" : "instance", { cls: fn.cls! })));
  }
  if (args.vararg !== null) {
    const cell = s.variable(variables.get(args.vararg.arg)!);
    const site = s.site(node, "rest");
    (site as { item: typeof fn.rest }).item = fn.rest;
    site.mixed = true;
    s.write(cell, s.lattice.of(s.lattice.atom("tuple", { site })));
  }
  if (args.kwarg !== null) {
    const cell = s.variable(variables.get(args.kwarg.arg)!);
    const site = s.site(node, "keywords");
    (site as { item: typeof fn.keywords }).item = fn.keywords;
    s.write(cell, s.make("dict", site, s.lattice.empty, s.lattice.str));
  }
  s.fns.push(fn);
  s.fnOf.set(node, fn);
  return fn;
}

function addClass(s: Solver, node: ast.ClassDef): Class {
  const scope = s.symbols.scopeOf(node);
  const stored = new Set<string>();
  const find = (n: ast.Node): void => {
    if (n.kind === "Attribute" && n.ctx === "Store") stored.add(mangle(scope.className, n.attr));
    eachChild(n, find);
  };
  node.body.forEach(find);
  const cls: Class = {
    id: s.id(),
    name: node.name,
    node,
    scope,
    bases: [],
    subclasses: new Set(),
    methods: new Map(),
    stored,
    root: null as unknown as Class,
    fields: new Map(),
    runtimeBase: null,
    unknownBase: false,
    metaclass: false,
    dataclass: null,
    guarded: false,
    slots: slotsOf(node, scope),
    escaped: false,
    open: s.cell(),
  };
  cls.root = cls;
  s.classes.push(cls);
  s.classOf.set(node, cls);
  return cls;
}

/** What a class statement's `__slots__` says: `("x", "y")`, `["x"]`, `"x"`. Names that are not written there as literals are none. */
function slotsOf(node: ast.ClassDef, scope: Scope): ReadonlySet<string> | null {
  if (!scope.variables.has("__slots__")) return null;
  const names = new Set<string>();
  for (const s of node.body) {
    if (s.kind !== "Assign" || s.targets.length !== 1 || s.targets[0]!.kind !== "Name" || s.targets[0]!.id !== "__slots__") continue;
    const written = s.value.kind === "Tuple" || s.value.kind === "List" ? s.value.elts : [s.value];
    for (const e of written) if (e.kind === "Constant" && e.value.type === "str") names.add(e.value.value);
  }
  return names;
}
