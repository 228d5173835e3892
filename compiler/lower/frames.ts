/**
 * frames - the pass: plain JavaScript in, JavaScript whose frames can be saved and re-entered out.
 *
 * In      a Program (tree.ts, opened by `open` for translated Python)
 * Out     text: descriptors and second forms, closure factories, then the program itself; a place for each line
 * Oracle  the same program unlowered, and suspended everywhere (test/compiler/lower)
 */
import type * as E from "./estree.js";
import { FastForm } from "./fast.js";
import { Flattener } from "./flatten.js";
import type { FormContext } from "./form.js";
import { generatorBody } from "./generators.js";
import { assignSlots, chooseSaved, hasHandler, isWordCode, numberSites } from "./ops.js";
import { locator } from "./inlined.js";
import type { Inlined, Locate } from "./inlined.js";
import { withThis } from "./print.js";
import { analyze, chooseCells, nameVariables } from "./scope.js";
import type { FunctionInfo } from "./scope.js";
import { chooseLowered } from "./sites.js";
import { finishLines } from "./sourcemap.js";
import type { Positions } from "./sourcemap.js";
import { restoreText, TwinForm } from "./twin.js";
import { KEPT, Unit } from "./unit.js";
import type { Described, LoweredFunction, UnitOptions } from "./unit.js";

/** Where a place of the TypeScript text is in the Python source: line, column, end line, end column; undefined if nowhere. */
export type SpanOf = (start: number, end: number) => readonly [number, number, number, number] | undefined;

export interface FramesOptions extends Partial<UnitOptions> {
  rule: UnitOptions["rule"];
  /** As Python shows it in `File "..."`. */
  file?: string;
  spanOf?: SpanOf;
  /** Generator expressions that became loops (inlined.ts). */
  inlined?: readonly Inlined[];
  /** Names that variables must not take. */
  reserved?: Iterable<string>;
  /** Wraps the text as a lowered module (docs/conventions.md, section 4) that gives `$body`. */
  wrap?: boolean;
  /** `co_flags` that all code of the text has. */
  flags?: number;
  /** Names of variables that are no Python's. */
  madeUp?: readonly string[];
}

export interface Frames {
  readonly code: string;
  readonly positions: Positions;
  /** names at module level that the pass has made */
  readonly made: readonly string[];
}

const OWN_NAMES = [
  "S",
  "END",
  "$c",
  "$save",
  "$saveGen",
  "$take",
  "$fn",
  "$gen",
  "$coroutine",
  "$asyncgen",
  "$entitled",
  "$yielded",
  "$tick",
  "$enter",
  "$throw",
  "$left",
  "$fly",
  "$landed",
  "$held",
  "$pause",
  "$resume",
  "$caught",
  "$reraise",
  "$inj",
  "$delegate",
  "$await",
  "$sent",
  "$superGet",
  "$constructed",
  "$changed",
  "$first",
  "$rest",
  "$values",
  "$keysIn",
  "$DONE",
  "$iter",
];

/** Free names that are JavaScript's, or the wrapper's. */
const JAVASCRIPT = new Set("undefined NaN Infinity arguments Math Object Array Number String BigInt Symbol Map Set $module $gilt $F $fr".split(" "));

/** Builtins that tests put something else in the place of for all modules; each use of them reads a variable. */
export const REPLACEABLE: ReadonlySet<string> = new Set(["open", "input", "print"]);

function isAbiName(name: string): boolean {
  return name.charCodeAt(0) === 36 || name === "S" || name === "END" || name === "Float" || name === "Tuple" || name === "Kw";
}

