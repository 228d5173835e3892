/**
 * _ast.rebound - the code of a function with other globals than those that it was made with.
 *
 * Mirrors   PyFunction_NewWithQualName in Objects/funcobject.c of CPython 3.13, in so far as the globals are any dictionary
 * Suspends  the text of a module is compiled once more, as one whose names are in dictionaries
 */
import type { Suspends } from "../../frames/suspend.js";
import { Code } from "../../objects/code.js";
import type { Dict } from "../../objects/dict.js";
import type { FunctionMeta } from "../../objects/function.js";
import { sourceOf } from "../../objects/tracelines.js";
import type { Value } from "../../objects/object.js";
import { bindText, codeOfText } from "../../importer/dynamic.js";
import type { ModuleCode } from "../../importer/code.js";
import { instanceOf, textOf, type Instance } from "../../importer/instances.js";
import { gilt } from "../../importer/namespace.js";

type Own = Readonly<Record<string, unknown>>;

/** What scripts declare when they run with some globals. */
const bound = new WeakMap<Dict, Map<ModuleCode, Own>>();

const isMeta = (name: string): boolean => /^\$f\d+$/.test(name);

/** The script as one whose names are in dictionaries; undefined if its text is not to be had. */
function dynamicForm({ record, code, text }: Instance): Suspends<ModuleCode | undefined> {
  if ("globals" in record) return code as ModuleCode | undefined;
  const source = sourceOf(text.path);
  return source === "" ? undefined : codeOfText(source, text.path, "exec");
}

function declaredWith(code: ModuleCode, globals: Dict): Own {
  let forms = bound.get(globals);
  if (forms === undefined) bound.set(globals, (forms = new Map<ModuleCode, Own>()));
  const known = forms.get(code);
  if (known !== undefined) return known;
  const module = { __name__: globals.$named("__name__") ?? null, __package__: globals.$named("__package__") ?? null, __path__: undefined };
  const { record, instance } = bindText(module, globals, globals, textOf(code));
  instance.code = code;
  code(gilt, record);
  const own = (instance.own as () => Own)();
  forms.set(code, own);
  return own;
}

/** The descriptions of a script's functions that are called so and begin at that line, in order. */
function metasLike(own: Own, { qualname, line }: FunctionMeta): FunctionMeta[] {
  return Object.entries(own)
    .filter(([name, meta]) => isMeta(name) && (meta as FunctionMeta).qualname === qualname && (meta as FunctionMeta).line === line)
    .map(([, meta]) => meta as FunctionMeta);
}

/** The factory whose functions have a description: it is the first that their text names. */
function factoryOf(own: Own, meta: FunctionMeta): Value {
  for (const name in own) {
    if (!/^\$mk\d+$/.test(name)) continue;
    const described = /\((\$f\d+)\.changed\)/.exec(Function.prototype.toString.call(own[name]))?.[1];
    if (described !== undefined && own[described] === meta) return own[name];
  }
  return undefined;
}

/** The same code for a function that has these globals; undefined if its text is not to be had. */
export function withGlobals(code: Code, globals: Dict): Suspends<Code | undefined> {
  const { $meta } = code.$of ?? code;
  const instance = instanceOf($meta);
  const form = instance === undefined ? undefined : dynamicForm(instance);
  if (instance === undefined || form === undefined) return undefined;
  const own = declaredWith(form, globals);
  const meta = metasLike(own, $meta)[metasLike((instance.own as () => Own)(), $meta).indexOf($meta)];
  const factory = meta === undefined ? undefined : factoryOf(own, meta);
  return meta === undefined || factory === undefined ? undefined : new Code(meta, code.$file, code.$free, factory, code.$boxed);
}
