/**
 * build - writes the TypeScript of scripts and of the modules beside them, and the JavaScript that Node runs.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { contentHash } from "../../runtime/importer/contenthash.js";
import { describeSites } from "./sites.js";
import { loadCompiler } from "./compiler.js";
import { parseOptions, UsageError } from "./options.js";
import { syntaxErrorText } from "./syntaxerror.js";

/** What stands for the file's own place in built code, until it runs. */
const PLACE = "@gilt-built";

export function build(args: readonly string[]): number {
  const { given, operands } = parseOptions(args, { "-o": "value", "--stdout": "flag", "--javascript": "flag", "--explain-sites": "flag" }, true);
  if (operands.length === 0) throw new UsageError("build: no script given");
  const { compile, PythonSyntaxError, translate } = loadCompiler();
  for (const file of operands) {
    try {
      if (given.has("--stdout") || given.has("--explain-sites")) {
        const bytes = readFileSync(file);
        const options = { path: file, name: "__main__" };
        if (given.has("--explain-sites")) process.stdout.write(describeSites(file, bytes, compile(bytes, options).code));
        else process.stdout.write(given.has("--javascript") ? compile(bytes, options).code : translate(bytes, options));
      } else buildScript(file, given.get("-o") ?? "out");
    } catch (error) {
      if (error instanceof PythonSyntaxError) {
        process.stderr.write(syntaxErrorText(error, file));
        return 1;
      }
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      process.stderr.write(`gilt: cannot read ${(error as NodeJS.ErrnoException).path ?? file}: ${(error as Error).message}\n`);
      return 2;
    }
  }
  return 0;
}

/** The script and every module of its folder that it imports, with the launcher that runs them. */
function buildScript(script: string, out: string): void {
  const folder = path.dirname(script);
  const files = modulesOf(folder, path.basename(script));
  const wanted = files.map((file) => file.replace(/\.py$/, ".js"));
  for (const [i, file] of files.entries()) {
    const stem = path.join(out, file).replace(/\.py$/, "");
    mkdirSync(path.dirname(stem), { recursive: true });
    const main = i === 0;
    writeModule(readFileSync(path.join(folder, file)), folder, file, stem, main, main ? wanted : []);
    process.stdout.write(`${path.join(folder, file)} -> ${stem}.ts, ${stem}.js\n`);
  }
  writeFileSync(path.join(out, "gilt.cjs"), launcher());
  // whatever the folders above say, these files are CommonJS
  writeFileSync(path.join(out, "package.json"), '{ "type": "commonjs" }\n');
}

/** The script's file and those of the modules that it and they import, as paths from its folder. */
function modulesOf(folder: string, script: string): string[] {
  const { importedNames, moduleFile, packageOf, parse, readSource } = loadCompiler();
  const files = [script];
  for (const file of files) {
    const tree = parse(readSource(readFileSync(path.join(folder, file)), path.join(folder, file)));
    for (const name of importedNames(tree, packageOf(file))) {
      const found = moduleFile(folder, name);
      if (found !== null && !files.includes(found)) files.push(found);
    }
  }
  return files;
}

function writeModule(bytes: Uint8Array, folder: string, file: string, stem: string, main: boolean, modules: readonly string[]): void {
  const { compile, mappingsOf, moduleFile, packageOf, translate } = loadCompiler();
  const name = main ? "__main__" : file.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");
  const shown = path.join(folder, file);
  const scriptModule = (module: string, level: number): string | null => {
    const parts =
      level === 0
        ? []
        : packageOf(file)
            .split(".")
            .slice(0, packageOf(file).split(".").length - level + 1);
    const target = moduleFile(folder, [...parts, ...(module === "" ? [] : [module])].join("."));
    if (target === null) return null;
    const relative = path.posix.relative(path.posix.dirname(file), target).replace(/\.py$/, ".js");
    return relative.startsWith(".") ? relative : `./${relative}`;
  };
  writeTypeScript(`${stem}.ts`, translate(bytes, { path: shown, name, scriptModule }));
  const { code, positions, warnings } = compile(bytes, { path: `${PLACE}/${file}`, name });
  const base = path.basename(stem);
  const run = main ? `;require("./gilt.cjs").run(__filename);\n` : "";
  writeFileSync(`${stem}.js`, `${code}\n${run}//# sourceMappingURL=${base}.js.map\n`);
  const map = {
    version: 3,
    file: `${base}.js`,
    sources: [`${base}.py`],
    sourcesContent: [Buffer.from(bytes).toString("utf8")],
    names: [],
    mappings: mappingsOf(positions as Parameters<typeof mappingsOf>[0]),
    // what the runtime needs besides the code; runtime/importer/built.ts reads it
    x_gilt: {
      build: giltBuild(),
      length: code.length,
      hashes: { code: contentHash(Buffer.from(code)), python: contentHash(bytes) },
      main,
      modules,
      positions,
      warnings,
    },
  };
  writeFileSync(`${stem}.js.map`, JSON.stringify(map));
  writeFileSync(`${stem}.py`, bytes);
}

/** The hash that the runtime knows its compiler by. */
function giltBuild(): string {
  const head = readFileSync(path.join(__dirname, "compiler.cjs"), "latin1").slice(0, 120);
  return /\/\/ gilt:([0-9a-f]+)/.exec(head)?.[1] ?? "";
}

function launcher(): string {
  return `/** Runs the scripts of this folder on gilt's runtime: the package that is installed, else the one that built them. */
"use strict";
function runtime() {
  for (const place of ["gilt/bin/built.js", ${JSON.stringify(path.join(__dirname, "..", "bin", "built.js"))}]) {
    try {
      return require(place);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  process.stderr.write("gilt's runtime is not installed: npm install gilt\\n");
  process.exit(70);
}
exports.run = (file) => runtime().run(file, process.argv.slice(2));
`;
}

/** Writes the text as a source file of ts-morph, which is loaded here alone: a run has only its parser (bin/parser.mjs). */
function writeTypeScript(file: string, text: string): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when it is needed
  const { Project, ScriptTarget } = require("ts-morph") as typeof import("ts-morph");
  const project = new Project({ skipLoadingLibFiles: true, skipFileDependencyResolution: true, compilerOptions: { target: ScriptTarget.ES2022 } });
  project.createSourceFile(file, text, { overwrite: true }).saveSync();
}