export function lowerFrames(program: E.Program, options: FramesOptions): Frames {
  const settings: UnitOptions = {
    fuel: false,
    iterate: false,
    depth: false,
    inject: false,
    closeIterators: false,
    elideTails: false,
    keepsLocals: false,
    variablesOf: () => undefined,
    marks: options.spanOf !== undefined,
    all: false,
    keeps: false,
    passThrough: null,
    flights: "never",
    ...options,
  };
  const scopes = analyze(program);
  chooseCells(scopes);
  chooseLowered(scopes, settings, settings.all);
  nameVariables(scopes, [...OWN_NAMES, ...(options.reserved ?? [])]);
  const unit = new Unit(settings, lowerFunction);
  const main = withThis(unit.printer.block(program.body), "this");
  const { spanOf } = options;
  const locate = spanOf && locator(options.inlined ?? [], spanOf);
  const descriptors = unit.described.map((d) => descriptorText(d, options.file ?? "", locate));
  const kept = unit.kept > 0 ? `const ${KEPT} = [];\n` : "";
  const metas = unit.described.filter((d) => d.meta !== undefined).map((d) => `${d.name}.meta = ${d.meta};\n`);
  const body = `${kept}${[...descriptors, ...unit.factories].join("\n")}\n${main}\n${metas.join("")}`;
  const made = [...(unit.kept > 0 ? [KEPT] : []), ...declaredBy(descriptors, unit.factories)];
  if (!options.wrap) return { ...finishLines(body, unit, locate), made };
  const names = [...new Set([...scopes.globals, ...ownNamesIn(body)])].filter((name) => !JAVASCRIPT.has(name));
  const abi = names.filter(isAbiName).join(", ");
  const builtins = names.filter((name) => !isAbiName(name) && !REPLACEABLE.has(name)).join(", ");
  const head = `(function ($gilt, $module) { "use strict";\nconst { ${abi} } = $gilt.abi;\nconst { ${builtins} } = $gilt.builtins;\n${followed(names)}`;
  const { madeUp = [] } = options;
  const own = ["$body", ...constantsOf(program), ...made, ...(madeUp.length > 0 ? [`$madeUp: "${madeUp.join(" ")}"`] : [])];
  const told = [`() => ({ ${own.join(", ")} })`, unit.factories.length, ...((options.flags ?? 0) === 0 ? [] : [options.flags])];
  const finished = finishLines(`${head}${body}\n$module.$own(${told.join(", ")});\nreturn $body;\n})`, unit, locate);
  return { ...finished, made };
}

/** The variables of builtins that follow what the module builtins has, with what sets them. */
function followed(names: readonly string[]): string {
  const found = names.filter((name) => REPLACEABLE.has(name));
  if (found.length === 0) return "";
  return `let { ${found.join(", ")} } = $gilt.builtins;\n$module.$follow({ ${found.map((name) => `${name}: ($v) => { ${name} = $v; }`).join(", ")} });\n`;
}

/** In nearly every text, and near its beginning. */
const COMMON: ReadonlySet<string> = new Set(["S", "$save", "$fn", "$c", "$tick", "$enter", "$throw"]);
const others = OWN_NAMES.filter((name) => !COMMON.has(name)).map((name) => name.replaceAll("$", "\\$"));
const OTHERS = new RegExp(`(?<![\\w$])(?:${others.join("|")})(?![\\w$])`, "g");

/** Which of the pass's own names occur in a text. */
function ownNamesIn(text: string): string[] {
  const found = new Set<string>();
  for (const name of COMMON) if (hasWord(text, name)) found.add(name);
  for (let match = OTHERS.exec(text); match !== null; match = OTHERS.exec(text)) found.add(match[0]);
  return OWN_NAMES.filter((name) => found.has(name));
}

/** Whether a name occurs in a text; as part of another one does not count. */
function hasWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isWordCode(text.charCodeAt(at + name.length)) && !isWordCode(text.charCodeAt(at - 1))) return true;
  }
  return false;
}

/** The constants at the top of a program. */
function constantsOf(program: E.Program): string[] {
  const names: string[] = [];
  for (const s of program.body) {
    if (s.type === "VariableDeclaration" && s.kind === "const")
      for (const d of s.declarations) if (d.id.type === "Identifier") names.push(d.id.$b?.uname ?? d.id.name);
  }
  return names;
}

