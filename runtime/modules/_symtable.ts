/**
 * _symtable - the scopes of a text and what names mean in them.
 *
 * Mirrors     Python/symtable.c, Modules/symtablemodule.c of CPython 3.13: symtable_visit_*, analyze_block
 * Differs     classes with type parameters do not see the class around them; what is wrong with `global` and `nonlocal` is told by compile() alone
 */
import type { Suspends } from "../frames/suspend.js";
import { Dict } from "../objects/dict.js";
import { ValueError } from "../objects/exceptions.js";
import { idOf } from "../objects/identity.js";
import { pymodule } from "../objects/module.js";
import { object, type Value } from "../objects/object.js";
import { builtin, builtinType, getset, methods } from "../objects/register.js";
import { fspath } from "../system/paths.js";
import { plainTree, type PlainNode } from "./_ast/index.js";
import { sourceText } from "./builtins/sourcetext.js";

const [DEF_GLOBAL, DEF_LOCAL, DEF_PARAM, DEF_NONLOCAL, USE] = [1, 2, 4, 8, 16];
const [DEF_FREE_CLASS, DEF_IMPORT, DEF_ANNOT, DEF_COMP_ITER, DEF_TYPE_PARAM, DEF_COMP_CELL] = [64, 128, 256, 512, 1024, 2048];
const DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM;
const SCOPE_OFF = 12;
const [LOCAL, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, FREE, CELL] = [1, 2, 3, 4, 5];
const [FUNCTION, CLASS, MODULE, ANNOTATION, TYPE_ALIAS, TYPE_PARAMETERS, TYPE_VARIABLE] = [0, 1, 2, 3, 4, 5, 6];

class Entry {
  $symbols = new Map<string, number>();
  $varnames: string[] = [];
  $children: Entry[] = [];
  /** a comprehension, and none that makes a generator */
  $inlines = false;
  /** the target of a comprehension is being visited */
  $target = false;
  constructor(
    readonly $type: number,
    readonly $name: string,
    readonly $line: number,
    readonly $nested: boolean,
  ) {}
}
Object.setPrototypeOf(Entry.prototype, object.prototype as object);

/** Blocks whose variables inner blocks see. */
const isFunctionLike = (entry: Entry): boolean => entry.$type !== CLASS && entry.$type !== MODULE;

// ---- what each block does with its names

type Field = PlainNode | readonly (PlainNode | null)[] | string | number | null | undefined;

class Walk {
  readonly top: Entry;
  private block: Entry;
  private readonly around: Entry[] = [];
  private className: string | null = null;

  constructor(
    private readonly fields: Readonly<Record<string, readonly string[]>>,
    private readonly lineOf: (node: PlainNode) => number,
    private readonly future: boolean,
  ) {
    this.top = this.block = new Entry(MODULE, "top", 0, false);
  }

  private enter(type: number, name: string, node: PlainNode): Entry {
    const entry = new Entry(type, name, this.lineOf(node), this.block.$nested || isFunctionLike(this.block));
    this.block.$children.push(entry);
    this.around.push(this.block);
    this.block = entry;
    return entry;
  }

  private leave(): void {
    this.block = this.around.pop()!;
  }

  private mangled(name: string): string {
    if (this.className === null || !name.startsWith("__") || name.endsWith("__") || name.includes(".")) return name;
    const owner = this.className.replace(/^_+/, "");
    return owner === "" ? name : `_${owner}${name}`;
  }

  private define(given: string, flag: number, entry = this.block): void {
    const name = this.mangled(given);
    const flags = (entry.$symbols.get(name) ?? 0) | flag | (entry.$target ? DEF_COMP_ITER : 0);
    entry.$symbols.set(name, flags);
    if ((flag & DEF_PARAM) !== 0) entry.$varnames.push(name);
    else if ((flag & DEF_GLOBAL) !== 0) this.top.$symbols.set(name, (this.top.$symbols.get(name) ?? 0) | flag);
  }

  visitAll(nodes: Field): void {
    for (const node of (nodes ?? []) as readonly (PlainNode | null)[]) this.visit(node);
  }

