/**
 * runtime - lowers gilt's own runtime: TypeScript in, modules whose frames can be saved out.
 *
 * In      every .ts below a folder, type-checked as one program
 * Out     the same tree of .js, to be bundled; problems are printed with file and line
 * Rules   docs/conventions.md, section 6: sites by types (typedsites.ts), `throw X` is `throw $throw($raise(X))`, Python's view of functions (pythonic.ts)
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ts } from "ts-morph";
import type * as E from "./estree.js";
import { children } from "./estree.js";
import { lowerFrames } from "./frames.js";
import { NEVER } from "./python.js";
import { makePythonic } from "./pythonic.js";
import { makeChecked } from "./checked.js";
import type { SiteRule } from "./sites.js";
import { toEstree } from "./tree.js";
import { TypedSites } from "./typedsites.js";

/** Where lowered code finds what the pass adds. */
const HELPERS: Readonly<Record<string, string>> = {
  S: "frames/suspend",
  END: "frames/end",
  $c: "frames/save",
  $anchors: "snapshot/anchors",
  $save: "frames/save",
  $saveGen: "frames/save",
  $take: "frames/save",
  $fn: "frames/save",
  $tick: "frames/save",
  $enter: "frames/save",
  $throw: "frames/save",
  $held: "frames/flight",
  $gen: "frames/generator",
  $asyncgen: "frames/asyncgenerator",
  $yielded: "frames/asyncgenerator",
  $coroutine: "frames/generator",
  $delegate: "frames/delegate",
  $await: "frames/delegate",
  $sent: "frames/delegate",
  $inj: "frames/inject",
  $chk: "frames/inject",
  $new: "frames/inject",
  $load: "frames/inject",
  injection: "frames/inject",
  $superGet: "frames/javascript",
  $constructed: "frames/javascript",
  $first: "frames/javascript",
  $rest: "frames/javascript",
  $values: "frames/javascript",
  $keysIn: "frames/javascript",
  $DONE: "frames/javascript",
  $raise: "objects/raise",
  $signed: "objects/signed",
  $described: "objects/signed",
  $checked: "objects/signed",
  $badargs: "objects/arguments",
  $isKw: "objects/keywords",
};

/** Functions that never suspend, whatever their bodies call. */
const ATOMIC: ReadonlySet<string> = new Set([...NEVER, "passed", "require", "nativeModule"]);

export interface RuntimeOptions {
  /** Every site may suspend (runtime/frames/inject.ts). */
  inject?: boolean;
  /** A second folder, for such a build. */
  injectOut?: string;
  /** Problems end the build. */
  strict?: boolean;
}

export function lowerRuntime(sourceFolder: string, outFolder: string, options: RuntimeOptions = {}): number {
  const root = path.resolve(sourceFolder);
  const all = (readdirSync(root, { recursive: true }) as string[]).filter((name) => name.endsWith(".ts"));
  const files = all.filter((name) => !name.endsWith(".d.ts"));
  const program = createProgram(all.map((name) => path.join(root, name)));
  const checker = program.getTypeChecker();
  const sources = files.flatMap((name) => program.getSourceFile(path.join(root, name)) ?? []);
  // the frames themselves, and what runs them, are written by hand
  const suspendable = sources.filter((file) => !isFrames(path.relative(root, file.fileName)));
  const sites = new TypedSites(ts, program, suspendable, (file) => /^(?:scheduler|system|processes)[\\/]/.test(path.relative(root, file.fileName)), ATOMIC);
  const isValue = (name: ts.Node) => {
    let symbol = checker.getSymbolAtLocation(name);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    return !symbol || (symbol.flags & ts.SymbolFlags.Value) !== 0 || symbol.flags === 0;
  };
  for (const [folder, inject] of [
    [outFolder, options.inject ?? false],
    [options.injectOut, true],
  ] as const) {
    if (folder === undefined) continue;
    for (const file of sources) {
      const name = path.relative(root, file.fileName);
      const tree = toEstree(ts, file, { isValue, linked: true });
      dropUnusedImports(tree);
      if (!isFrames(name)) {
        if (name !== path.join("objects", "raise.ts")) raiseAll(tree);
        makePythonic(tree, name);
      }
      const plain = inject && !isFrames(name) ? makeChecked(tree, name, sites, ATOMIC) : new Set<E.Node>();
      const target = path.join(folder, name.replace(/\.ts$/, ".js"));
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(
        target,
        lowerFile(tree, name, (call) => !plain.has(call) && sites.isSite(call.$ts), inject),
      );
    }
  }
  for (const { file, line, message } of sites.problems) console.error(`${path.relative(process.cwd(), file)}:${line}: ${message}`);
  if (options.strict && sites.problems.length > 0) throw new Error(`${sites.problems.length} functions of the runtime suspend where they must not`);
  return sites.problems.length;
}

/** Written by hand, or never while threads run: such files have no sites. */
function isFrames(name: string): boolean {
  return name.startsWith(`frames${path.sep}`) || name.startsWith(`snapshot${path.sep}`) || name === path.join("scheduler", "scheduler.ts");
}

function createProgram(files: readonly string[]): ts.Program {
  const config = ts.findConfigFile(process.cwd(), ts.sys.fileExists, "tsconfig.json");
  const read = config ? (ts.parseConfigFileTextToJson(config, ts.sys.readFile(config) ?? "{}").config as { compilerOptions?: object }) : {};
  const { options } = ts.convertCompilerOptionsFromJson(read.compilerOptions ?? {}, process.cwd());
  const host = ts.createCompilerHost(options, true);
  // ts-morph's TypeScript has its library in memory only; the compiler's package has it on disk
  const library = path.resolve("node_modules/typescript/lib");
  if (existsSync(library)) {
    host.getDefaultLibLocation = () => library;
    host.getDefaultLibFileName = (o) => path.join(library, ts.getDefaultLibFileName(o));
  }
  return ts.createProgram({ rootNames: files, options: { ...options, noEmit: true }, host });
}