/** The names of what the pass itself declares at module level: frame codes and factories. */
function declaredBy(...texts: readonly (readonly string[])[]): string[] {
  return texts.flat().map((text) => /^(?:const|function) ([$\w]+)/.exec(text)![1]!);
}

function descriptorText(d: Described, file: string, locate: Locate | undefined): string {
  const spans: number[] = [];
  const around: string[] = [];
  if (locate) {
    d.places.forEach(({ start, end }, pc) => {
      const found = locate(start, end, d.start, d.end);
      const [line, column, endLine, endColumn] = found?.span ?? [0, 0, 0, 0];
      // a function that is entered stands at the beginning of its first line, as CPython's RESUME does
      spans.push(...(pc === 0 ? [line, 0, line, 0] : [line, column, endLine, endColumn]));
      if (found && found.around.length > 0) around.push(`${pc}: [${found.around.join()}]`);
    });
  }
  const inside = around.length > 0 ? `, around: { ${around.join(", ")} }` : "";
  const more = d.variables === undefined ? inside : `${inside}, variables: ${JSON.stringify(d.variables.join(" "))}`;
  return `const ${d.name} = $fn({ name: ${JSON.stringify(d.functionName)}, file: ${JSON.stringify(file)}, counts: ${d.counts}, spans: [${spans.join()}]${more}, twin: ${d.twin} });`;
}

/** The name of what describes the Python function; undefined if its frames need not know. */
function metaOf(node: E.FunctionNode): string | undefined {
  const meta = node.type === "FunctionExpression" ? node.$meta : undefined;
  return meta === undefined ? undefined : (meta.$b?.uname ?? meta.name);
}

/** Both forms of one function; the second is filed with the unit. */
function lowerFunction(unit: Unit, node: E.FunctionNode, f: FunctionInfo): LoweredFunction {
  const outer = { descriptor: unit.descriptor, describes: unit.describes, current: unit.current };
  unit.descriptor = f.sites || unit.options.all ? unit.nextDescriptor() : "";
  unit.describes = false;
  unit.current = unit.names.push(node.$name ?? (f.name || "<lambda>")) - 1;
  if (unit.options.keepsLocals && f.sites) f.usesThis = true;
  unit.extents.push([node.start, node.end]);
  const made = bothForms(unit, node, f);
  unit.descriptor = outer.descriptor;
  unit.describes = outer.describes;
  unit.current = outer.current;
  return made;
}