  visit(given: Field): void {
    const node = given as PlainNode | null | undefined;
    if (node === null || node === undefined) return;
    switch (node.kind) {
      case "FunctionDef":
      case "AsyncFunctionDef":
        return this.functionDef(node);
      case "ClassDef":
        return this.classDef(node);
      case "Lambda":
        return this.lambda(node);
      case "ListComp":
        return this.comprehension(node, "listcomp", true);
      case "SetComp":
        return this.comprehension(node, "setcomp", true);
      case "DictComp":
        return this.comprehension(node, "dictcomp", true);
      case "GeneratorExp":
        return this.comprehension(node, "genexpr", false);
      case "Name":
        return this.nameUse(node);
      case "NamedExpr":
        return this.namedExpr(node);
      case "AnnAssign":
        return this.annotated(node);
      case "Global":
      case "Nonlocal":
        for (const name of node["names"] as unknown as string[]) this.define(name, node.kind === "Global" ? DEF_GLOBAL : DEF_NONLOCAL);
        return;
      case "Import":
      case "ImportFrom":
        for (const alias of node["names"] as readonly PlainNode[]) this.imported(alias);
        return;
      case "Try":
      case "TryStar":
        for (const part of ["body", "orelse", "handlers", "finalbody"]) this.visitAll(node[part]);
        return;
      case "ExceptHandler":
        this.visit(node["type"]);
        if (typeof node["name"] === "string") this.define(node["name"], DEF_LOCAL);
        this.visitAll(node["body"]);
        return;
      case "MatchAs":
        this.visit(node["pattern"]);
        if (typeof node["name"] === "string") this.define(node["name"], DEF_LOCAL);
        return;
      case "MatchStar":
        if (typeof node["name"] === "string") this.define(node["name"], DEF_LOCAL);
        return;
      case "MatchMapping":
        this.visitAll(node["keys"]);
        this.visitAll(node["patterns"]);
        if (typeof node["rest"] === "string") this.define(node["rest"], DEF_LOCAL);
        return;
      case "TypeAlias":
        return this.typeAlias(node);
    }
    for (const name of this.fields[node.kind] ?? []) {
      const value = node[name];
      if (Array.isArray(value)) this.visitEach(value as readonly unknown[]);
      else if (value !== null && typeof value === "object") this.visit(value as PlainNode);
    }
  }

  private visitEach(values: readonly unknown[]): void {
    for (const value of values) if (value !== null && typeof value === "object" && "kind" in value) this.visit(value as PlainNode);
  }

  private imported(alias: PlainNode): void {
    const name = (alias["asname"] ?? alias["name"]) as string;
    if (name === "*") return;
    this.define(alias["asname"] === null || alias["asname"] === undefined ? name.split(".")[0]! : name, DEF_IMPORT);
  }

  private nameUse(node: PlainNode): void {
    const name = node["id"] as string;
    this.define(name, node["ctx"] === "Load" ? USE : DEF_LOCAL);
    if (node["ctx"] === "Load" && name === "super" && isFunctionLike(this.block)) this.define("__class__", USE);
  }

  private annotation(node: Field): void {
    if (node === null || node === undefined) return;
    if (this.future) this.enter(ANNOTATION, "_annotation", node as PlainNode);
    this.visit(node);
    if (this.future) this.leave();
  }

  private annotated(node: PlainNode): void {
    const target = node["target"] as PlainNode;
    if (target.kind !== "Name") this.visit(target);
    else if (node["simple"] !== 0) this.define(target["id"] as string, DEF_ANNOT | DEF_LOCAL);
    else if (node["value"] !== null) this.define(target["id"] as string, DEF_LOCAL);
    this.annotation(node["annotation"]);
    this.visit(node["value"]);
  }

  private namedExpr(node: PlainNode): void {
    this.visit(node["value"]);
    const target = node["target"] as PlainNode;
    const isComprehension = (entry: Entry): boolean => entry.$varnames.includes(".0");
    if (!isComprehension(this.block)) {
      this.visit(target);
      return;
    }
    // the variable belongs to the function around the comprehensions
    const name = target["id"] as string;
    for (let i = this.around.length - 1; i >= 0; i--) {
      const entry = this.around[i]!;
      if (isComprehension(entry)) continue;
      if (entry.$type === FUNCTION) {
        const isGlobal = ((entry.$symbols.get(this.mangled(name)) ?? 0) & DEF_GLOBAL) !== 0;
        this.define(name, isGlobal ? DEF_GLOBAL : DEF_NONLOCAL);
        if (!isGlobal) this.define(name, DEF_LOCAL, entry);
        return;
      }
      this.define(name, DEF_GLOBAL);
      if (entry.$type === MODULE) this.define(name, DEF_GLOBAL, entry);
      return;
    }
  }

