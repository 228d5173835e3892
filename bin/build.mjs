/**
 * build - makes dist/ from the sources: the grammar, the compiler's bundle, the lowered runtime's bundle, the tests.
 *
 * `--plain` leaves the runtime unlowered (nothing can suspend then): for tests of values alone, and while `lower` is not built.
 * `--debug` leaves the bundles' text as it is: stacks of gilt's own bugs have readable lines then.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { bundleInParts } from "./pack.mjs";
import { makeLibrary } from "./library.mjs";
import { makeLibraryFrames } from "./libraryframes.mjs";
import { bundleParser } from "./parser.mjs";
import { warm } from "./warm.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const plain = process.argv.includes("--plain");
const debug = process.argv.includes("--debug");
mkdirSync("dist", { recursive: true });

/** Every file below a folder with one of the endings. */
function files(folder, ending) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith(ending) && statSync(name).isFile());
}

function hashOf(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 20);
}

function run(command, args) {
  const done = spawnSync(command, args, { stdio: "inherit" });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** Less text is less to read at each start; names stay, for stacks. */
const small = debug ? {} : { minifyWhitespace: true, minifySyntax: true, lineLimit: 200 };
const common = { platform: "node", target: "node20", logLevel: "warning", absWorkingDir: root, loader: { ".br": "base64" } };

if (existsSync("compiler/parse/python.ne")) {
  run(process.execPath, ["node_modules/nearley/bin/nearleyc.js", "compiler/parse/python.ne", "-o", "dist/python.grammar.js"]);
}
// the compiler as scripts need it, and its half that lowers the runtime, for this build alone
for (const [entry, name] of [
  ["compiler/index.ts", "compiler"],
  ["compiler/lower/runtime.ts", "lowering"],
]) {
  await esbuild.build({
    ...common,
    entryPoints: [entry],
    outfile: `dist/${name}.cjs`,
    bundle: true,
    format: "cjs",
    external: ["ts-morph", "gilt:*", "koffi", "typescript"],
    ...(name === "compiler" ? { alias: { "ts-morph": "gilt:ts-morph-parser" } } : {}),
    ...small,
  });
}
await bundleParser("compiler", "dist/ts-morph-parser.cjs", common);
await esbuild.build({
  ...common,
  entryPoints: ["bin/main.ts"],
  outfile: "dist/commands.cjs",
  bundle: true,
  format: "cjs",
  external: ["ts-morph", "gilt:*"],
  ...small,
});
const library = makeLibrary(hashOf("dist/compiler.cjs"));
if (existsSync("runtime/entry.ts")) {
  let entry = "runtime/entry.ts";
  if (!plain && existsSync("compiler/lower/runtime.ts")) {
    const { lowerRuntime } = await import(pathToFileURL(path.resolve("dist/lowering.cjs")).href).then((m) => m.default ?? m);
    lowerRuntime("runtime", "dist/lowered", { injectOut: "dist/lowered-inject", strict: true });
    entry = "dist/lowered/entry.js";
    await bundleRuntime("dist/lowered-inject/entry.js", "dist/runtime-inject.cjs");
  }
  await bundleRuntime(entry, "dist/runtime.cjs");
}

async function bundleRuntime(entry, outfile) {
  const define = { __GILT_BUILD__: JSON.stringify(hashOf("dist/compiler.cjs")) };
  for (const name of await bundleInParts(entry, outfile, { ...common, external: ["koffi"], define, ...small })) nameByContent(name);
}
makeLibraryFrames();
writeFileSync("dist/builtin-docs.json", JSON.stringify(JSON.parse(readFileSync("runtime/objects/builtindocs.json", "utf8"))));
await library;
for (const name of ["compiler", "commands"]) nameByContent(name);
if (existsSync("dist/runtime.cjs")) warm();

/** The loader names V8's code cache by a bundle's first line, and reads it as Latin-1. */
function nameByContent(name) {
  const file = `dist/${name}.cjs`;
  if (!existsSync(file)) return;
  const text = readFileSync(file, "utf8");
  if (/[^\x00-\x7f]/.test(text)) throw new Error(`${file} is not ASCII`);
  writeFileSync(file, `// gilt:${hashOf(file)}\n${text}`);
}

/** Tests of values take the runtime's files as they are written, and no Python modules. */
const withoutNatives = {
  name: "without natives",
  setup(build) {
    build.onResolve({ filter: /^gilt:natives$/ }, () => ({ path: "natives", namespace: "without" }));
    build.onLoad({ filter: /.*/, namespace: "without" }, () => ({
      contents: `export const files = {}; export function loadPart(name) { throw new Error("a part of the runtime in a test of values: " + name); }`,
    }));
  },
};
const tests = files("test", ".ts");
if (tests.length > 0) {
  await esbuild.build({
    ...common,
    entryPoints: tests,
    outdir: "dist/test",
    outbase: "test",
    bundle: true,
    format: "esm",
    packages: "external",
    external: ["*.cjs"],
    plugins: [withoutNatives],
  });
}
