/**
 * known - what tsc knows of the script's own functions and classes: whether a call or an attribute fits, else the text says `as Value`.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild } from "../ast/visit.js";
import type { Scope } from "../bind/symtable.js";
import { hasOwnConstructor, superCallOf } from "./classes.js";
import type { Context, ModuleContext } from "./context.js";
import { imported, isLibraryClass } from "./library.js";
import { isExceptionName } from "./names.js";

type Def = ast.FunctionDef | ast.AsyncFunctionDef;

/** A function of which the text shows the parameters; `skip` of them are given already. */
export interface Target {
  readonly args: ast.Arguments;
  readonly skip: number;
  /** A decorator may have put something else in its place. */
  readonly decorated: boolean;
}

const NOTHING: ast.Arguments = {
  posonlyargs: [],
  args: [],
  vararg: null,
  kwonlyargs: [],
  kw_defaults: [],
  kwarg: null,
  defaults: [],
} as unknown as ast.Arguments;

const NONE: ast.Expr = { kind: "Constant", value: { type: "None" }, start: 0, end: 0 } as ast.Constant;

/** The one statement that binds a name, or a class in a class (`Outer.Inner`). */
export function soleDefinition(node: ast.Expr, cx: Context): ast.Node | null {
  if (node.kind === "Attribute") {
    const outer = soleDefinition(node.value, cx);
    if (outer?.kind !== "ClassDef" || hasOwnRules(outer, cx)) return null;
    const bindings = cx.module.symbols
      .scopeOf(outer)
      .variables.get(node.attr)
      ?.refs.filter((r) => r.use !== "read");
    return bindings?.length === 1 && bindings[0]!.node.kind === "ClassDef" ? bindings[0]!.node : null;
  }
  if (node.kind !== "Name" || cx.module.options.dynamic === true) return null;
  const meaning = cx.resolve(node.id);
  if (meaning.kind !== "variable") return null;
  const bindings = meaning.variable.refs.filter((r) => r.use !== "read");
  if (bindings.length !== 1) return null;
  const definition = bindings[0]!.node;
  // the head of a class is evaluated before its name is bound: `class int(int)`
  if (definition.kind === "ClassDef" && definition.start <= node.start && node.start < definition.body[0]!.start) return null;
  return definition;
}

/** The script's function that a call reaches, if tsc sees it too. */
export function targetOf(node: ast.Call, cx: Context): Target | null {
  const { func } = node;
  if (func.kind === "Attribute") {
    const found = cx.module.types.target(node);
    if (found !== null) return found.def.decorator_list.length > 0 ? null : { args: found.def.args, skip: found.skip, decorated: false };
  }
  if (func.kind === "Lambda") return { args: func.args, skip: 0, decorated: false };
  const definition = soleDefinition(func, cx);
  if (definition === null) return null;
  if (definition.kind === "FunctionDef" || definition.kind === "AsyncFunctionDef")
    return definition.decorator_list.length > 0 ? null : { args: definition.args, skip: 0, decorated: false };
  if (definition.kind !== "ClassDef" || hasLooseBases(definition, cx)) return null;
  const init = definition.body.find((s): s is ast.FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
  if (init !== undefined) return { args: init.args, skip: 1, decorated: definition.decorator_list.length > 0 };
  const base = definition.bases[0];
  if (base === undefined) return { args: NOTHING, skip: 0, decorated: false };
  return targetOf({ ...node, func: base }, cx);
}

const ARRAY_METHODS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Array.prototype));

/** A subclass of list with a method that tsc takes for JavaScript's of that name. */
function hidesArrayMethod(node: ast.ClassDef, cx: Context): boolean {
  const [base] = node.bases;
  return (
    base?.kind === "Name" &&
    base.id === "list" &&
    cx.isBuiltin("list") &&
    node.body.some((s) => s.kind === "FunctionDef" && s.name !== "constructor" && ARRAY_METHODS.has(s.name))
  );
}

