/**
 * carets - which part of a traceback's line is marked with `^`, and which with `~`.
 *
 * Mirrors     Lib/traceback.py (_extract_caret_anchors_from_line_segment, _should_show_carets)
 * Differs     reads the expression by its brackets and operators instead of parsing it
 */

/** Marked inside what is underlined: an operator, or the brackets of a call or subscript. Lines and columns from 0, in the segment. */
export interface Anchors {
  leftLine: number;
  leftColumn: number;
  rightLine: number;
  rightColumn: number;
}

interface Token {
  kind: "name" | "literal" | "operator" | "open" | "close";
  text: string;
  start: number;
  end: number;
  depth: number;
  /** of brackets: index of the other one */
  other: number;
}

/** The tokens of an expression; null if the brackets do not match or something is no token. */
function scan(text: string): Token[] | null {
  const tokens: Token[] = [];
  const open: number[] = [];
  // made here, not when the file is loaded: V8 reads Unicode classes at once
  const token =
    /(\s+|#[^\n]*|\\\n)|([\p{L}_][\p{L}\p{M}\p{N}_]*)?("""(?:\\[^]|(?!""")[^\\])*"""|'''(?:\\[^]|(?!''')[^\\])*'''|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*')|([\p{L}_][\p{L}\p{M}\p{N}_]*)|((?:0[xXbBoO][\w]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?))|(\*\*=|\/\/=|<<=|>>=|\.\.\.|[-+*\/%@&|^=!<>:]=|->|\*\*|\/\/|<<|>>|[-+*\/%@&|^~<>=.,:;!()[\]{}])/gu;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null || found.index !== at || found[0] === "") return null;
    const end = at + found[0].length;
    if (found[1] === undefined) {
      const [whole, , , literal, name, number] = found;
      if (whole === "(" || whole === "[" || whole === "{") {
        tokens.push({ kind: "open", text: whole, start: at, end, depth: open.length, other: -1 });
        open.push(tokens.length - 1);
      } else if (whole === ")" || whole === "]" || whole === "}") {
        const other = open.pop();
        if (other === undefined) return null;
        tokens[other]!.other = tokens.length;
        tokens.push({ kind: "close", text: whole, start: at, end, depth: open.length, other });
      } else {
        const kind = literal !== undefined || number !== undefined ? "literal" : name !== undefined ? "name" : "operator";
        tokens.push({ kind, text: whole, start: at, end, depth: open.length, other: -1 });
      }
    }
    at = end;
  }
  return open.length === 0 ? tokens : null;
}

/** Names and operators at the outermost level that make an expression neither operation nor call nor subscript. */
const OTHER = new Set(
  "lambda if else or and not in is await yield for async raise return import from del assert with while try except class def pass break continue global nonlocal print = := , < > == != <= >= : ; += -= *= /= //= %= @= &= |= ^= <<= >>= **= ->".split(
    " ",
  ),
);
const NOT_PRINT = new Set(["print"]);
const LEVELS: Record<string, number> = { "|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "**": 8 };

/** Where the operator or the brackets of the expression stand. */
export function anchorsOf(segment: string): Anchors | null {
  const tokens = scan(segment);
  if (tokens === null || tokens.length === 0) return null;
  let operator: Token | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.depth > 0 || token.kind === "literal" || token.kind === "open" || token.kind === "close") continue;
    if (OTHER.has(token.text) && !NOT_PRINT.has(token.text)) return null;
    const level = token.kind === "operator" ? LEVELS[token.text] : undefined;
    if (level === undefined || i === 0 || !endsOperand(tokens[i - 1]!)) continue;
    const best = operator === undefined ? Infinity : LEVELS[operator.text]!;
    if (level < best || (level === best && level !== 8)) operator = token;
  }
  const first = tokens[0]!;
  const unary = first.kind === "operator" && "+-~".includes(first.text);
  if (operator !== undefined) return unary && operator.text === "**" ? null : operatorAnchors(segment, tokens, operator);
  if (unary) return null;
  const last = tokens.at(-1)!;
  if (last.kind !== "close" || last.other === 0 || last.text === "}") return null;
  const bracket = tokens[last.other]!;
  if (!endsOperand(tokens[last.other - 1]!)) return null;
  return between(segment, bracket.start, last.end);
}

