/**
 * classes - class statements: members in text order, everything else of a body in `static { }` blocks.
 */
import type * as ast from "../ast/nodes.js";
import { eachChild, some } from "../ast/visit.js";
import type { Scope } from "../bind/symtable.js";
import { bindName } from "./assignment.js";
import { callArguments } from "./calls.js";
import { at, Level, visible } from "./code.js";
import { FunctionContext, type ClassContext, type Context } from "./context.js";
import { docComment, docOf } from "./docs.js";
import { emitExpression, emitStatement, value } from "./emit.js";
import { hasAnnotations, looksAtAnnotations } from "./annotations.js";
import { evaluateUnseen, annotationsOf, annotationValue, functionKeyword, writeFunction, type DefaultText, type Def } from "./functions.js";
import { propertyKey } from "./literals.js";
import { assignedIn } from "./flow.js";
import { hasOwnRules, inherits, isOpen, sharedNames, soleDefinition, storesOwn, takesAnything } from "./known.js";
import { jsIdentifier } from "./names.js";
import { isByName } from "./references.js";
import { endComments, flushComments, trailingComment } from "./statements.js";
import { typeParameters } from "./typeparams.js";

/** Whether `super().name` here is `super.name`: the expression is `super()` in a method or an arrow in one, and tsc finds the member. */
export function superParts(node: ast.Expr, name: string, cx: Context): boolean {
  return (
    node.kind === "Call" &&
    node.func.kind === "Name" &&
    node.func.id === "super" &&
    node.args.length === 0 &&
    node.keywords.length === 0 &&
    cx.isBuiltin("super") &&
    cx.fn.superClass !== null &&
    !insideOwnFunction(cx) &&
    superHasMember(name, cx)
  );
}

function superHasMember(name: string, cx: Context): boolean {
  let scope: Scope | null = cx.scope;
  while (scope !== null && scope.kind !== "class") scope = scope.parent;
  return scope?.node.kind !== "ClassDef" || inherits(scope.node, name, !cx.fn.isClassMethod, cx);
}

/** In a lambda or comprehension the first argument of super() would be another one. */
function insideOwnFunction(cx: Context): boolean {
  return cx.scope.kind === "lambda" || (cx.scope.kind === "function" && cx.scope.parent?.kind !== "class" && cx.scope.parent?.kind !== "typeparams");
}

export function emitClass(node: ast.ClassDef, cx: Context): void {
  const opener = cx.fn.scope === cx.scope && cx.scope.kind !== "class" ? cx.fn.declarations.openers.get(node) : undefined;
  const inner = typeParameters(node.type_params, cx);
  const decorators = node.decorator_list.map((d) => ({ span: d, text: at(emitExpression(d, cx), Level.Primary) }));
  const defaults: string[] = [];
  const lines = cx.out.capture(() => {
    if (opener === "const") {
      for (const d of decorators) cx.out.line(`@${decoratorText(d.span, cx.mark(d.span, d.text), cx)}`);
      writeClass(node, inner, "", "", defaults);
      return;
    }
    const { head, tail } = bindName(node.name, node, cx);
    const { open, close } = cx.decoratorCalls(decorators);
    const { begin, end } = cx.definition(node);
    writeClass(node, inner, head + open + begin, end + close + tail + ";", defaults);
  });
  for (const line of defaults) cx.out.line(line);
  if (defaults.length > 0) cx.out.blank();
  const doc = docOf(node.body);
  if (doc !== null) for (const line of docComment(doc)) cx.out.line(line);
  cx.out.raw(lines);
}

/** What may stand after `@` as it is: names, members, one call of them. */
function decoratorText(node: ast.Expr, text: string, cx: Context): string {
  const plain = visible(text);
  // instances of a class have their own ways of being called
  if (soleDefinition(node.kind === "Call" ? node.func : node, cx)?.kind === "ClassDef") return `(${text} as ${cx.type("Value")})`;
  if (/^[\w$.]+$/.test(plain) || (/[^\x00-\x7f]/.test(plain) && /^[\p{L}\p{N}_$.]+$/u.test(plain))) return text;
  if (node.kind !== "Call") return `(${text})`;
  let callee = node.func;
  while (callee.kind === "Attribute") callee = callee.value;
  return callee.kind === "Name" && !isByName(text) && !/^(?:new |super\b)/.test(plain) ? text : `(${text})`;
}

