/**
 * pack - bundles the runtime in parts: the core, which every script needs, and packs of Python modules, each of which is evaluated when it is first imported.
 *
 * esbuild splits the sources into chunks, which are ES modules. The core is one chunk. A pack is a file of several, each a function of what it imports:
 * `{ "queue": [["", "threading"], function (require, $codes, $0, $1) {... return { default: ... }; }], ... }`, where "" is the core. The second forms of
 * their functions (twins.mjs) stand in files beside them, which are read when the first frame is saved.
 *
 * Invariants
 *   P1  Chunks import one another in no circle (files that do are in one chunk), so what a chunk imports is complete when it is evaluated, and is taken
 *       by value. A variable that is assigned again must not be exported over the border of a chunk: the build fails.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import ts from "typescript";
import { parseChunk, takeTwins } from "./twins.mjs";

/**
 * A pack has these modules, those in them, and what they import; the last one has the rest. A run reads whole packs, so modules that come together stand
 * together.
 */
const PACKS = {
  threads: ["_thread", "threading", "queue", "time"],
  basics: ["os", "collections", "functools", "itertools", "operator", "heapq", "random", "types", "contextlib", "enum", "abc"],
  text: ["re", "string", "json", "logging", "traceback", "warnings", "textwrap", "struct", "dataclasses", "copy"],
  mapping: ["mmap", "tempfile"],
  processes: ["signal", "select", "subprocess", "concurrent", "pickle", "processes$live", "processes$child", "snapshot$snapshot"],
  multiprocessing: ["multiprocessing", "_multiprocessing"],
  library: ["importer$library", "importer$exports", "importer$built", "importer$twin", "importer$libraryframes", "importer$started"],
  modules: null,
};
/** Parts of the runtime that are no Python modules and are evaluated when they are first needed: `loadPart("processes/live")` of "gilt:natives". */
const PARTS = [
  "processes/live",
  "processes/child",
  "snapshot/snapshot",
  "snapshot/thaw",
  "snapshot/reach",
  "importer/library",
  "importer/exports",
  "importer/built",
  "prompt",
  "importer/twin",
  "importer/libraryframes",
  "importer/started",
];
/** The entry point of the core. Every module imports it: so all of the core's files are reached from everywhere, and come to stand in one chunk. */
const CORE = "$core";

/** Bundles `entry` into `outfile` and `NAME-PACK.cjs` beside it; the bundles' names. `common` are esbuild's options. */
export async function bundleInParts(entry, outfile, common) {
  const natives = nativesOf(path.resolve(entry));
  const { outputFiles } = await esbuild.build({
    ...common,
    entryPoints: [
      { in: path.resolve(entry), out: CORE },
      ...natives.names.map((name) => ({ in: `gilt:native/${name}`, out: name })),
      ...PARTS.map((name) => ({ in: `gilt:part/${name}`, out: name.replace("/", "$") })),
    ],
    outdir: "dist/parts",
    entryNames: "[name]",
    chunkNames: "chunk-[hash]",
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    legalComments: "inline",
    plugins: [natives.plugin, named(path.dirname(path.resolve(entry)))],
  });
  const chunks = new Map(outputFiles.map(({ path: file, text }) => chunkOf(path.basename(file, ".js"), text)).map((chunk) => [chunk.id, chunk]));
  const entryChunk = chunks.get(CORE);
  const core = chunks.get(entryChunk.imports.find(({ from }) => from.startsWith("./"))?.from.slice(2, -3) ?? CORE);
  chunks.delete(CORE);
  chunks.delete(core.id);
  const bundle = path.basename(outfile, ".cjs");
  const packOf = assign(chunks);
  const twins = new Map();
  for (const chunk of [core, ...chunks.values()]) {
    const taken = takeTwins(
      chunk.id,
      chunk.body,
      chunk.imports.flatMap(({ whole, names }) => [...(whole === undefined ? [] : [whole]), ...names.map(([, local]) => local)]),
    );
    if (taken === undefined) continue;
    chunk.body = taken.body;
    const pack = `${chunk === core ? "" : `${packOf[chunk.id]}-`}twins`;
    twins.set(pack, [...(twins.get(pack) ?? []), `${JSON.stringify(chunk === core ? CORE : chunk.id)}:${taken.maker}`]);
  }
  writeFileSync(
    outfile,
    `"use strict";const $load=${loadText(bundle, packOf)},$codes=$load.codes("${CORE}","twins"),${LIVE};${headerOf(core)}${withoutGetters(core.body)}\n$load.open=()=>(${exportsOf(core)});module.exports=${entryExports(entryChunk, core)};\n`,
  );
  const packs = new Map([...twins].map(([pack, rows]) => [pack, rows]));
  for (const pack of Object.keys(PACKS)) {
    packs.set(
      pack,
      [...chunks.values()].filter(({ id }) => packOf[id] === pack).map((chunk) => `${JSON.stringify(chunk.id)}:${rowOf(chunk, core.id)}`),
    );
  }
  for (const [pack, rows] of packs)
    writeFileSync(path.join(path.dirname(outfile), `${bundle}-${pack}.cjs`), `"use strict";module.exports={\n${rows.join(",\n")}};\n`);
  return [bundle, ...[...packs.keys()].map((pack) => `${bundle}-${pack}`)];
}

