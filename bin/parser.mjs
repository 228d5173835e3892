/**
 * parser - bundles of ts-morph's TypeScript what a cold run needs: the parser and the tests of its nodes, a tenth of the whole.
 *
 * In   the names that the compiler's sources take from `ts` (and its own list), typescript.js of ts-morph's package
 * Out  dist/ts-morph-parser.cjs, which stands for ts-morph where a script is compiled: `{ ts: { createSourceFile, isIdentifier, ... } }`
 *
 * The package is one function with everything in one scope. Its statements become a module, of which esbuild leaves out what nobody uses. For that, what
 * makes the value of a variable counts as pure, and statements that only fill in what the language service or the server needs are left out.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as esbuild from "esbuild";
import ts from "typescript";

const HEAD = "var ts = {}; ((module) => {";
const EXPORTS = "__export(typescript_exports, {";
const MESSAGES = "var Diagnostics = {";
const TAIL = "// Annotate the CommonJS export names";
/** Namespaces that the parser does without; those are filled by statements `((X2) => {...})(X || (X = {}))`. */
const NAMESPACES =
  "BuilderState Arguments ScriptSnapshot DocumentHighlights Messages Core changesToText deleteDeclaration SmartIndenter Errors ReactNames IncrementalParser".split(
    " ",
  );
/** Methods of nodes which TypeScript's language service would bring with it. */
const METHODS = `
const $methods = {
  getStart(file, includeJsDoc) { return getTokenPosOfNode(this, file, includeJsDoc); },
  getEnd() { return this.end; },
  getSourceFile() { return getSourceFileOfNode(this); },
  getText(file) { return (file ?? this.getSourceFile()).text.substring(this.getStart(file), this.end); },
  getLineAndCharacterOfPosition(position) { return getLineAndCharacterOfPosition(this, position); },
};
class $Identifier extends objectAllocator.getIdentifierConstructor() {
  get text() { return idText(this); }
}
class $PrivateIdentifier extends objectAllocator.getPrivateIdentifierConstructor() {
  get text() { return idText(this); }
}
setObjectAllocator({ ...objectAllocator, getIdentifierConstructor: () => $Identifier, getPrivateIdentifierConstructor: () => $PrivateIdentifier });
for (const kind of ["Node", "Token", "Identifier", "PrivateIdentifier", "SourceFile"]) Object.assign(objectAllocator[\`get\${kind}Constructor\`]().prototype, $methods);
`;

/** Bundles the parser for the compiler's sources in `folder`; `common` are esbuild's options. */
export async function bundleParser(folder, outfile, common) {
  const used = usedNames(folder);
  const source = path.join(path.dirname(resolveCommon()), "typescript.js");
  const key = createHash("sha256")
    .update(readFileSync(source))
    .update(readFileSync(import.meta.filename))
    .update(used.join(" "))
    .digest("hex")
    .slice(0, 20);
  const mark = `// ts-morph's parser ${key}\n`;
  if (existsSync(outfile) && readFileSync(outfile, "latin1").slice(0, 200).includes(mark)) return;
  const text = readFileSync(source, "utf8");
  const body = text.slice(text.indexOf(HEAD) + HEAD.length, text.lastIndexOf(TAIL));
  const names = membersOf(body, used);
  const bundled = async (contents, options) => {
    const { outputFiles } = await esbuild.build({
      ...common,
      stdin: { contents: `${contents}${METHODS}export const ts = { ${names.join(", ")} };\n`, resolveDir: folder, loader: "js" },
      bundle: true,
      format: "cjs",
      external: ["perf_hooks", "source-map-support", "inspector"],
      charset: "ascii",
      legalComments: "none",
      logLevel: "error",
      write: false,
      ...options,
    });
    return outputFiles[0].text;
  };
  const all = prepared(body, used);
  // half of it would be messages that only the checker has
  const made = await bundled(withMessages(all, await bundled(all, {})), { minify: true });
  writeFileSync(outfile, `// gilt:${key}\n${mark}${made}`);
}

/** What ts-morph is made of: its TypeScript is there. */
function resolveCommon() {
  const require = createRequire(import.meta.url);
  return createRequire(require.resolve("ts-morph")).resolve("@ts-morph/common");
}

/** The names that sources of the compiler take from `ts`. The runtime's lowering, which has the whole package, is left out. */
function usedNames(folder) {
  const used = new Set();
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!String(name).endsWith(".ts") || /\b(?:runtime|typedsites)\.ts$/.test(String(name))) continue;
    for (const [, member] of readFileSync(path.join(folder, String(name)), "utf8").matchAll(/\btsc?\.(\w+)/g)) used.add(member);
  }
  return [...used].sort();
}