function heritage(node: ast.ClassDef, cx: Context, callsSuper: boolean): string {
  const generic = node.type_params.length > 0 ? [`${cx.helper("generic")}(${node.type_params.map((p) => typeParamText(p, cx)).join(", ")})`] : [];
  const anything = takesAnything(node, cx);
  if (node.bases.length === 1 && !anything) {
    const base = node.bases[0]!;
    if (base.kind === "Name" || base.kind === "Attribute") return ` extends ${emitExpression(base, cx).text}`;
  }
  if (node.bases.length === 0 && !anything) return callsSuper || (!hasOwnConstructor(node) && some(node, isSuper)) ? ` extends ${cx.helper("object")}` : "";
  const bases = callArguments(node.bases, [], cx);
  const keywords = node.keywords.length > 0 ? callArguments([], node.keywords, cx) : "";
  return ` extends ${cx.mark(node, `${cx.helper("bases")}(${[bases, ...generic, keywords].filter((t) => t !== "").join(", ")})`)}`;
}

function typeParamText(param: ast.TypeParam, cx: Context): string {
  const meaning = cx.resolve(param.name);
  return (meaning.kind === "variable" ? cx.renamed.get(meaning.variable) : undefined) ?? jsIdentifier(param.name);
}

/** `class C extends B {` members `}` */
function writeClass(node: ast.ClassDef, cx: Context, head: string, tail: string, defaults: string[]): void {
  const scope = cx.module.symbols.scopeOf(node);
  const name = jsIdentifier(node.name);
  const inClass: ClassContext = {
    name,
    scope,
    bound: new Set(["__module__", "__qualname__"]),
    maybe: new Set(),
    members: new Set(),
    statics: new Set(),
    getters: new Set(),
    untyped: hasOwnRules(node, cx),
    annotatesInPlace:
      hasAnnotations(node.body.filter((s) => s.kind !== "AnnAssign")) ||
      looksAtAnnotations(node.body) ||
      node.body.some((s) => s.kind === "AnnAssign" && cx.module.doubtful.has(s.annotation)),
  };
  const form = formOf(node);
  const extends_ = heritage(node, cx, form.object);
  const fn = new FunctionContext(scope, "free", cx.fn);
  const body = cx.with({ fn, scope, inClass });
  const later: DefaultText = (parameter, expression) => {
    if (cx.scope.kind === "class" || !isQuiet(expression, body)) return value(expression, body);
    const constant = cx.name(`${parameter}Default`);
    defaults.push(`const ${constant} = ${value(expression, cx)};`);
    return constant;
  };
  const empty = node.body.every((s) => s.kind === "Pass" || (s.kind === "Expr" && s.value.kind === "Constant"));
  if (empty && !cx.module.comments.some((c) => c.start > node.start && c.end <= node.end)) {
    cx.out.line(`${head}class ${name}${extends_} {}${tail}`);
    return;
  }
  cx.out.block(`${head}class ${name}${extends_}`, () => writeMembers(node, body, form, later), `}${tail}`);
}

/** Displays and names from outside: it does not matter when they are evaluated. */
function isQuiet(node: ast.Expr, cx: Context): boolean {
  return !some(
    node,
    (n) =>
      n.kind === "Call" ||
      n.kind === "Attribute" ||
      n.kind === "Subscript" ||
      n.kind === "BinOp" ||
      n.kind === "Lambda" ||
      n.kind === "NamedExpr" ||
      n.kind === "Await" ||
      (n.kind === "Name" && cx.resolve(n.id).kind === "class"),
  );
}

/** `__init__` is written `constructor`. */
export function hasOwnConstructor(node: ast.ClassDef): boolean {
  return formOf(node).constructor;
}

/** The `super(...)` that its constructor begins with. */
export function superCallOf(node: ast.ClassDef): ast.Call | null {
  return formOf(node).superCall;
}