  private parameters(args: PlainNode): void {
    for (const part of ["posonlyargs", "args", "kwonlyargs"])
      for (const arg of args[part] as readonly PlainNode[]) this.define(arg["arg"] as string, DEF_PARAM);
    for (const part of ["vararg", "kwarg"]) {
      const arg = args[part] as PlainNode | null;
      if (arg !== null) this.define(arg["arg"] as string, DEF_PARAM);
    }
  }

  private defaults(args: PlainNode): void {
    this.visitAll(args["defaults"]);
    this.visitAll(args["kw_defaults"]);
  }

  private annotations(args: PlainNode, returns: Field): void {
    const inside: PlainNode[] = [];
    for (const part of ["posonlyargs", "args"]) inside.push(...(args[part] as readonly PlainNode[]));
    for (const part of ["vararg", "kwarg"]) if (args[part] !== null) inside.push(args[part] as PlainNode);
    inside.push(...(args["kwonlyargs"] as readonly PlainNode[]));
    for (const arg of inside) this.annotation(arg["annotation"]);
    this.annotation(returns);
  }

  private functionDef(node: PlainNode): void {
    const name = node["name"] as string;
    const args = node["args"] as PlainNode;
    this.define(name, DEF_LOCAL);
    this.defaults(args);
    this.visitAll(node["decorator_list"]);
    const generic = this.generic(node, name);
    this.annotations(args, node["returns"]);
    this.enter(FUNCTION, name, node);
    this.parameters(args);
    this.visitAll(node["body"]);
    this.leave();
    if (generic) this.leave();
  }

  /** Opens the block of type parameters, if there are any. */
  private generic(node: PlainNode, name: string): boolean {
    const params = (node["type_params"] ?? []) as readonly PlainNode[];
    if (params.length === 0) return false;
    this.enter(TYPE_PARAMETERS, name, node);
    if (node.kind === "ClassDef") {
      for (const own of [".type_params", ".generic_base"]) {
        this.define(own, DEF_LOCAL);
        this.define(own, USE);
      }
    } else if (node.kind !== "TypeAlias") {
      const args = node["args"] as PlainNode;
      this.define(".defaults", DEF_PARAM);
      if ((args["kw_defaults"] as readonly unknown[]).some((one) => one !== null)) this.define(".kwdefaults", DEF_PARAM);
    }
    for (const param of params) {
      this.define(param["name"] as string, DEF_TYPE_PARAM | DEF_LOCAL);
      for (const part of ["bound", "default_value"]) this.inBlock(TYPE_VARIABLE, param["name"] as string, param[part]);
    }
    return true;
  }

  private inBlock(type: number, name: string, node: Field): void {
    if (node === null || node === undefined) return;
    this.enter(type, name, node as PlainNode);
    this.visit(node);
    this.leave();
  }

  private typeAlias(node: PlainNode): void {
    this.visit(node["name"]);
    const name = (node["name"] as PlainNode)["id"] as string;
    const generic = this.generic(node, name);
    this.enter(TYPE_ALIAS, name, node);
    this.visit(node["value"]);
    this.leave();
    if (generic) this.leave();
  }

  private classDef(node: PlainNode): void {
    const name = node["name"] as string;
    this.define(name, DEF_LOCAL);
    this.visitAll(node["decorator_list"]);
    const before = this.className;
    const generic = this.generic(node, name);
    this.visitAll(node["bases"]);
    this.visitAll(node["keywords"]);
    this.enter(CLASS, name, node);
    this.className = name;
    if (generic) {
      this.define("__type_params__", DEF_LOCAL);
      this.define(".type_params", USE);
    }
    this.visitAll(node["body"]);
    this.leave();
    this.className = before;
    if (generic) this.leave();
  }