/** Those of them that are more than types, as `name: local`. */
function membersOf(body, used) {
  const begin = body.indexOf(EXPORTS);
  const table = body.slice(begin, body.indexOf("\n});", begin));
  return [...table.matchAll(/^ {2}(\w+): \(\) => (\w+)/gm)].filter(([, name]) => used.includes(name)).map(([, name, local]) => `${name}: ${local}`);
}

/** Numbers by name and names by number, as TypeScript writes an enum out. */
const ENUM = /^\(\((\w+)\) => \{\s*(?:\1\[\1\["[^"]+"\] = -?\d+(?: \/\*[^*]*\*\/)?\] = "[^"]+";\s*)+return \1;\s*\}\)\(\w+ \|\| \{\}\)$/;

/**
 * The value of a variable. Enums that are not asked for are only there for messages about bugs, since the package has their numbers; of the
 * system nothing is needed.
 */
function valueOf(name, text, used) {
  if (name === "sys") return "void 0";
  if (!ENUM.test(text)) return text;
  return used.includes(name) ? enumText(text) : "{}";
}

/** An enum as one literal, which V8 makes in one step. */
function enumText(text) {
  const members = [...text.matchAll(/\["([^"]+)"\] = (-?\d+)[^\]]*\] = "/g)];
  const names = new Map(members.map(([, name, value]) => [value, name]));
  const numbered = [...names].filter(([value]) => !value.startsWith("-"));
  return `{ ${[...members.map(([, name, value]) => `${name}: ${value}`), ...numbered.map(([value, name]) => `${value}: "${name}"`)].join(", ")} }`;
}

/** The package's statements without those that nothing in the parser needs. */
function prepared(body, used) {
  const file = ts.createSourceFile("typescript.js", body, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  let made = "";
  let at = 0;
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (initializer === undefined || !isMade(initializer) || body.startsWith(MESSAGES, statement.getStart(file))) continue;
        const start = initializer.getStart(file);
        const value = valueOf(name.getText(file), body.slice(start, initializer.end), used);
        made += `${body.slice(at, start)}/* @__PURE__ */ (() => (${value}))()`;
        at = initializer.end;
      }
    } else if (ts.isExpressionStatement(statement) && isLeftOut(statement.expression, file)) {
      made += body.slice(at, statement.pos);
      at = statement.end;
    }
  }
  return made + body.slice(at);
}

/** The statements with those messages alone that are named in `bundle`, in which all still are. */
function withMessages(text, bundle) {
  const [head, , tail] = aroundMessages(bundle);
  const uses = [...(head + tail).matchAll(/\bDiagnostics\b(?:\.(\w+))?/g)].map(([, name]) => name);
  if (uses.includes(undefined)) throw new Error("the parser takes TypeScript's messages otherwise than by name");
  const [before, messages, after] = aroundMessages(text);
  const named = messages.split(/,\n {2}(?=\w+: diag\()/).filter((message) => uses.includes(/^\s*(\w+):/.exec(message)?.[1]));
  return `${before}${MESSAGES}${named.join(",\n")}${after}`;
}

/** What stands before the table of messages, they themselves, and the rest. */
function aroundMessages(text) {
  const begin = text.indexOf(MESSAGES);
  const end = text.indexOf("\n};", begin);
  return [text.slice(0, begin), text.slice(begin + MESSAGES.length, end), text.slice(end)];
}

/** Whether esbuild would take the making of a value for something that must be done: a call, or a table of what others have. */
function isMade(value) {
  return ts.isCallExpression(value) || ts.isNewExpression(value) || ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value);
}

/** Calls that register parts of the language service, tables of exports, static fields of the server's classes, namespaces of both. */
function isLeftOut(expression, file) {
  if (ts.isCallExpression(expression)) {
    if (ts.isIdentifier(expression.expression)) return true;
    const filled = /^\((\w+) \|\| \(/.exec(expression.arguments[0]?.getText(file).replace(/^/, "(") ?? "")?.[1];
    return filled !== undefined && NAMESPACES.includes(filled);
  }
  if (!ts.isBinaryExpression(expression)) return false;
  const target = expression.left.getText(file);
  return target === "module.exports" || /^_(?!Version\.)\w+\.\w+$/.test(target);
}