/** Each file of the runtime says in the bundle where it begins: runtime/importer/libraryframes.ts looks for that. */
function named(folder) {
  return {
    name: "named",
    setup(build) {
      build.onLoad({ filter: /\.[jt]s$/ }, ({ path: file }) => {
        if (!file.startsWith(`${folder}${path.sep}`)) return undefined;
        const name = path.relative(folder, file).replaceAll(path.sep, "/").replace(/\.js$/, ".ts");
        return { contents: `/*! ${name} */${readFileSync(file, "utf8")}`, loader: path.extname(file).slice(1) };
      });
    },
  };
}

/** What the entry gives: names of its own, or those that it took from the core, under which they may stand there by another one. */
function entryExports(entryChunk, core) {
  if (entryChunk === core) return exportsOf(core);
  const taken = new Map(entryChunk.imports.flatMap(({ names }) => names.map(([name, local]) => [local, name])));
  const inCore = new Map(core.exports);
  return `{${entryChunk.exports.map(([name, local]) => `${name}:${inCore.get(taken.get(local))}`).join(",")}}`;
}

/**
 * The objects that esbuild makes for `import * as x` in the core would get hundreds of getters at each start, one by one. Here the functions that it has
 * for them are such an object by themselves, behind a proxy that calls them.
 */