function constructorOf(node: ast.ClassDef): ast.FunctionDef | undefined {
  return node.body.find((s): s is ast.FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
}

/** Asked for where a class is defined and where it is called. */
const forms = new WeakMap<ast.ClassDef, ConstructorForm>();

function formOf(node: ast.ClassDef): ConstructorForm {
  let form = forms.get(node);
  if (form === undefined) forms.set(node, (form = constructorForm(node, constructorOf(node))));
  return form;
}

interface ConstructorForm {
  readonly constructor: boolean;
  /** It calls super() although it has no bases. */
  readonly object: boolean;
  readonly superCall: ast.Call | null;
}

// `__init__` is `constructor` if super's `__init__` is its first statement, or there are no bases
function constructorForm(node: ast.ClassDef, init: ast.FunctionDef | undefined): ConstructorForm {
  const none = { constructor: false, object: false, superCall: null };
  if (init === undefined || init.decorator_list.length > 0 || init.type_params.length > 0) return none;
  if (node.body.filter((s) => s.kind === "FunctionDef" && s.name === "__init__").length > 1) return none;
  const self = [...init.args.posonlyargs, ...init.args.args][0];
  if (self === undefined || some(init, (n) => n.kind === "Yield" || n.kind === "YieldFrom")) return none;
  const calls: ast.Call[] = [];
  const visit = (n: ast.Node): void => {
    if (n.kind === "Call" && isSuperInit(n)) calls.push(n);
    eachChild(n, visit);
  };
  visit(init);
  const statements = docOf(init.body) === null ? init.body : init.body.slice(1);
  const first = statements[0];
  const starts = first?.kind === "Expr" && first.value.kind === "Call" && isSuperInit(first.value) && calls.length === 1 ? first.value : null;
  const noBases = node.bases.length === 0 && node.keywords.length === 0 && node.type_params.length === 0;
  if (starts !== null) return { constructor: true, object: noBases, superCall: starts };
  const usesSuper = some(init, (n) => n.kind === "Name" && n.id === "super");
  return noBases && !usesSuper ? { constructor: true, object: false, superCall: null } : none;
}

function isSuper(node: ast.Node): boolean {
  return node.kind === "Call" && node.func.kind === "Name" && node.func.id === "super" && node.args.length === 0;
}

function isSuperInit(node: ast.Call): boolean {
  const { func } = node;
  return (
    func.kind === "Attribute" &&
    func.attr === "__init__" &&
    func.value.kind === "Call" &&
    func.value.func.kind === "Name" &&
    func.value.func.id === "super" &&
    func.value.args.length === 0
  );
}

// ---------------------------------------------------------------- members

/** Names no static field can have. */
const FORBIDDEN_FIELDS: ReadonlySet<string> = new Set(["constructor", "prototype"]);

function writeMembers(node: ast.ClassDef, cx: Context, form: ConstructorForm, defaults: DefaultText): void {
  const inClass = cx.inClass!;
  /** What only static blocks bind: tsc has to be told of it. */
  const undeclared = new Set<string>();
  const annotations: (readonly [string, ast.Expr])[] = [];
  if (inClass.annotatesInPlace) cx.out.line(`static __annotations__: ${cx.type("Value")} = ${cx.helper("dict")}();`);
  const fields = attributes(node, cx);
  let open: string[] | null = null;
  let fieldsDone = false;
  const closeBlock = (): void => {
    if (open === null) return;
    const lines = open;
    open = null;
    for (const name of undeclared) cx.out.line(`declare static ${name}: ${cx.type("Value")};`);
    for (const name of undeclared) inClass.statics.add(name);
    undeclared.clear();
    cx.out.line("static {");
    cx.out.raw(lines);
    cx.out.line("}");
  };
  const writeFields = (): void => {
    if (fieldsDone) return;
    fieldsDone = true;
    const common = shadowed(node, cx);
    if (fields.length === 0 && common.length === 0 && !isOpen(node, cx)) return;
    cx.out.blank();
    if (isOpen(node, cx)) cx.out.line(`[name: string]: ${cx.type("Value")};`);
    for (const name of common) cx.out.line(`declare ${name}: ${cx.annotation(cx.module.types.field(node, name).text)};`);
    const certain = form.constructor ? assignedFields(constructorOf(node)!, cx) : new Set<string>();
    for (const f of fields) {
      const text = cx.annotation(cx.module.types.field(node, f).text);
      // of Value tsc asks for no initial value
      const declare = form.constructor && (certain.has(f) || text === cx.type("Value")) && !baseHasField(node, f, cx) ? "" : "declare ";
      cx.out.line(`${declare}${f}: ${text};`);
    }
    cx.out.blank();
  };
  const body = docOf(node.body) === null ? node.body : node.body.slice(1);
  for (const statement of body) {
    const isDef = statement.kind === "FunctionDef" || statement.kind === "AsyncFunctionDef";
    if (isDef || statement.kind === "ClassDef") {
      closeBlock();
      if (isDef) writeFields();
    }
    const first = (isDef || statement.kind === "ClassDef") && statement.decorator_list[0] ? statement.decorator_list[0].start - 1 : statement.start;
    if (open === null) flushComments(cx, first);
    if (isDef) {
      const lines = cx.out.capture(() => cx.out.indented(() => evaluateUnseen(statement, cx)));
      if (lines.length > 0) {
        open = lines;
        closeBlock();
      }
    }
    if (isDef && markedMethod(statement, cx, form, defaults)) {
      const annotated = statement.decorator_list.length === 0 ? annotationsOf(statement, cx) : null;
      if (annotated !== null)
        cx.out.line(`static { ${cx.helper("annotate")}((${inClass.name} as ${cx.type("Value")}).${cx.mangled(statement.name)}, ${annotated}); }`);
      inClass.bound.add(cx.mangled(statement.name));
      continue;
    }
    if (statement.kind === "ClassDef" && writeInnerClass(statement, cx)) {
      inClass.bound.add(cx.mangled(statement.name));
      continue;
    }
    if (statement.kind === "Pass" || (statement.kind === "Expr" && statement.value.kind === "Constant" && statement.value.value.type !== "str")) continue;
    if (statement.kind === "AnnAssign" && statement.target.kind === "Name") {
      if (!inClass.annotatesInPlace) annotations.push([cx.mangled(statement.target.id), statement.annotation]);
      if (statement.value === null) {
        closeBlock();
        cx.out.line(`${cx.mangled(statement.target.id)}: ${cx.type("Value")};`);
        trailingComment(statement, cx);
        if (!inClass.annotatesInPlace) continue;
      }
    }
    const inPlace = statement.kind === "AnnAssign" && inClass.annotatesInPlace;
    if (!inPlace && writeStatic(statement, cx, closeBlock)) {
      trailingComment(statement, cx);
      continue;
    }
    // everything else runs in a static block
    open = [...(open ?? []), ...cx.out.capture(() => cx.out.indented(() => emitStatement(statement, cx)))];
    for (const name of boundNames(statement)) {
      const own = cx.mangled(name);
      if (!inClass.members.has(own) && !inClass.statics.has(own) && !FORBIDDEN_FIELDS.has(own) && cx.resolve(name).kind === "class") undeclared.add(own);
      if (statement.kind === "Assign" || statement.kind === "Import" || statement.kind === "ImportFrom" || statement.kind === "FunctionDef")
        inClass.bound.add(cx.mangled(name));
      inClass.maybe.add(cx.mangled(name));
    }
  }
  closeBlock();
  writeFields();
  endComments(cx, node.body);
  if (annotations.length === 0) return;
  const entries = annotations.map(([name, e]) => `${propertyKey(name)}: ${annotationValue(e, cx)}`).join(", ");
  cx.out.line(`static __annotations__: ${cx.type("Value")} = ${cx.helper("dict")}({ ${entries} });`);
}

/** A method as a member with the place of its `def`, or of its first decorator. */
function markedMethod(node: Def, cx: Context, form: ConstructorForm, defaults: DefaultText): boolean {
  let written = false;
  const lines = cx.out.capture(() => {
    written = writeMethod(node, cx, form, defaults);
  });
  const first = lines.findIndex((line) => line.trim() !== "");
  if (!written || first < 0) {
    cx.out.raw(lines);
    return written;
  }
  const indent = lines[first]!.length - lines[first]!.trimStart().length;
  const start = node.decorator_list[0]?.start ?? node.start;
  const marked = cx.mark(
    { start, end: node.end },
    lines
      .slice(first)
      .map((line, i) => (i === 0 ? line.trimStart() : line))
      .join("\n"),
  );
  cx.out.raw([...lines.slice(0, first), " ".repeat(indent) + marked]);
  return written;
}

/** Names a statement of a class body binds. */
function boundNames(node: ast.Stmt): string[] {
  const names: string[] = [];
  const visit = (n: ast.Node): void => {
    if (n.kind === "Name" && n.ctx === "Store") names.push(n.id);
    if (n.kind === "alias") names.push(n.asname ?? n.name.split(".")[0]!);
    if (n.kind === "FunctionDef" || n.kind === "AsyncFunctionDef" || n.kind === "ClassDef") {
      names.push(n.name);
      return;
    }
    eachChild(n, visit);
  };
  visit(node);
  return names;
}

/** `static x = e;` */
function writeStatic(node: ast.Stmt, cx: Context, before: () => void): boolean {
  let target: ast.Expr | undefined;
  let source: ast.Expr | null = null;
  if (node.kind === "Assign" && node.targets.length === 1) [target, source] = [node.targets[0], node.value];
  else if (node.kind === "AnnAssign") [target, source] = [node.target, node.value];
  if (target?.kind !== "Name" || source === null) return false;
  const name = cx.mangled(target.id);
  const meaning = cx.resolve(target.id);
  if (FORBIDDEN_FIELDS.has(name) || meaning.kind !== "class" || isTaken(name, cx.inClass!)) return false;
  const text = value(source, cx);
  // temporaries need a block
  if (cx.fn.pending.length > 0) {
    cx.fn.pending = [];
    return false;
  }
  before();
  // its own class in its initial value, another object than that, or another one in a derived class: the type must be said
  const isUnclear = isBoundAgain(name, cx) || cx.inClass!.untyped || visible(text) === "[]" || visible(text).includes(`${cx.inClass!.name}.`);
  const overridden = isUnclear ? null : cx.module.types.overridden(cx.inClass!.scope, target.id);
  const type = isUnclear ? `: ${cx.type("Value")}` : overridden !== null ? `: ${cx.annotation(overridden.text)}` : "";
  cx.out.line(cx.mark(node, `static ${name}${type} = ${text};`));
  cx.inClass!.bound.add(name);
  cx.inClass!.maybe.add(name);
  cx.inClass!.statics.add(name);
  return true;
}

function isBoundAgain(name: string, cx: Context): boolean {
  return (cx.scope.variables.get(name)?.refs ?? []).filter((r) => r.use === "bind").length > 1;
}

/** The text has a member of that name already: what binds it again is a statement of a static block. */
function isTaken(name: string, inClass: ClassContext): boolean {
  return inClass.members.has(name) || inClass.statics.has(name);
}

function writeInnerClass(node: ast.ClassDef, cx: Context): boolean {
  if (FORBIDDEN_FIELDS.has(node.name) || node.type_params.length > 0 || cx.resolve(node.name).kind !== "class") return false;
  if (isTaken(cx.mangled(node.name), cx.inClass!)) return false;
  const doc = docOf(node.body);
  if (doc !== null) for (const line of docComment(doc)) cx.out.line(line);
  const { open, close } = cx.decoratorCalls(node.decorator_list.map((d) => ({ span: d, text: at(emitExpression(d, cx), Level.Primary) })));
  const { begin, end } = cx.definition(node);
  const type = isBoundAgain(cx.mangled(node.name), cx) ? `: ${cx.type("Value")}` : "";
  writeClass(node, cx, `static ${cx.mangled(node.name)}${type} = ${open}${begin}`, `${end}${close};`, []);
  cx.inClass!.maybe.add(cx.mangled(node.name));
  cx.inClass!.statics.add(cx.mangled(node.name));
  return true;
}

/** Class attributes that something reads or sets of an instance. */
function shadowed(node: ast.ClassDef, cx: Context): string[] {
  if (takesAnything(node, cx)) return [];
  const names = sharedNames(cx.module);
  const methods = new Set(
    node.body.flatMap((s) => (s.kind === "FunctionDef" || s.kind === "AsyncFunctionDef" || s.kind === "ClassDef" ? [cx.mangled(s.name)] : [])),
  );
  return [...cx.scope.variables.keys()].filter(
    (name) => names.has(name) && !methods.has(name) && name !== "constructor" && !/^__.*__$/.test(name) && !isBare(node, name),
  );
}

/** `x: T` without a value: its declaration is in the text already. */
function isBare(node: ast.ClassDef, name: string): boolean {
  return node.body.some((s) => s.kind === "AnnAssign" && s.value === null && s.target.kind === "Name" && s.target.id === name);
}

/** Attributes that methods set on their first parameter, in order; class attributes and methods excepted. */
function attributes(node: ast.ClassDef, cx: Context): string[] {
  const inClass = new Set(cx.scope.variables.keys());
  const found = new Set<string>();
  for (const method of node.body) {
    if (method.kind !== "FunctionDef" && method.kind !== "AsyncFunctionDef") continue;
    const self = [...method.args.posonlyargs, ...method.args.args][0]?.arg;
    if (self === undefined || method.decorator_list.some((d) => d.kind === "Name" && (d.id === "classmethod" || d.id === "staticmethod"))) continue;
    const visit = (n: ast.Node): void => {
      if (n.kind === "Attribute" && n.ctx === "Store" && n.value.kind === "Name" && n.value.id === self) {
        const name = cx.mangled(n.attr);
        if (!inClass.has(name) && !/^(?:constructor|__class__|__dict__|__doc__)$/.test(name)) found.add(name);
      }
      eachChild(n, visit);
    };
    method.body.forEach(visit);
  }
  return [...found];
}

/** A class of the script that this one derives from sets it, too. */
function baseHasField(node: ast.ClassDef, name: string, cx: Context): boolean {
  return node.bases.some((b) => {
    const base = soleDefinition(b, cx);
    return base?.kind === "ClassDef" && (storesOwn(base, name) || baseHasField(base, name, cx));
  });
}

/** The fields that every path of a constructor sets. */
function assignedFields(init: ast.FunctionDef, cx: Context): Set<string> {
  const self = [...init.args.posonlyargs, ...init.args.args][0]!.arg;
  return assignedIn(init.body, (target) =>
    target.kind === "Attribute" && target.value.kind === "Name" && target.value.id === self ? cx.mangled(target.attr) : null,
  );
}

// ---------------------------------------------------------------- methods

const CLASS_METHODS: ReadonlySet<string> = new Set(["__new__", "__init_subclass__", "__class_getitem__"]);

/** A def as a member; false if it must be a statement of a static block. */
function writeMethod(node: Def, cx: Context, form: ConstructorForm, defaults: DefaultText): boolean {
  if (node.type_params.length > 0 || cx.resolve(node.name).kind !== "class") return false;
  const name = cx.mangled(node.name);
  const scope = cx.module.symbols.scopeOf(node);
  const doc = docOf(node.body);
  const inClass = cx.inClass!;
  const count = node.args.posonlyargs.length + node.args.args.length;
  const outer = node.decorator_list[0] ?? null;
  const only = node.decorator_list.length === 1 ? outer : null;
  const star = `${node.kind === "AsyncFunctionDef" ? "async " : ""}${scope.isGenerator ? "*" : ""}`;
  const plain = star === "" && node.args.vararg === null && node.args.kwarg === null && node.args.kwonlyargs.length === 0;
  const isSetter =
    outer?.kind === "Attribute" &&
    outer.attr === "setter" &&
    outer.value.kind === "Name" &&
    outer.value.id === node.name &&
    plain &&
    count === 2 &&
    node.args.defaults.length === 0 &&
    inClass.getters.has(name);
  if (!isSetter && isTaken(name, inClass)) return false;
  const write = (lines: readonly string[], head: string, member: string, more: Partial<Parameters<typeof writeFunction>[2]>): true => {
    const pending = cx.fn.pending;
    cx.fn.pending = [];
    const text = cx.out.capture(() => writeFunction(node, cx, { head, name: member, arrow: false, method: true, tail: "", defaults, ...more }));
    cx.fn.pending = pending;
    if (doc !== null) for (const line of docComment(doc)) cx.out.line(line);
    const all = [...cx.out.capture(() => lines.forEach((line) => cx.out.line(line))), ...text];
    // the method is where its def begins, or its first decorator
    const span = { start: node.decorator_list[0] === undefined ? node.start : node.decorator_list[0].start - 1, end: node.end };
    const marked = cx.mark(span, all.map((line, i) => (i === 0 ? line.trimStart() : line)).join("\n"));
    cx.out.raw([" ".repeat(all[0]!.length - all[0]!.trimStart().length) + marked]);
    (head.startsWith("static ") ? inClass.statics : inClass.members).add(name);
    if (head === "get ") inClass.getters.add(name);
    else inClass.getters.delete(name);
    return true;
  };
  const annotations = annotationsOf(node, cx);
  if (annotations !== null && node.decorator_list.length > 0 && !FORBIDDEN_FIELDS.has(name)) {
    // who looks at annotations may be a decorator: it gets the function with them
    const { open, close } = cx.decoratorCalls(node.decorator_list.map((d) => ({ span: d, text: at(emitExpression(d, cx), Level.Primary) })));
    const { begin, end } = cx.definition(node);
    const head = `static ${name} = ${open}${cx.helper("annotate")}(${begin}${functionKeyword(node, scope)}`;
    return write([], head, jsIdentifier(node.name), { method: false, tail: `${end}, ${annotations})${close};` });
  }
  const isOnly = (builtin: string): boolean => only?.kind === "Name" && only.id === builtin && cx.isBuiltin(builtin);
  const selfName = CLASS_METHODS.has(node.name) ? "cls" : "self";
  if (isOnly("staticmethod") && name !== "prototype") return write([], `static ${star}`, name, { method: false });
  if (!hasSelf(node, scope)) {
    if (FORBIDDEN_FIELDS.has(name)) return false;
    const { open, close } = cx.decoratorCalls(node.decorator_list.map((d) => ({ span: d, text: at(emitExpression(d, cx), Level.Primary) })));
    const { begin, end } = cx.definition(node);
    const head = `static ${name} = ${open}${begin}${functionKeyword(node, scope)}`;
    return write([], head, jsIdentifier(node.name), { method: false, tail: `${end}${close};` });
  }
  if (isOnly("classmethod") && name !== "prototype") return write([], `static ${star}`, name, { thisParameter: true, selfName: "cls" });
  if (name === "constructor") return false;
  const isProperty = outer?.kind === "Name" && outer.id === "property" && cx.isBuiltin("property");
  if (plain && isProperty && count === 1) return write(decoratorLines(node.decorator_list.slice(1), cx), "get ", name, {});
  if (isSetter) return write(decoratorLines(node.decorator_list.slice(1), cx), "set ", name, { noResultType: true });
  if (node.decorator_list.length === 0) {
    const isInit = node.name === "__init__" && form.constructor;
    return write([], star, isInit ? "constructor" : name, { isConstructor: isInit, superCall: isInit ? form.superCall : null, selfName });
  }
  return write(decoratorLines(node.decorator_list, cx), star, name, { selfName });
}

function decoratorLines(decorators: readonly ast.Expr[], cx: Context): string[] {
  return decorators.map((d) => `@${decoratorText(d, cx.mark(d, at(emitExpression(d, cx), Level.Primary)), cx)}`);
}

/** Whether the first parameter is an ordinary positional one. */
function hasSelf(node: Def, _scope: Scope): boolean {
  const positional = node.args.posonlyargs.length + node.args.args.length;
  return positional > 0 && node.args.defaults.length < positional;
}