  private lambda(node: PlainNode): void {
    const args = node["args"] as PlainNode;
    this.defaults(args);
    this.enter(FUNCTION, "lambda", node);
    this.parameters(args);
    this.visit(node["body"]);
    this.leave();
  }

  private comprehension(node: PlainNode, name: string, inlines: boolean): void {
    const [first, ...others] = node["generators"] as readonly PlainNode[];
    this.visit(first!["iter"]);
    const entry = this.enter(FUNCTION, name, node);
    entry.$inlines = inlines;
    this.define(".0", DEF_PARAM);
    this.target(first!["target"]);
    this.visitAll(first!["ifs"]);
    for (const other of others) {
      this.target(other["target"]);
      this.visit(other["iter"]);
      this.visitAll(other["ifs"]);
    }
    if (node["value"] !== undefined) this.visit(node["value"]);
    this.visit(node.kind === "DictComp" ? node["key"] : node["elt"]);
    this.leave();
  }

  private target(node: Field): void {
    this.block.$target = true;
    this.visit(node);
    this.block.$target = false;
  }
}

// ---- what the names then mean

type Names = Set<string>;

function scopeOf(name: string, flags: number, bound: Names | null, local: Names, free: Names, globals: Names): number {
  if ((flags & DEF_GLOBAL) !== 0) {
    globals.add(name);
    bound?.delete(name);
    return GLOBAL_EXPLICIT;
  }
  if ((flags & DEF_NONLOCAL) !== 0) {
    free.add(name);
    return FREE;
  }
  if ((flags & DEF_BOUND) !== 0) {
    local.add(name);
    globals.delete(name);
    return LOCAL;
  }
  if (bound?.has(name) === true) {
    free.add(name);
    return FREE;
  }
  return GLOBAL_IMPLICIT;
}

function analyze(entry: Entry, bound: Names | null, free: Names, globals: Names): void {
  const local: Names = new Set();
  const inner: Names = new Set();
  const scopes = new Map<string, number>();
  const newBound: Names = new Set(entry.$type === CLASS ? (bound ?? []) : []);
  const newGlobals: Names = new Set(entry.$type === CLASS ? globals : []);
  for (const [name, flags] of entry.$symbols) scopes.set(name, scopeOf(name, flags, bound, local, free, globals));
  if (entry.$type === CLASS) newBound.add("__class__").add("__classdict__");
  else {
    if (isFunctionLike(entry)) for (const name of local) newBound.add(name);
    for (const name of bound ?? []) newBound.add(name);
    for (const name of globals) newGlobals.add(name);
  }
  const cells: Names = new Set();
  const children: Entry[] = [];
  for (const child of entry.$children) {
    const childFree: Names = new Set();
    analyze(child, new Set(newBound), childFree, new Set(newGlobals));
    if (child.$inlines && !seesClass(entry)) {
      inline(entry, child, scopes, childFree, cells);
      children.push(...child.$children);
    } else children.push(child);
    for (const name of childFree) inner.add(name);
  }
  entry.$children = children;
  if (isFunctionLike(entry)) {
    for (const [name, scope] of scopes)
      if (scope === LOCAL && (inner.has(name) || cells.has(name))) {
        scopes.set(name, CELL);
        inner.delete(name);
      }
  } else if (entry.$type === CLASS) {
    inner.delete("__class__");
    inner.delete("__classdict__");
  }
  update(entry, scopes, bound, inner, cells);
  for (const name of inner) free.add(name);
}

/** Blocks of types look into the class around them: nothing is inlined there. */
function seesClass(entry: Entry): boolean {
  return entry.$type === TYPE_VARIABLE || entry.$type === TYPE_ALIAS;
}

function update(entry: Entry, scopes: ReadonlyMap<string, number>, bound: Names | null, free: Names, cells: Names): void {
  for (const [name, flags] of entry.$symbols) entry.$symbols.set(name, flags | (cells.has(name) ? DEF_COMP_CELL : 0) | ((scopes.get(name) ?? 0) << SCOPE_OFF));
  for (const name of free) {
    const flags = entry.$symbols.get(name);
    if (flags !== undefined) {
      if (entry.$type === CLASS && (flags & (DEF_BOUND | DEF_GLOBAL)) !== 0) entry.$symbols.set(name, flags | DEF_FREE_CLASS);
    } else if (bound?.has(name) === true) entry.$symbols.set(name, FREE << SCOPE_OFF);
  }
}

