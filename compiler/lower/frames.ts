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
import { chooseSaved, numberSites } from "./ops.js";
import { withThis } from "./print.js";
import { analyze, chooseCells, nameVariables } from "./scope.js";
import type { FunctionInfo } from "./scope.js";
import { chooseLowered } from "./sites.js";
import { finishLines } from "./sourcemap.js";
import { restoreText, TwinForm } from "./twin.js";
import { Unit } from "./unit.js";
import type { Described, LoweredFunction, UnitOptions } from "./unit.js";

/** Where a place of the TypeScript text is in the Python source: line, column, end line, end column; undefined if nowhere. */
export type SpanOf = (start: number, end: number) => readonly [number, number, number, number] | undefined;

export interface FramesOptions extends Partial<UnitOptions> {
  rule: UnitOptions["rule"];
  /** As Python shows it in `File "..."`. */
  file?: string;
  spanOf?: SpanOf;
  /** Names that variables must not take. */
  reserved?: Iterable<string>;
  /**
   * Wraps the text as a lowered module (docs/conventions.md, 4): free names come from `$gilt.abi` if they are in `abi`, from `$gilt.builtins` if they are in
   * `builtins`; the program's own last statement returns the body.
   */
  wrap?: { abi: ReadonlySet<string>; builtins: ReadonlySet<string> };
}

export interface Frames {
  readonly code: string;
  /** For each line of `code` four numbers, the Python span of what it does; zeros where there is none. */
  readonly positions: Int32Array;
}

const OWN_NAMES = ["S", "END", "$save", "$saveGen", "$take", "$fn", "$gen", "$coroutine", "$asyncgen", "$tick", "$deep", "$inj", "$delegate", "$await", "$sent", "$superGet", "$constructed", "$first", "$rest", "$values", "$keysIn", "$DONE", "$iter"];

export function lowerFrames(program: E.Program, options: FramesOptions): Frames {
  const settings: UnitOptions = {
    fuel: false, iterate: false, depth: false, inject: false, closeIterators: false, elideTails: false, marks: options.spanOf !== undefined, all: false, passThrough: null, ...options,
  };
  const scopes = analyze(program);
  chooseCells(scopes);
  chooseLowered(scopes, settings, settings.all);
  nameVariables(scopes, [...OWN_NAMES, ...(options.reserved ?? [])]);
  const unit = new Unit(settings, lowerFunction);
  const main = withThis(unit.printer.block(program.body), "this");
  const { spanOf } = options;
  const descriptors = unit.described.map((d) => descriptorText(d, options.file ?? "", spanOf));
  const body = `${[...descriptors, ...unit.factories].join("\n")}\n${main}`;
  if (!options.wrap) return finishLines(body, spanOf);
  const { abi, builtins } = options.wrap;
  const used = new Set(body.match(/[\w$]+/g) ?? []);
  const declared = scopes.root.vars;
  const from = (names: ReadonlySet<string>) => [...names].filter((name) => used.has(name) && !declared.has(name)).join(", ");
  const head = `(function ($gilt, $module) { "use strict";\nconst { ${from(abi)} } = $gilt.abi;\nconst { ${from(builtins)} } = $gilt.builtins;\n`;
  return finishLines(`${head}${body}\n})`, spanOf);
}

function descriptorText(d: Described, file: string, spanOf: SpanOf | undefined): string {
  const spans = spanOf ? d.places.flatMap(({ start, end }) => spanOf(start, end) ?? [0, 0, 0, 0]) : [];
  const names = d.saved.map((list) => list.join(" "));
  return `const ${d.name} = $fn({ name: ${JSON.stringify(d.functionName)}, file: ${JSON.stringify(file)}, counts: ${d.counts}, spans: [${spans.join()}], names: ${JSON.stringify(names)}, twin: ${d.twin} });`;
}

/** Both forms of one function; the second is filed with the unit. */
function lowerFunction(unit: Unit, node: E.FunctionNode, f: FunctionInfo): LoweredFunction {
  const flat = new Flattener(unit, f, node);
  // its own name counts as captured: the second form is a function of another name
  const own = f.bindings.filter((b) => b.kind === "own" && b.refs.length > 0);
  const captured = f.sites ? [...[...f.free].map((b) => b.uname), ...own.map((b) => b.name)] : [];
  const ops = flat.function(captured);
  numberSites(ops);
  const sites = chooseSaved(ops, flat.temps);
  const isGenerator = node.generator || node.async;
  const isConstructor = f.memberKind === "constructor";
  const entry = [...captured, ...flat.paramNames];
  const counts = unit.options.depth && f.sites && !isConstructor && !isGenerator;
  const handles = JSON.stringify(ops, (key, value: unknown) => (key === "to" ? undefined : value)).match(/"op":"(?:try|guard)"/) !== null;
  const context: FormContext = {
    unit, f, descriptor: f.sites ? unit.nextDescriptor() : "", entry, counts, restoresDepth: counts && handles, isGenerator, isConstructor,
    isDerived: isConstructor && f.cls?.superClass != null,
  };
  const fuel = sites.some((site) => site.kind === "tick") ? "let $f = 1000;\n" : "";
  const params = flat.params.join(", ");
  let body: string;
  if (isGenerator) body = generatorBody(context, node, sites, entry);
  else {
    const fast = new FastForm(context);
    const text = fast.body(ops);
    const self = f.usesThis ? "\u0001" : "null";
    const enter = counts
      ? `${context.restoresDepth ? "const $d = ++S.depth; if ($d > S.depthLimit)" : "if (++S.depth > S.depthLimit)"} return $deep(${context.descriptor}, ${self}, [${entry.join(", ")}]);\n`
      : "";
    const last = ops.at(-1);
    const leave = counts && last?.op !== "return" && last?.op !== "throw" ? "S.depth--;\n" : "";
    body = `{\n${enter}${fuel}${text}${leave}}`;
  }
  if (f.sites && (sites.length > 0 || isGenerator || counts)) {
    const twin = new TwinForm(context);
    const text = twin.body(ops);
    const restored = isGenerator || counts ? [{ pc: 0, vars: entry }, ...sites] : sites;
    const locals = [...new Set([...flat.locals, ...twin.extra])];
    const self = f.usesThis || isConstructor ? " let $this = $fr.t;" : "";
    const name = /^[A-Za-z_$][\w$]*$/.test(f.name) ? `${f.name}$twin` : "$twin";
    const depth = context.restoresDepth ? " const $d = S.depth;" : "";
    unit.described.push({
      name: context.descriptor, functionName: f.name || "<lambda>", places: flat.places, saved: [entry, ...sites.map((site) => site.vars)], counts,
      twin: `function ${name}($fr) {\nlet $pc = $fr.pc; const $l = $fr.l;${self}${depth}${locals.length > 0 ? ` let ${locals.join(", ")};` : ""}\n${restoreText(restored)}\n${fuel}${text}${isConstructor ? "return $this;\n" : ""}}`,
    });
  }
  return { params, body };
}
