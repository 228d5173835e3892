/**
 * declareddefaults - `__defaults__` and `__kwdefaults__` of the runtime's functions that are Python in CPython: what the library's text of them says,
 * else their own text.
 *
 * Differs   a default that is no plain value, nor a name of the module, is an object that says nothing
 */
import { Bytes } from "./bytes/data.js";
import { Dict } from "./dict.js";
import { Float } from "./float.js";
import { Kw } from "./function.js";
import { libraryParameters } from "./librarydocs.js";
import { moduleNamed } from "./modulehooks.js";
import { jsName } from "./names.js";
import { PyObject, type Value } from "./object.js";
import { parse, SignatureMeta } from "./signature.js";
import { Tuple } from "./tuple.js";

export interface Declared {
  readonly defaults: Value[] | null;
  readonly kwdefaults: Kw | null;
}

const known = new WeakMap<SignatureMeta, Declared>();

/** What such a function declares; undefined for others. */
export function declared(f: Value): Declared | undefined {
  const meta: unknown = f.$f;
  if (!(meta instanceof SignatureMeta) || meta.builtin !== undefined) return undefined;
  let found = known.get(meta);
  if (found === undefined) known.set(meta, (found = read(meta)));
  return found;
}

function read(meta: SignatureMeta): Declared {
  const { params, kwonly, required, defaults } = meta.all;
  if (!defaults.some((text) => text !== undefined)) return { defaults: null, kwdefaults: null };
  const said = saidByLibrary(meta);
  const value = (name: string, own: string | undefined): Value => {
    const library = said.get(name);
    const found = library === undefined ? undefined : valueOf(library, meta.module);
    const given = found === undefined && own !== undefined ? valueOf(own, meta.module) : found;
    return given === undefined ? new PyObject() : given;
  };
  const names = params.slice(required);
  const kw = new Kw();
  for (const [i, name] of kwonly.entries()) {
    const own = defaults[params.length + i];
    if (own !== undefined) kw[name] = value(name, own);
  }
  return {
    defaults: names.length === 0 ? null : names.map((name, i) => value(name, defaults[required + i])),
    kwdefaults: Object.keys(kw).length === 0 ? null : kw,
  };
}

/** The texts of the defaults that the library writes, by parameter. */
function saidByLibrary(meta: SignatureMeta): Map<string, string> {
  const said = new Map<string, string>();
  const text = libraryParameters(meta.module, meta.qualname);
  if (text === undefined) return said;
  const { params, kwonly, defaults } = parse(`(${text})`);
  for (const [i, name] of [...params, ...kwonly].entries()) {
    const own = defaults[i];
    if (own !== undefined) said.set(name.replace(/:.*$/s, "").trim(), own);
  }
  return said;
}

const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["None", null],
  ["null", null],
  ["undefined", null],
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
]);

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };

/** The value that a default's text means, Python's or TypeScript's; undefined if nothing here knows. */
function valueOf(text: string, module: string): Value {
  const plain = WORDS.get(text);
  if (plain !== undefined) return plain;
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^-?(?:0[xob])[\da-f]+$/i.test(text)) return Number(text);
  if (/^-?\d*\.\d*$/.test(text)) return new Float(Number(text));
  const quoted = /^(['"])([^'"]*)\1$/.exec(text);
  if (quoted !== null) return quoted[2]!.replace(/\\([nt\\])/g, (_, c: string) => (c === "n" ? "\n" : c === "t" ? "\t" : c));
  const bytes = /^b(['"])([^'"]*)\1$/.exec(text);
  if (bytes !== null)
    return new Bytes(
      Buffer.from(
        bytes[2]!.replace(/\\(x..|[ntr\\])/g, (_, c: string) => ESCAPES[c] ?? String.fromCharCode(parseInt(c.slice(1), 16))),
        "latin1",
      ),
    );
  if (text === "()" || /^new Tuple\(\[\]\)$/.test(text)) return new Tuple([]);
  if (text === "{}") return new Dict();
  if (text === "[]") return [];
  return /^\w+(?:\.\w+)*$/.test(text) ? find(text, module) : undefined;
}

/** What a dotted name means in a module or the package around it, if that needs no Python code. */
function find(text: string, module: string): Value {
  const [first, ...rest] = text.split(".");
  const name = jsName(first!);
  const around = module.slice(0, Math.max(0, module.lastIndexOf(".")));
  // what C has in `_io` scripts know from `io`
  const face = module.startsWith("_") ? module.slice(1) : module;
  let value: Value =
    moduleNamed(module)?.[name] ?? moduleNamed(face)?.[name] ?? moduleNamed(around)?.[name] ?? moduleNamed(first!) ?? moduleNamed("builtins")?.[name];
  for (const name of rest) value = value?.[jsName(name)];
  return value;
}