/** A comprehension's names become the block's that it stands in. */
function inline(entry: Entry, child: Entry, scopes: Map<string, number>, childFree: Names, cells: Names): void {
  for (const [name, flags] of child.$symbols) {
    if ((flags & DEF_PARAM) !== 0) continue;
    const scope = (flags >> SCOPE_OFF) & 15;
    if (scope === CELL || (flags & DEF_COMP_CELL) !== 0) cells.add(name);
    const existing = entry.$symbols.get(name);
    if (existing === undefined) {
      const global = scope === FREE && entry.$type === CLASS && name === "__class__";
      if (global) childFree.delete(name);
      entry.$symbols.set(name, flags & ((1 << SCOPE_OFF) - 1));
      scopes.set(name, global ? GLOBAL_IMPLICIT : scope === CELL ? LOCAL : scope);
    } else if ((existing & DEF_BOUND) !== 0 && entry.$type !== CLASS && scope === FREE) {
      // bound here, free there: no longer free; a cell only if somebody else's free variable is
      if (!child.$children.some((one) => (((one.$symbols.get(name) ?? 0) >> SCOPE_OFF) & 15) === FREE)) childFree.delete(name);
    }
  }
}

// ---- what Python sees

const type = builtinType("symtable entry()", null, { prototype: Entry.prototype, module: "builtins", name: "symtable entry", final: true });
getset(type, {
  id: [(self) => idOf(self)],
  name: [(self) => (self as Entry).$name],
  symbols: [(self) => Dict.$of([...(self as Entry).$symbols])],
  varnames: [(self) => (self as Entry).$varnames.slice()],
  children: [(self) => (self as Entry).$children.slice()],
  nested: [(self) => ((self as Entry).$nested ? 1 : 0)],
  type: [(self) => (self as Entry).$type],
  lineno: [(self) => (self as Entry).$line],
});
methods(type, {
  "__repr__(self, /)": function (this: Entry): string {
    return `<symtable entry ${this.$name}(${String(idOf(this as Value))}), line ${this.$line}>`;
  },
});

export const symtable = builtin(
  "symtable(source, filename, startstr, /)",
  (source: Value, filename: Value, kind: Value): Suspends<Value> => {
    const path = fspath(filename);
    const text = sourceText(source, path, "symtable() arg 1 must be a string or bytes object");
    if (kind !== "exec" && kind !== "eval" && kind !== "single") throw new ValueError("symtable() arg 3 must be 'exec' or 'eval' or 'single'");
    const { tree, fields, lineOf } = plainTree(text, path, kind);
    const walk = new Walk(fields, lineOf, /^from __future__ import .*\bannotations\b/m.test(text));
    walk.visit(tree);
    analyze(walk.top, null, new Set(), new Set());
    return walk.top;
  },
  "_symtable",
);

export default pymodule("_symtable", {
  symtable,
  USE,
  DEF_GLOBAL,
  DEF_NONLOCAL,
  DEF_LOCAL,
  DEF_PARAM,
  DEF_TYPE_PARAM,
  DEF_FREE: 32,
  DEF_FREE_CLASS,
  DEF_IMPORT,
  DEF_BOUND: DEF_LOCAL | DEF_PARAM | DEF_IMPORT,
  DEF_ANNOT,
  DEF_COMP_ITER,
  DEF_COMP_CELL,
  TYPE_FUNCTION: FUNCTION,
  TYPE_CLASS: CLASS,
  TYPE_MODULE: MODULE,
  TYPE_ANNOTATION: ANNOTATION,
  TYPE_TYPE_ALIAS: TYPE_ALIAS,
  TYPE_TYPE_PARAMETERS: TYPE_PARAMETERS,
  TYPE_TYPE_VARIABLE: TYPE_VARIABLE,
  LOCAL,
  GLOBAL_EXPLICIT,
  GLOBAL_IMPLICIT,
  FREE,
  CELL,
  SCOPE_OFF,
  SCOPE_MASK: 15,
});
