/**
 * imports - import statements: declarations at the top level, calls of importModule and importFrom elsewhere.
 */
import type * as ast from "../ast/nodes.js";
import { bindName } from "./assignment.js";
import type { Context } from "./context.js";
import { jsIdentifier } from "./names.js";
import { nameTarget } from "./references.js";
import { stringLiteral } from "./strings.js";

/** `threading` is "gilt/threading", a module of the script "./name.js", a relative one "./a/b" (one dot), "../c" (two). */
function specifier(module: string, level: number, cx: Context): string {
  const own = cx.module.options.scriptModule?.(module, level) ?? null;
  if (own !== null) return stringLiteral(own);
  const path = module.replace(/\./g, "/");
  return stringLiteral(level > 0 ? (level === 1 ? "./" : "../".repeat(level - 1)) + path : `gilt/${path}`);
}

function isTopLevel(cx: Context): boolean {
  return cx.scope.kind === "module" && cx.out.depth === 0;
}

function isOpened(alias: ast.Alias, cx: Context): boolean {
  return isTopLevel(cx) && cx.fn.declarations.openers.get(alias) === "const";
}

export function emitImport(node: ast.Import, cx: Context): void {
  for (const alias of node.names) {
    const bound = alias.asname ?? alias.name.split(".")[0]!;
    const name = jsIdentifier(cx.mangled(bound));
    const whole = alias.asname !== null || !alias.name.includes(".");
    if (isOpened(alias, cx)) {
      cx.out.line(`import * as ${name} from ${specifier(whole ? alias.name : bound, 0, cx)};`);
      if (!whole) cx.out.line(`import ${specifier(alias.name, 0, cx)};`);
      continue;
    }
    const { head, tail } = bindName(bound, alias, cx);
    // a second import of the same package
    if (!whole) cx.out.line(`${cx.helper("importModule")}(${stringLiteral(alias.name)});`);
    const call = alias.asname !== null && alias.name.includes(".") ? "importAs" : "importModule";
    cx.out.line(`${head}${cx.helper(call)}(${stringLiteral(whole ? alias.name : bound)})${tail};`);
  }
}

export function emitImportFrom(node: ast.ImportFrom, cx: Context): void {
  if (node.module === "__future__" && node.level === 0 && !node.names.some((alias) => cx.scope.variables.has(alias.asname ?? alias.name))) return;
  const module = node.module ?? "";
  const dotted = stringLiteral(".".repeat(node.level) + module);
  if (node.names[0]!.name === "*") {
    cx.out.line(`${cx.helper("importStar")}(${dotted});`);
    return;
  }
  if (node.names.every((alias) => isOpened(alias, cx))) {
    const names = node.names.map((alias) => {
      const name = jsIdentifier(alias.asname ?? alias.name);
      return alias.name === name ? name : `${alias.name} as ${name}`;
    });
    const from = `from ${specifier(module, node.level, cx)};`;
    const line = `import { ${names.join(", ")} } ${from}`;
    if (line.length <= 120) {
      cx.out.line(line);
      return;
    }
    cx.out.line("import {");
    cx.out.indented(() => wrapped(names, cx));
    cx.out.line(`} ${from}`);
    return;
  }
  const call = `${cx.helper("importFrom")}(${dotted}, [${node.names.map((a) => stringLiteral(a.name)).join(", ")}])`;
  const openers = node.names.map((alias) => (cx.fn.scope === cx.scope ? cx.fn.declarations.openers.get(alias) : undefined));
  const text = (alias: ast.Alias): string => jsIdentifier(cx.mangled(alias.asname ?? alias.name));
  if (cx.scope.kind !== "class" && openers.every((o) => o !== undefined)) {
    const kind = openers.every((o) => o === "const") ? "const" : "let";
    cx.out.line(`${kind} [${node.names.map(text).join(", ")}] = ${call};`);
    return;
  }
  const targets = node.names.map((alias, i) => (openers[i] === undefined ? nameTarget(alias.asname ?? alias.name, cx) : null));
  if (cx.scope.kind !== "class" && targets.every((t) => t === null || t.tail === "")) {
    const fresh = node.names.filter((_, i) => openers[i] !== undefined);
    if (fresh.length > 0) cx.out.line(`let ${fresh.map((a) => `${text(a)}: ${cx.type("Value")}`).join(", ")};`);
    cx.out.line(`[${node.names.map((alias, i) => (targets[i] === null ? text(alias) : targets[i]!.head.slice(0, -3))).join(", ")}] = ${call};`);
    return;
  }
  const parts = node.names.map(() => cx.name("item"));
  cx.out.line(`const [${parts.join(", ")}] = ${call};`);
  node.names.forEach((alias, i) => {
    const { head, tail } = bindName(alias.asname ?? alias.name, alias, cx);
    cx.out.line(`${head}${parts[i]}${tail};`);
  });
}

/** Names in lines of at most 120 columns. */
export function wrapped(names: readonly string[], cx: Pick<Context, "out">): void {
  let line = "";
  for (const name of names) {
    if (line !== "" && line.length + name.length + 2 > 117) {
      cx.out.line(line);
      line = "";
    }
    line += `${line === "" ? "" : " "}${name},`;
  }
  if (line !== "") cx.out.line(line);
}
