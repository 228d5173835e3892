/**
 * literals - constants, displays and f-strings.
 */
import { stringOf } from "../ast/constants.js";
import type * as ast from "../ast/nodes.js";
import { code, Level, type Code } from "./code.js";
import type { Context } from "./context.js";
import { value } from "./emit.js";
import { bytesText, stringLiteral, templateText } from "./strings.js";

/** An integer as it stands in the source where JavaScript reads it alike. */
const PLAIN_INT = /^(?:0[xX][\da-fA-F]+(?:_[\da-fA-F]+)*|0[oO][0-7]+(?:_[0-7]+)*|0[bB][01]+(?:_[01]+)*|[1-9]\d*(?:_\d+)*|0)$/;

export function emitConstant(node: ast.Constant, cx: Context): Code {
  if (node.value.type === "float") return code(floatText(node.value.value));
  return constant(node.value, cx, cx.module.source.text.slice(node.start, node.end));
}

/** @param written the source, kept where it means the same in TypeScript */
export function constant(v: ast.ConstantValue, cx: Context, written = ""): Code {
  switch (v.type) {
    case "None":
      return code("null");
    case "True":
      return code("true");
    case "False":
      return code("false");
    case "Ellipsis":
      return code(cx.helper("Ellipsis"));
    case "int":
      return code(intText(v.value, written));
    case "float":
      return code(`new ${cx.helper("Float")}(${floatText(v.value)})`);
    case "complex":
      return cx.call("complex", "0", `new ${cx.helper("Float")}(${floatText(v.imag)})`);
    case "str":
      if (/^[rRuUbB]?("""|''')/.test(written) && v.value.includes("\n") && !/\r/.test(v.value)) {
        const start = /^[uU]?("""|''')\\\n/.test(written) ? "\\\n" : "";
        return code(`\`${start}${templateText(v.value, true)}\``);
      }
      return code(stringLiteral(v.value));
    case "bytes":
      return code(`${cx.helper("b")}\`${bytesText(v.value)}\``);
  }
}

function intText(n: bigint, written: string): string {
  const safe = n <= 9007199254740991n;
  const text = PLAIN_INT.test(written) ? written : n.toString();
  return safe ? text : `${text}n`;
}

/** A float with a decimal point or an exponent, as in Python. */
export function floatText(x: number): string {
  // the name Infinity would be one of the script
  const text = Object.is(x, -0) ? "-0" : x === Infinity ? "1e999" : String(x);
  return /[.e]/.test(text) ? text.replace("e+", "e") : `${text}.0`;
}

// ---------------------------------------------------------------- displays

export function items(nodes: readonly ast.Expr[], cx: Context): string {
  return nodes.map((e) => value(e, cx)).join(", ");
}

export function emitList(node: ast.List, cx: Context): Code {
  return cx.marked(node, code(`[${items(node.elts, cx)}]`));
}

export function emitTuple(node: ast.Tuple, cx: Context): Code {
  return cx.marked(node, cx.call("tuple", `[${items(node.elts, cx)}]`));
}

export function emitSet(node: ast.SetDisplay, cx: Context): Code {
  return cx.marked(node, cx.call("set", `[${items(node.elts, cx)}]`));
}

/** dict({ a: 1 }) for string keys, dict([[k, v]]) for others, merged(a, { b: 1 }) with `**`. */
export function emitDict(node: ast.Dict, cx: Context): Code {
  const parts: string[] = [];
  for (let i = 0; i < node.keys.length;) {
    if (node.keys[i] === null) {
      const part = node.values[i]!;
      // an array here would be pairs of keys and values
      parts.push(part.kind === "List" ? cx.call("list", value(part, cx)).text : value(part, cx));
      i++;
      continue;
    }
    const keys: ast.Expr[] = [];
    const values: ast.Expr[] = [];
    for (; i < node.keys.length && node.keys[i] !== null; i++) {
      keys.push(node.keys[i]!);
      values.push(node.values[i]!);
    }
    parts.push(entries(keys, values, cx));
  }
  return cx.marked(node, cx.call(node.keys.includes(null) ? "merged" : "dict", ...parts));
}

function entries(keys: readonly ast.Expr[], values: readonly ast.Expr[], cx: Context): string {
  const names = keys.map(stringOf);
  const plain = names.every((n) => n !== null && n !== "__proto__" && !/^\d+$/.test(n)) && new Set(names).size === names.length;
  if (plain) return `{ ${names.map((n, i) => `${propertyKey(n!)}: ${value(values[i]!, cx)}`).join(", ")} }`;
  return `[${keys.map((k, i) => `[${value(k, cx)}, ${value(values[i]!, cx)}]`).join(", ")}]`;
}

/** A key of an object literal. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_]\w*$/.test(name) || (/[^\x00-\x7f]/.test(name) && /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)) ? name : stringLiteral(name);
}

// ---------------------------------------------------------------- f-strings

export function emitJoinedStr(node: ast.JoinedStr, cx: Context): Code {
  if (node.values.every((v) => v.kind === "Constant")) {
    return code(stringLiteral(node.values.map((v) => (v.kind === "Constant" && v.value.type === "str" ? v.value.value : "")).join("")));
  }
  return code(`\`${template(node, cx)}\``);
}

function template(node: ast.JoinedStr, cx: Context): string {
  const written = cx.module.source.text.slice(node.start, node.end);
  const multiline = /^[rRfF]{1,2}("""|''')/.test(written) && written.includes("\n");
  return node.values
    .map((part) => {
      if (part.kind === "Constant" && part.value.type === "str") return templateText(part.value.value, multiline);
      if (part.kind === "FormattedValue") return `\${${hole(part, cx)}}`;
      return `\${${value(part, cx)}}`;
    })
    .join("");
}

const CONVERSIONS: Readonly<Record<number, string>> = { 115: "str", 114: "repr", 97: "ascii" };

function hole(node: ast.FormattedValue, cx: Context): string {
  let text = value(node.value, cx);
  const conversion = CONVERSIONS[node.conversion];
  if (conversion !== undefined) text = cx.mark(node, `${cx.helper(conversion)}(${text})`);
  if (node.format_spec !== null) {
    const spec = emitJoinedStr(node.format_spec, cx).text;
    return cx.mark(node, `${cx.helper("format")}(${text}, ${spec})`);
  }
  if (conversion !== undefined && conversion !== "str") return text;
  // what str() gives may be an instance of a subclass, with a `__format__` of its own
  const { kind } = cx.typeOf(conversion === undefined ? node.value : node);
  if (kind === "str" || kind === "int") return text;
  return cx.mark(node, `${cx.helper("format")}(${text})`);
}

export { Level };
