/**
 * library - what emit knows of Python's library: the qualified names of imported things, and which of them are classes.
 */
import type * as ast from "../ast/nodes.js";
import { jsIdentifier } from "./names.js";
import type { Scope, Variable } from "../bind/symtable.js";
import type { Context } from "./context.js";

/** Classes that are written with `new`, by module. Factory functions that have a class's name are among them. */
const CLASSES: { readonly [module: string]: string } = {
  threading: "Thread Timer Lock RLock Condition Semaphore BoundedSemaphore Event Barrier local",
  queue: "Queue LifoQueue PriorityQueue SimpleQueue",
  collections: "deque defaultdict Counter OrderedDict ChainMap",
  "concurrent.futures": "Future ThreadPoolExecutor ProcessPoolExecutor",
  multiprocessing: "Process",
  subprocess: "Popen CompletedProcess",
  mmap: "mmap",
  io: "StringIO BytesIO",
};

const classNames = new Map<string, ReadonlySet<string>>();

function isClassOf(module: string, name: string): boolean {
  if (!Object.hasOwn(CLASSES, module)) return false;
  let names = classNames.get(module);
  if (names === undefined) classNames.set(module, (names = new Set(CLASSES[module]!.split(" "))));
  return names.has(name) || /[a-z](?:Error|Exception)$/.test(name) || /^(?:Empty|Full|ShutDown|TimeoutExpired)$/.test(name);
}

/** The module and name that an expression means by the imports alone; null: something else, or not certain. */
export function imported(node: ast.Expr, cx: Context): { readonly module: string; readonly name: string } | null {
  if (node.kind === "Attribute") {
    const module = moduleName(node.value, cx);
    return module === null ? null : { module, name: node.attr };
  }
  const found = soleImport(node, cx);
  if (found?.statement.kind !== "ImportFrom" || found.statement.level > 0) return null;
  return { module: found.statement.module ?? "", name: found.alias.name };
}

/** The module a name or `a.b` stands for. */
function moduleName(node: ast.Expr, cx: Context): string | null {
  if (node.kind === "Attribute") {
    const outer = moduleName(node.value, cx);
    return outer === null ? null : `${outer}.${node.attr}`;
  }
  const found = soleImport(node, cx);
  if (found === null) return null;
  const { statement, alias } = found;
  if (statement.kind === "ImportFrom") return statement.level > 0 || statement.module === null ? null : `${statement.module}.${alias.name}`;
  return alias.asname === null ? alias.name.split(".")[0]! : alias.name;
}

/** The one import that binds a name. */
function soleImport(node: ast.Expr, cx: Context): { readonly statement: ast.Import | ast.ImportFrom; readonly alias: ast.Alias } | null {
  if (node.kind !== "Name") return null;
  const variable = variableOf(node, cx);
  if (variable === null) return null;
  const bindings = variable.refs.filter((r) => r.use !== "read");
  const [first] = bindings;
  if (first?.node.kind !== "alias") return null;
  // `import a.b` and `import a.c` bind the same
  const root = first.node.name.split(".")[0];
  if (!bindings.every((r) => r.node.kind === "alias" && (r === first || (r.node.asname === null && r.node.name.split(".")[0] === root)))) return null;
  const { statement } = first.place;
  if (statement.kind !== "Import" && statement.kind !== "ImportFrom") return null;
  return bindings.length > 1 && statement.kind === "ImportFrom" ? null : { statement, alias: first.node };
}

function variableOf(node: ast.Name, cx: Context): Variable | null {
  const meaning = cx.resolve(node.id);
  if (meaning.kind !== "variable" || cx.module.options.dynamic === true) return null;
  return meaning.variable;
}

/** What the module calls a class of the library where types are written: `threading.Lock`, `Lock`; null if it imports neither at its top. */
export function libraryName(module: string, name: string, scope: Scope): string | null {
  for (const variable of scope.variables.values()) {
    const bindings = variable.refs.filter((r) => r.use !== "read");
    const [only] = bindings;
    if (bindings.length !== 1 || only!.node.kind !== "alias" || only!.scope !== scope || only!.place.block !== scope.body) continue;
    const { statement } = only!.place;
    if (statement.kind === "Import" && only!.node.name === module) return `${jsIdentifier(variable.name)}.${name}`;
    if (statement.kind === "ImportFrom" && statement.level === 0 && statement.module === module && only!.node.name === name) return jsIdentifier(variable.name);
  }
  return null;
}

/** `threading.Thread`, `Queue` after `from queue import Queue`. */
export function isLibraryClass(node: ast.Expr, cx: Context): boolean {
  if (node.kind !== "Name" && node.kind !== "Attribute") return false;
  const found = imported(node, cx);
  return found !== null && isClassOf(found.module, found.name);
}