function withoutGetters(body) {
  return body.replace(/\bvar (\w+_exports) ?= ?\{\};\s*__export\(\1, ?\{/g, "var $1=$live({__proto__:null,");
}
const LIVE = "$live=(all)=>new Proxy(all,{get:(all,name)=>all[name]?.()})";

/** What an earlier build lowered stays in the folder when its source is gone. */
function hasSource(folder, file) {
  return existsSync(path.join("runtime/modules", path.relative(folder, file).slice(0, -3) + ".ts"));
}

/** "gilt:natives": every file below modules/ with a default export, as an entry point of its own. */
function nativesOf(entry) {
  const folder = path.join(path.dirname(entry), "modules");
  const ending = path.extname(entry);
  // modules that are another export of a file: `"concurrent.futures._base": "concurrent.futures base"`
  const members = [...readFileSync("runtime/modules/registry.ts", "utf8").matchAll(/: "([\w.]+) (\w+)"/g)];
  const files = readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter(
      (file) =>
        file.endsWith(ending) &&
        statSync(file).isFile() &&
        hasSource(folder, file) &&
        /^export default |^export \{[^}]* as default/m.test(readFileSync(file, "utf8")),
    );
  const nameOf = (file) =>
    path
      .relative(folder, file)
      .slice(0, -ending.length)
      .replaceAll(path.sep, ".")
      .replace(/\.index$/, "");
  const byName = new Map(files.map((file) => [nameOf(file), file]));
  const plugin = {
    name: "natives",
    setup(build) {
      build.onResolve({ filter: /^gilt:natives$/ }, () => ({ path: "natives", namespace: "natives" }));
      build.onLoad({ filter: /.*/, namespace: "natives" }, () => ({
        contents: `export const files = {\n${[...byName.keys()].map((name) => `${JSON.stringify(name)}: () => $load(${JSON.stringify(name)}),\n`).join("")}};
export const loadPart = (name) => $load(name.replace("/", "$"));
export const frameCodes = $load.names;
export const frameCode = (name) => $load.code(name);`,
      }));
      build.onResolve({ filter: /^gilt:part\// }, ({ path: name }) => ({ path: name.slice("gilt:part/".length), namespace: "part" }));
      build.onLoad({ filter: /.*/, namespace: "part" }, ({ path: name }) => ({
        contents: `import ${JSON.stringify(entry)};export * from ${JSON.stringify(`./${name}${ending}`)};`,
        resolveDir: path.dirname(entry),
      }));
      // of each file only the modules in it: a file's full list of exports would be made when it is evaluated
      build.onResolve({ filter: /^gilt:native\// }, ({ path: name }) => ({ path: name.slice("gilt:native/".length), namespace: "native" }));
      build.onLoad({ filter: /.*/, namespace: "native" }, ({ path: name }) => {
        const names = ["default", ...members.flatMap(([, module, member]) => (module === name ? [member] : []))];
        return {
          contents: `import ${JSON.stringify(entry)};export { ${names.join(", ")} } from ${JSON.stringify(byName.get(name))};`,
          resolveDir: folder,
        };
      });
    },
  };
  return { names: [...byName.keys()], plugin };
}

/** An ES module as esbuild wrote it, taken apart. */
function chunkOf(id, text) {
  const file = parseChunk(id, text);
  const imports = [];
  const exports = [];
  let body = "";
  let at = 0;
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      const bindings = clause?.namedBindings;
      if (bindings !== undefined && ts.isNamespaceImport(bindings)) throw new Error(`${id}: import * of ${statement.moduleSpecifier.text}`);
      imports.push({
        from: statement.moduleSpecifier.text,
        whole: clause?.name?.text,
        names: (bindings?.elements ?? []).map(({ name, propertyName }) => [(propertyName ?? name).text, name.text]),
      });
    } else if (ts.isExportDeclaration(statement)) {
      exports.push(...statement.exportClause.elements.map(({ name, propertyName }) => [name.text, (propertyName ?? name).text]));
    } else continue;
    body += text.slice(at, statement.pos);
    at = statement.end;
  }
  body += text.slice(at);
  checkAssigned(file, id, new Set(exports.map(([, local]) => local)));
  return { id, imports, exports, body };
}

function checkAssigned(file, id, exported) {
  const refuse = (node) => {
    if (ts.isIdentifier(node) && exported.has(node.text))
      throw new Error(`${node.text} is exported to another part of the runtime's bundle (${id}) and assigned again: make it a property of an object`);
  };
  const visit = (node) => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment)
      refuse(node.left);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken) refuse(node.operand);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** The pack of each chunk, by its id. */
function assign(chunks) {
  const packOf = {};
  const take = (id, pack) => {
    const chunk = chunks.get(id);
    if (chunk === undefined || packOf[id] !== undefined) return;
    packOf[id] = pack;
    for (const { from } of chunk.imports) if (from.startsWith("./")) take(from.slice(2, -3), pack);
  };
  const isIn = (id, name) => id === name || id.startsWith(`${name}.`);
  for (const [pack, names] of Object.entries(PACKS)) {
    for (const id of chunks.keys()) if (names === null || names.some((name) => isIn(id, name))) take(id, pack);
  }
  return packOf;
}

/** The function that gives a chunk's exports, evaluating it at its first use; its row in the pack is null then, by which the loader knows. */
function loadText(bundle, packOf) {
  return `(function(){
const packs=${JSON.stringify(packOf)},made=Object.create(null),makers=Object.create(null);
function $load(id){
if(id==="")return $load.core??=$load.open();
const known=made[id];if(known!==undefined)return known;
const pack=require("gilt:${bundle}-"+packs[id]),[needs,make]=pack[id],given=make(require,$load.codes(id,packs[id]+"-twins"),...needs.map($load));
pack[id]=null;return made[id]=given}
$load.names=new Map();
$load.codes=(id,pack)=>(free)=>{let open;const codes=[];
const code=(n)=>codes[n]??make(n);
const make=(n)=>{if(open===undefined){const rows=require("gilt:${bundle}-"+pack),row=rows[id];rows[id]=null;open=row(code,...free())}
const made=open(n);$load.names.set(made,"frame\\0"+id+":"+n);return codes[n]=made};
return makers[id]=code};
$load.code=(name)=>{const at=name.lastIndexOf(":"),id=name.slice(0,at);if(id!=="${CORE}")$load(id);return makers[id](Number(name.slice(at+1)))};
return $load})()`;
}

/** A chunk in its pack. */
function rowOf(chunk, core) {
  const needs = chunk.imports.filter(({ from }) => from.startsWith("./")).map(({ from }) => (from.slice(2, -3) === core ? "" : from.slice(2, -3)));
  return `[${JSON.stringify(needs)},function(${["require", "$codes", ...needs.map((_, i) => `$need${i}`)].join(",")}){${headerOf(chunk)}${chunk.body}\nreturn ${exportsOf(chunk)}}]`;
}

/** What takes the imports: chunks are parameters, everything else is Node's or a package. */
function headerOf(chunk) {
  let count = 0;
  return chunk.imports
    .map(({ from, whole, names }) => {
      const source = from.startsWith("./") ? `$need${count++}` : `require(${JSON.stringify(from.replace(/^node:/, ""))})`;
      const parts = names.map(([name, local]) => (name === local ? name : `${name}:${local}`));
      return (whole === undefined ? "" : `const ${whole}=${source};`) + (parts.length === 0 ? "" : `const{${parts.join(",")}}=${source};`);
    })
    .join("");
}

function exportsOf(chunk) {
  return `{${chunk.exports.map(([name, local]) => (name === local ? name : `${name}:${local}`)).join(",")}}`;
}