const KEYWORDS = new Set("and or not in is if else lambda await yield return".split(" "));

function endsOperand(token: Token): boolean {
  return token.kind === "literal" || token.kind === "close" || (token.kind === "name" && !KEYWORDS.has(token.text)) || token.text === "...";
}

function operatorAnchors(segment: string, tokens: Token[], operator: Token): Anchors {
  const start = operator.start;
  let end = start + 1;
  const next = segment[end];
  if (next !== undefined && !/\s/.test(next) && next !== "\\" && next !== "#" && end < rightStart(tokens, operator)) end++;
  return between(segment, start, end);
}

/** Where the right operand begins: behind brackets that only group it. */
function rightStart(tokens: Token[], operator: Token): number {
  let at = tokens.indexOf(operator) + 1;
  for (let token = tokens[at]; token?.kind === "open" && token.text === "(" && token.other === tokens.length - 1; token = tokens[at]) at++;
  return tokens[at]?.start ?? operator.end;
}

function between(segment: string, start: number, end: number): Anchors {
  const before = segment.slice(0, start).split("\n");
  const upTo = segment.slice(0, end).split("\n");
  return { leftLine: before.length - 1, leftColumn: before.at(-1)!.length, rightLine: upTo.length - 1, rightColumn: upTo.at(-1)!.length };
}

const IS_ASCII = /^[\x00-\x7f]*$/;

/** Whether an underlined stretch is worth it: not if it is all there is, the one call of `return f(...)`, or any call in `x = o.m(...)`. */
export function showsCarets(lines: readonly string[], start: number, end: number, anchors: Anchors | null): boolean {
  const last = lines.at(-1)!;
  const head = lines[0]!.slice(0, start);
  const returns = /^return\s*\(*\s*$/.test(head);
  const tail = /^\s*\)*\s*(?:[;#].*)?$/.exec(last.slice(end));
  // brackets of what is around it, of which the line shows the end alone, make it no statement
  const ends = tail !== null && head.split("(").length === tail[0].split(/[;#]/)[0]!.split(")").length;
  // CPython compares columns of characters with columns of bytes there
  const same = IS_ASCII.test(head) && IS_ASCII.test(last.slice(0, end));
  if (ends && same && (returns || /^[\p{L}_][\p{L}\p{M}\p{N}_]*\s*=\s*\(*\s*$/u.test(head))) {
    const whole = lines.join("\n");
    const tokens = scan(whole.slice(start, whole.length - (last.length - end)));
    if (tokens !== null && isCall(tokens, returns)) return false;
  }
  if (anchors !== null) return true;
  return head.trimStart() !== "" || last.slice(end).trimEnd() !== "";
}

/** Whether an expression is a call, of a name if `named`. */
function isCall(tokens: readonly Token[], named: boolean): boolean {
  const last = tokens.at(-1);
  if (last?.text !== ")" || last.other === 0) return false;
  if (named) return last.other === 1 && tokens[0]!.kind === "name" && !OTHER.has(tokens[0]!.text);
  for (let i = 0; i < last.other; i++) {
    const { depth, kind, text } = tokens[i]!;
    if (depth === 0 && ((kind === "operator" && text !== ".") || (kind === "name" && OTHER.has(text) && !NOT_PRINT.has(text)))) return false;
  }
  return endsOperand(tokens[last.other - 1]!);
}

/** Columns a text takes on a terminal: two for what is wide or full (`unicodedata.east_asian_width`). */
export function width(text: string): number {
  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += isWide(char) ? 2 : 1;
  return columns;
}

function isWide(char: string): boolean {
  const code = char.codePointAt(0)!;
  if (code < 0x1100) return false;
  return WIDE.some(([first, last]) => code >= first && code <= last) || (/^\p{Emoji_Presentation}$/u.test(char) && !(code >= 0x1f1e6 && code <= 0x1f1ff));
}

/** Blocks of wide characters; emoji, the letters of flags excepted, are wide besides. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4e00, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18d08],
  [0x1aff0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];