/** `super().__init__(a, b=1)` for a positional `b` of the base: which class comes next is known when the program runs, so it stays a keyword. */
function namesPositional(node: ast.ClassDef, cx: Context): boolean {
  const call = superCallOf(node);
  const base = call === null || call.keywords.length === 0 ? null : soleDefinition(node.bases[0] ?? NONE, cx);
  if (base?.kind !== "ClassDef") return false;
  const init = base.body.find((s): s is ast.FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
  return init !== undefined && call!.keywords.some((k) => init.args.args.some((a) => a.arg === k.arg));
}

/** A class that the text derives from `bases(...)`: its constructor is not in the text, tsc knows nothing of it. */
export function takesAnything(node: ast.ClassDef, cx: Context): boolean {
  return namesPositional(node, cx) || hasLooseBases(node, cx);
}

/** The same for other reasons than what it calls super() with: calls of the class itself are as loose. */
function hasLooseBases(node: ast.ClassDef, cx: Context): boolean {
  const [base] = node.bases;
  if (hidesArrayMethod(node, cx)) return true;
  if (base !== undefined && !isTypedBase(base, cx) && !hasOwnConstructor(node)) return true;
  return (
    node.bases.length > 1 ||
    node.keywords.length > 0 ||
    node.type_params.length > 0 ||
    ((node.decorator_list.length > 0 || node.body.some(isInit)) && !hasOwnConstructor(node))
  );
}

/** What an attribute of the class gives is for its metaclass to say. */
export function hasOwnRules(node: ast.ClassDef, cx: Context): boolean {
  return node.keywords.length > 0 || node.bases.some((b) => !isTypedBase(b, cx));
}

/** A base whose constructor tsc knows: of the script, a builtin, or a class with declarations. */
function isTypedBase(base: ast.Expr, cx: Context): boolean {
  if (base.kind === "Name" && cx.isBuiltin(base.id)) return true;
  if (soleDefinition(base, cx)?.kind === "ClassDef") return true;
  const module = imported(base, cx)?.module;
  return (module === "threading" || module === "queue") && isLibraryClass(base, cx);
}

function isInit(node: ast.Stmt): boolean {
  return node.kind === "FunctionDef" && (node.name === "__init__" || node.name === "__new__");
}

// ---------------------------------------------------------------- members

const THREAD = new Set("name daemon ident native_id start run join is_alive getName setName isDaemon setDaemon".split(" "));
const ERROR = new Set("args with_traceback add_note __cause__ __context__ __suppress_context__ __traceback__".split(" "));
/** Members of every object in the declarations. */
const OBJECT = new Set(["__class__", "__dict__", "__doc__"]);
/** Members of every class in the declarations. */
const FUNCTION = new Set(
  "__name__ __qualname__ __module__ __defaults__ __kwdefaults__ __annotations__ __wrapped__ __code__ __mro__ __bases__ __subclasses__ mro".split(" "),
);
/** Members every JavaScript object has, with another meaning. */
const FOREIGN = new Set("constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable".split(" "));

const INT = new Set("bit_length bit_count to_bytes as_integer_ratio is_integer conjugate real imag numerator denominator".split(" "));

/** Whether a class of the text has `[name: string]: Value`: attributes come from elsewhere too. */
export function isOpen(node: ast.ClassDef, cx: Context): boolean {
  return (
    !takesAnything(node, cx) &&
    (node.decorator_list.length > 0 || node.body.some((s) => s.kind === "FunctionDef" && (s.name === "__getattr__" || s.name === "__getattribute__")))
  );
}

/** Fields that only some of the builtin exceptions have. */
const ERROR_FIELDS = new Set(
  (
    "errno strerror filename filename2 characters_written value code name obj path name_from msg lineno offset text end_lineno end_offset " +
    "print_file_and_line encoding object start end reason exceptions message subgroup split derive"
  ).split(" "),
);

/** What is done with a member: it is read, set or called. */
export type Use = "read" | "store" | "call";

/** What tsc takes a caught exception for: whether the builtin class, or each of a tuple, has the member; null: nothing is known. */
function hasErrorMember(node: ast.ExceptHandler, name: string, cx: Context): boolean | null {
  const types = node.type?.kind === "Tuple" ? node.type.elts : node.type === null ? [] : [node.type];
  if (types.length === 0 || !types.every((t) => t.kind === "Name" && cx.isBuiltin(t.id) && isExceptionName(t.id))) return null;
  if (ERROR.has(name) || OBJECT.has(name)) return true;
  return types.length === 1 && (types[0] as ast.Name).id !== "Exception" && ERROR_FIELDS.has(name);
}

/** Whether tsc finds a member `name` of an expression, as far as the text shows, and takes it for what it is used as. */
export function hasMember(object: ast.Expr, name: string, cx: Context, use: Use): boolean {
  if (use === "store" && OBJECT.has(name)) return false;
  // what a module says of itself
  if (isModule(object, cx) && /^__.*__$/.test(name)) return false;
  const definition = soleDefinition(object, cx);
  if (definition?.kind === "ClassDef") return OBJECT.has(name) || FUNCTION.has(name) || (!FOREIGN.has(name) && declares(definition, name, false, cx));
  if (definition?.kind === "FunctionDef" || definition?.kind === "AsyncFunctionDef") return FUNCTION.has(name) || OBJECT.has(name);
  const clause = object.kind === "Name" ? cx.fn.clauses.findLast((h) => h.name === object.id) : undefined;
  if (clause !== undefined) {
    const found = hasErrorMember(clause, name, cx);
    if (found !== null) return found;
  }
  if (name === "__text_signature__") return false;
  const { kind } = cx.typeOf(object);
  if (kind === "None") return false;
  if (kind === "int" || kind === "float") return INT.has(name) || OBJECT.has(name);
  if (kind !== "Value" && kind !== "instance" && kind !== "class")
    return OBJECT.has(name) || !/^__.*__$/.test(name) || kind === "function" || kind === "module";
  if (object.kind === "Call" && object.func.kind === "Name" && object.func.id === "object" && cx.isBuiltin("object")) return false;
  const classes = cx.module.types.classNodes(object);
  const made = classes.length === 0 ? madeOf(object, cx) : null;
  const found = made === null ? classes : [made];
  // several types of which not all are the script's classes
  const { text } = cx.typeOf(object);
  if (found.length === 0) return !isUnion(text);
  // what may be None, as far as tsc sees too
  if (text.endsWith(" | null") && object.kind !== "Attribute") return false;
  if (FOREIGN.has(name)) return false;
  return found.every(
    ({ node, instance }) =>
      OBJECT.has(name) ||
      (!instance && FUNCTION.has(name)) ||
      (declares(node, name, instance, cx) && !(use === "read" && instance && isDecorated(node, name, cx))),
  );
}

/** Whether `object.name` is a method of the script's class and no property, so that reading it binds it: tsc takes `o.m` for the bare function. */
export function isBoundMethod(object: ast.Expr, name: string, cx: Context): boolean {
  const classes = cx.module.types.classNodes(object);
  const made = classes.length === 0 ? madeOf(object, cx) : null;
  const found = made === null ? classes : [made];
  return (
    found.length > 0 &&
    !storedNames(cx.module).has(name) &&
    found.every(({ node, instance }) => {
      const method = methodOf(node, name, cx);
      return instance && method !== null && method.decorator_list.length === 0 && !FOREIGN.has(name);
    })
  );
}

/** The method that a class or one of its bases defines. */
function methodOf(node: ast.ClassDef, name: string, cx: Context): Def | null {
  const own = node.body.filter((s): s is Def => (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") && s.name === name);
  if (own.length > 0) return own.length === 1 ? own[0]! : null;
  if (cx.module.symbols.scopeOf(node).variables.has(name)) return null;
  for (const b of node.bases) {
    const base = soleDefinition(b, cx);
    const found = base?.kind === "ClassDef" ? methodOf(base, name, cx) : null;
    if (found !== null) return found;
  }
  return null;
}

function isUnion(text: string): boolean {
  return text
    .replace(/<.*>/, "")
    .replace(/ \| null$/, "")
    .includes(" | ");
}

/** To tsc a method, whatever its decorators made of it. */
function isDecorated(node: ast.ClassDef, name: string, cx: Context): boolean {
  const method = node.body.find((s): s is Def => (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") && s.name === name);
  if (method !== undefined) {
    const [outer] = method.decorator_list;
    return outer !== undefined && !isStatic(method, cx) && !(outer.kind === "Name" && outer.id === "property" && cx.isBuiltin("property"));
  }
  return node.bases.some((b) => {
    const base = soleDefinition(b, cx);
    return base?.kind === "ClassDef" && isDecorated(base, name, cx);
  });
}

/** Whether an object is of a class of the script that has a method `name`, or derives from one. */
export function definesMethod(object: ast.Expr, name: string, cx: Context): boolean {
  const defines = (node: ast.ClassDef): boolean =>
    node.body.some((s) => (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") && s.name === name) ||
    node.bases.some((b) => {
      const base = soleDefinition(b, cx);
      return base?.kind === "ClassDef" && defines(base);
    });
  const classes = cx.module.types.classNodes(object);
  const made = classes.length === 0 ? madeOf(object, cx) : null;
  return made === null ? classes.length > 0 && classes.every((c) => defines(c.node)) : defines(made.node);
}

function declares(node: ast.ClassDef, name: string, instance: boolean, cx: Context): boolean {
  if (takesAnything(node, cx) && instance) return true;
  const scope = cx.module.symbols.scopeOf(node);
  if (scope.variables.has(name)) {
    // methods are members of the prototype, to tsc: not of the class
    const statement = node.body.find((s) => (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") && s.name === name) as Def | undefined;
    if (instance)
      return statement === undefined || !isStatic(statement, cx)
        ? statement !== undefined || (sharedNames(cx.module).has(name) && !/^__.*__$/.test(name))
        : false;
    return statement === undefined || isStatic(statement, cx);
  }
  if (instance && storesOwn(node, name)) return true;
  if (node.bases.length > 1)
    return node.bases.some((b) => {
      const d = soleDefinition(b, cx);
      return d?.kind === "ClassDef" ? declares(d, name, instance, cx) : instance;
    });
  const base = node.bases[0];
  if (base === undefined) return instance && isOpen(node, cx);
  const definition = soleDefinition(base, cx);
  if (definition?.kind === "ClassDef") return declares(definition, name, instance, cx);
  if (base.kind === "Name" && cx.isBuiltin(base.id) && isExceptionName(base.id)) return !instance || ERROR.has(name) || base.id !== "Exception";
  const library = imported(base, cx);
  if (library?.module === "threading" && library.name === "Thread") return !instance || THREAD.has(name);
  // what is set from outside is no member of a builtin type
  if (base.kind === "Name" && cx.isBuiltin(base.id) && storedNames(cx.module).has(name)) return false;
  // `bases(X)` has the members of all instances, and no static ones
  return instance;
}

/** Methods of `object` in the declarations. */
const OBJECT_METHODS = new Set(
  "__new__ __init_subclass__ __getattribute__ __setattr__ __delattr__ __repr__ __str__ __format__ __hash__ __eq__ __ne__ __dir__ __sizeof__ __reduce__ __reduce_ex__".split(
    " ",
  ),
);

/** Whether a member of a class is no method: tsc reads none of those through `super`. */
function isField(node: ast.ClassDef, name: string, cx: Context): boolean {
  if (cx.module.symbols.scopeOf(node).variables.has(name))
    return !node.body.some((s) => (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") && s.name === name);
  if (storesOwn(node, name)) return true;
  const base = soleDefinition(node.bases[0] ?? NONE, cx);
  return base?.kind === "ClassDef" && isField(base, name, cx);
}

/** Whether tsc finds `super.name` in a class. */
export function inherits(node: ast.ClassDef, name: string, instance: boolean, cx: Context): boolean {
  if (takesAnything(node, cx)) return true;
  const base = node.bases[0];
  // a constructor that does not call super() has no `extends object`
  if (base === undefined && hasOwnConstructor(node) && superCallOf(node) === null) return false;
  if (base === undefined || (base.kind === "Name" && base.id === "object" && cx.isBuiltin("object"))) return OBJECT_METHODS.has(name);
  const definition = soleDefinition(base, cx);
  if (definition?.kind === "ClassDef") return declares(definition, name, instance, cx) && !(instance && isField(definition, name, cx));
  if (base.kind === "Name" && cx.isBuiltin(base.id)) return !/^__.*__$/.test(name);
  const library = imported(base, cx);
  return library?.module !== "threading" || library.name !== "Thread" || THREAD.has(name);
}

/** `a` after `a = A()`, if nothing else binds it: tsc sees that too. */
function madeOf(node: ast.Expr, cx: Context): { readonly node: ast.ClassDef; readonly instance: true } | null {
  if (node.kind !== "Name" || soleDefinition(node, cx) === null) return null;
  const meaning = cx.resolve(node.id);
  const statement = meaning.kind === "variable" ? meaning.variable.refs.find((r) => r.use === "bind")?.place.statement : undefined;
  if (statement?.kind !== "Assign" || statement.targets.length !== 1 || statement.targets[0]!.kind !== "Name" || statement.value.kind !== "Call") return null;
  const made = soleDefinition(statement.value.func, cx);
  return made?.kind === "ClassDef" ? { node: made, instance: true } : null;
}

/** Whether tsc gives an expression a literal's type: a constant, or a name that stands for one. */
export function isLiteral(node: ast.Expr, cx: Context): boolean {
  if (node.kind === "Constant") return true;
  if (node.kind !== "Name") return false;
  const meaning = cx.resolve(node.id);
  if (meaning.kind !== "variable" || meaning.variable.param) return false;
  return meaning.variable.refs.every((r) => {
    if (r.use === "read") return true;
    const { statement } = r.place;
    return statement.kind === "Assign" && statement.targets.length === 1 && statement.targets[0]!.kind === "Name" && statement.value.kind === "Constant";
  });
}

/** Imports are read-only to tsc. */
export function isModule(node: ast.Expr, cx: Context): boolean {
  return node.kind === "Name" && imported({ kind: "Attribute", value: node, attr: "", ctx: "Load", start: node.start, end: node.end }, cx) !== null;
}

function isStatic(node: Def, cx: Context): boolean {
  return (
    node.decorator_list.length === 1 &&
    node.decorator_list.some((d) => d.kind === "Name" && (d.id === "staticmethod" || d.id === "classmethod") && cx.isBuiltin(d.id))
  );
}

const own = new WeakMap<ast.ClassDef, ReadonlySet<string>>();

/** A method sets it on its first parameter. */
export function storesOwn(node: ast.ClassDef, name: string): boolean {
  let names = own.get(node);
  if (names === undefined) own.set(node, (names = ownNames(node)));
  return names.has(name);
}

function ownNames(node: ast.ClassDef): Set<string> {
  const names = new Set<string>();
  for (const method of node.body) {
    if (method.kind !== "FunctionDef" && method.kind !== "AsyncFunctionDef") continue;
    const self = (method.args.posonlyargs[0] ?? method.args.args[0])?.arg;
    const visit = (n: ast.Node): void => {
      if (n.kind === "Attribute" && n.ctx === "Store" && n.value.kind === "Name" && n.value.id === self) names.add(n.attr);
      else eachChild(n, visit);
    };
    method.body.forEach(visit);
  }
  return names;
}

const stored = new WeakMap<ModuleContext, ReadonlySet<string>>();

/** Names of attributes that the module sets. */
function storedNames(module: ModuleContext): ReadonlySet<string> {
  let names = stored.get(module);
  if (names !== undefined) return names;
  const found = new Set<string>();
  const visit = (n: ast.Node): void => {
    if (n.kind === "Attribute" && n.ctx !== "Load") found.add(n.attr);
    eachChild(n, visit);
  };
  visit(module.symbols.module.node);
  stored.set(module, (names = found));
  return names;
}

const shared = new WeakMap<ModuleContext, ReadonlySet<string>>();

/** Names of attributes that the module uses of something else than a class by its name. */
export function sharedNames(module: ModuleContext): ReadonlySet<string> {
  let names = shared.get(module);
  if (names === undefined) shared.set(module, (names = attributeNames(module.symbols.module)));
  return names;
}

function attributeNames(scope: Scope): Set<string> {
  const classes = new Set([...scope.variables.values()].filter((v) => v.refs.some((r) => r.node.kind === "ClassDef")).map((v) => v.name));
  const names = new Set<string>();
  const visit = (n: ast.Node): void => {
    if (n.kind === "Attribute" && !(n.value.kind === "Name" && classes.has(n.value.id))) names.add(n.attr);
    eachChild(n, visit);
  };
  visit(scope.node);
  return names;
}

/** Calls of which the result is looked at, by the name of what is called; and how many methods there are of each name. */
interface Results {
  readonly used: ReadonlySet<string>;
  readonly methods: ReadonlyMap<string, number>;
}

const results = new WeakMap<ModuleContext, Results>();

export function resultsOf(module: ModuleContext): Results {
  let found = results.get(module);
  if (found !== undefined) return found;
  const used = new Set<string>();
  const methods = new Map<string, number>();
  const visit = (n: ast.Node): void => {
    if (n.kind === "Call" && n.func.kind === "Name") used.add(n.func.id);
    else if (n.kind === "Call" && n.func.kind === "Attribute") used.add(n.func.attr);
    else if (n.kind === "ClassDef")
      for (const s of n.body) if (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef") methods.set(s.name, (methods.get(s.name) ?? 0) + 1);
    // a statement of a call, a lambda around one: nobody looks
    let call: ast.Node = n;
    if (call.kind === "Expr") call = call.value;
    if (call.kind === "Await") call = call.value;
    if (n.kind === "Lambda") call = n.body;
    if (call !== n && call.kind === "Call") eachChild(call, visit);
    else eachChild(n, visit);
  };
  visit(module.symbols.module.node);
  results.set(module, (found = { used, methods }));
  return found;
}

// ---------------------------------------------------------------- arguments

/** What stands at each position of a placed call: an argument, a keyword's value, or null for a default; then what stays a keyword. */
export interface Placed {
  readonly positions: readonly (ast.Expr | ast.Keyword | null)[];
  readonly keywords: readonly ast.Keyword[];
}

/** The arguments at the places of their parameters; null if they do not fit, or would be evaluated in another order. */
export function place(node: ast.Call, target: Target): Placed | null {
  const { args } = target;
  if (target.decorated && node.keywords.length > 0) return null;
  if (node.args.some((a) => a.kind === "Starred") || node.keywords.some((k) => k.arg === null)) return null;
  const names = [...args.posonlyargs.map(() => null), ...args.args.map((a) => a.arg)].slice(target.skip);
  const required = names.length - args.defaults.length;
  if (node.args.length > names.length && args.vararg === null) return null;
  const positions: (ast.Expr | ast.Keyword | null)[] = [...node.args];
  const rest: ast.Keyword[] = [];
  let last = node.args.length - 1;
  for (const k of node.keywords) {
    const i = names.indexOf(k.arg);
    if (i < 0) {
      if (args.kwarg === null && !args.kwonlyargs.some((a) => a.arg === k.arg)) return null;
      rest.push(k);
      continue;
    }
    if (i < node.args.length || args.vararg !== null) return null;
    if (i < last && !isConstant(k.value)) return null;
    while (positions.length <= i) positions.push(null);
    positions[i] = k;
    last = Math.max(last, i);
  }
  for (let i = 0; i < required; i++) if ((positions[i] ?? null) === null) return null;
  const needed = args.kwonlyargs.filter((_, i) => (args.kw_defaults[i] ?? null) === null);
  if (!needed.every((a) => rest.some((k) => k.arg === a.arg))) return null;
  // the keywords' parameter comes after all others
  if (rest.length > 0 && positions.length < names.length) return null;
  return { positions, keywords: rest };
}

function isConstant(node: ast.Expr): boolean {
  return node.kind === "Constant" || node.kind === "Name";
}