function lowerFile(tree: E.Program, name: string, rule: SiteRule, inject: boolean): string {
  const { code, made } = lowerFrames(tree, {
    rule: isFrames(name) ? () => false : rule,
    elideTails: true,
    keeps: true,
    flights: "passes",
    inject,
    file: name,
    onUnsuspendable: () => undefined,
  });
  return importHelpers(`${code}\n${anchors(tree, name, made)}`, tree, name);
}

/** Makes what a file declares known under the file's name, so that snapshots can speak of it (runtime/snapshot/anchors.ts). */
function anchors(tree: E.Program, name: string, made: readonly string[]): string {
  const names = [...declaredIn(tree), ...made];
  const variables = variablesOf(tree).map((variable) => `${variable}: [() => ${variable}, (v) => { ${variable} = v; }]`);
  return names.length + variables.length === 0 || name === path.join("snapshot", "anchors.ts")
    ? ""
    : `$anchors(${JSON.stringify(name.slice(0, -".ts".length))}, ${JSON.stringify(names.join(" "))}, () => [${names.join(", ")}]${variables.length === 0 ? "" : `, { ${variables.join(", ")} }`});`;
}

/** What it declares with `let`. */
function variablesOf(tree: E.Program): string[] {
  const found: string[] = [];
  for (const s of tree.body) {
    const declaration = s.type === "ExportNamedDeclaration" ? s.declaration : s;
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "let") continue;
    for (const d of declaration.declarations) if (d.id.type === "Identifier") found.push(d.id.name);
  }
  return found;
}

/** The functions, classes and constants that a file declares at its top. */
function declaredIn(tree: E.Program): Set<string> {
  const declared = new Set<string>();
  for (const s of tree.body) {
    const declaration = s.type === "ExportNamedDeclaration" ? s.declaration : s;
    if (declaration?.type === "FunctionDeclaration" || declaration?.type === "ClassDeclaration") declared.add(declaration.id.name);
    if (declaration?.type !== "VariableDeclaration" || declaration.kind !== "const") continue;
    for (const d of declaration.declarations) namesIn(d.id, declared);
  }
  return declared;
}

/** The variables of a pattern. */
function namesIn(pattern: E.Node, names: Set<string>): void {
  if (pattern.type === "Identifier") names.add(pattern.name);
  else if (pattern.type === "Property") namesIn(pattern.value, names);
  else if (pattern.type === "AssignmentPattern") namesIn(pattern.left, names);
  else for (const child of children(pattern)) namesIn(child, names);
}

/** Imports of what the pass has added. */
function importHelpers(code: string, tree: E.Program, name: string): string {
  const declared = declaredIn(tree);
  for (const s of tree.body) {
    if (s.type === "ImportDeclaration") for (const specifier of s.specifiers) declared.add(specifier.local.name);
    const declaration = s.type === "ExportNamedDeclaration" ? s.declaration : s;
    if (declaration?.type === "VariableDeclaration") for (const d of declaration.declarations) if (d.id.type === "Identifier") declared.add(d.id.name);
  }
  const used = new Set(code.match(/[\w$]+/g) ?? []);
  const imports: string[] = [];
  for (const [helper, file] of Object.entries(HELPERS)) {
    if (!used.has(helper) || declared.has(helper) || name === `${file}.ts`) continue;
    let from = path.relative(path.dirname(name), `${file}.js`);
    if (!from.startsWith(".")) from = `./${from}`;
    imports.push(`import { ${helper} } from ${JSON.stringify(from)};`);
  }
  return `${imports.join("\n")}\n${code}\n`;
}

/** TypeScript leaves out imports that only types use. */
function dropUnusedImports(tree: E.Program): void {
  const used = new Set<string>();
  const visit = (node: E.Node): void => {
    if (node.type === "Identifier") used.add(node.name);
    for (const child of children(node)) visit(child);
  };
  for (const s of tree.body) if (s.type !== "ImportDeclaration") visit(s);
  tree.body = tree.body.filter((s) => {
    if (s.type !== "ImportDeclaration" || s.specifiers.length === 0) return true;
    s.specifiers = s.specifiers.filter((specifier) => used.has(specifier.local.name));
    return s.specifiers.length > 0;
  });
}

/** `throw X` is `throw $throw($raise(X))`, where `$throw` throws, unless X is what a catch clause around it has caught, or ready. */
function raiseAll(tree: E.Program): void {
  const caught: string[] = [];
  const visit = (node: E.Node): void => {
    if (node.type === "CatchClause") {
      const name = node.param?.type === "Identifier" ? node.param.name : "";
      caught.push(name);
      for (const child of children(node)) visit(child);
      caught.pop();
      return;
    }
    for (const child of children(node)) visit(child);
    if (node.type !== "ThrowStatement") return;
    const { argument } = node;
    if (argument.type === "Identifier" && caught.includes(argument.name)) return;
    if (argument.type === "CallExpression" && argument.callee.type === "Identifier" && argument.callee.name.startsWith("$")) {
      if (argument.callee.name !== "$instance") return;
    }
    const place = { start: argument.start, end: argument.end };
    const called = (name: string, value: E.Expression): E.Expression => ({
      type: "CallExpression",
      callee: { type: "Identifier", name, start: argument.start, end: argument.start },
      arguments: [value],
      optional: false,
      ...place,
    });
    node.argument = called("$throw", called("$raise", argument));
  };
  visit(tree);
}