function bothForms(unit: Unit, node: E.FunctionNode, f: FunctionInfo): LoweredFunction {
  const flat = new Flattener(unit, f, node);
  // its own name counts as captured: the second form is a function of another name
  const own = f.bindings.filter((b) => b.kind === "own" && b.refs.length > 0);
  const captured = f.sites ? [...[...f.free].map((b) => b.uname), ...own.map((b) => b.name)] : [];
  const ops = flat.function(captured);
  numberSites(ops);
  const sites = chooseSaved(ops, flat.temps);
  const isGenerator = node.generator || node.async;
  const isConstructor = f.memberKind === "constructor";
  const entry = [...captured, ...flat.paramNames, ...flat.prologueNames];
  const counts = unit.options.depth && f.sites && !isConstructor && !isGenerator;
  const { descriptor, current: number } = unit;
  const keepsLocals = unit.options.keepsLocals && descriptor !== "" && node.$name !== undefined && node.$name !== "<module>";
  if (keepsLocals) unit.describes = true;
  const named = keepsLocals ? [...flat.locals].filter((name) => !name.startsWith("$") && !entry.includes(name)) : [];
  // a variable of a block outlives it
  if (named.length > 0) for (const site of sites) site.vars = [...site.vars, ...named.filter((name) => !site.vars.includes(name))];
  const slots = assignSlots(sites, entry);
  const context: FormContext = {
    unit,
    f,
    descriptor,
    number,
    entry,
    counts,
    keepsLocals,
    restoresDepth: counts && hasHandler(ops),
    isGenerator,
    isConstructor,
    isAsyncGenerator: node.generator && node.async,
    isDerived: isConstructor && f.cls?.superClass != null,
  };
  const fuel = sites.some((site) => site.kind === "tick") ? `let $f = ${unit.options.inject ? 0 : 1000};\n` : "";
  const params = flat.params.join(", ");
  let body: string;
  const fast = new FastForm(context);
  const prologue = withParameters(fast.prologue(ops), flat);
  if (isGenerator) body = generatorBody(context, node, sites, entry, prologue);
  else {
    const own = fast.body(ops);
    const hoisted = context.keepsLocals ? [...flat.locals].filter((name) => !entry.includes(name)) : [];
    const text = context.keepsLocals ? `${hoisted.length > 0 ? `let ${hoisted.join(", ")};\n` : ""}${keeping(context, named, own, "\u0001")}` : own;
    const self = f.usesThis ? "\u0001" : "null";
    const enter = counts
      ? `const $d = S.depth + 1; if ($d > --S.depthLimit && $enter($d)) return $save(${context.descriptor}, 0, ${self}, [${entry.join(", ")}]); S.depth = $d;\n`
      : "";
    const last = ops.at(-1);
    const leave = counts && last?.op !== "return" && last?.op !== "throw" ? "S.depth = $d - 1;\n" : "";
    body = `{\n${prologue}${enter}${fuel}${text}${leave}}`;
  }
  const base = {
    name: descriptor,
    functionName: node.$name ?? (f.name || "<lambda>"),
    places: flat.places,
    start: node.start,
    end: node.end,
    counts,
    number,
    meta: metaOf(node),
    variables: keepsLocals ? unit.options.variablesOf(node.start, node.end) : undefined,
  };
  const hasTwin = f.sites && (sites.length > 0 || isGenerator || counts);
  if (!hasTwin && unit.describes) unit.described.push({ ...base, twin: "null" });
  if (hasTwin) {
    const twin = new TwinForm(context);
    const own = twin.wrapped(twin.body(ops), sites);
    const text = context.keepsLocals ? keeping(context, named, own, context.f.usesThis ? "$this" : "null") : own;
    const locals = [...new Set([...flat.locals, ...twin.extra])];
    const self = f.usesThis || isConstructor ? " let $this = $fr.t;" : "";
    const name = /^[A-Za-z_$][\w$]*$/.test(f.name) ? `${f.name}$twin` : "$twin";
    const depth = context.restoresDepth ? " const $d = S.depth;" : "";
    unit.described.push({
      ...base,
      twin: `function ${name}($fr) {\nlet $pc = $fr.pc; const $l = $fr.l;${self}${depth}${locals.length > 0 ? ` let ${locals.join(", ")};` : ""}\n${restoreText(slots)}\n${fuel}${text}${isConstructor ? "return $this;\n" : ""}}`,
    });
  }
  return { params, body };
}

/** A body from which exceptions take along the values of the variables: those that closures capture, parameters, then others. */
function keeping({ descriptor, entry }: FormContext, named: readonly string[], body: string, self: string): string {
  const names = [...entry, ...named];
  return `try {\n${body}} catch ($e) { throw $left(${descriptor}, $e, ${self}, [${names.join(", ")}], ${JSON.stringify(names.join(" "))}); }\n`;
}

/** The prologue runs before parameters get cells: there they are what JavaScript passed. */
function withParameters(prologue: string, flat: Flattener): string {
  let text = prologue;
  for (const [cell, param] of flat.cells) text = text.replace(new RegExp(`(?<![\\w$.])${cell.replaceAll("$", "\\$")}\\.v(?![\\w$])`, "g"), param);
  return text;
}
