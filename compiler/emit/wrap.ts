/**
 * wrap - breaks a line that is too long inside its largest list of arguments, items or properties.
 */
import { visible } from "./code.js";

const WIDTH = 120;

interface Pair {
  readonly open: number;
  readonly close: number;
  /** Commas right inside. */
  readonly commas: readonly number[];
  readonly inner: readonly Pair[];
  /** Braces around statements. */
  readonly isBlock: boolean;
  /** Parentheses around an expression. */
  readonly isGroup: boolean;
}

/** The lines of a statement or header that begins at `indent` columns. */
export function wrapLine(text: string, indent: number): string[] {
  if (text.length + indent <= WIDTH || text.includes("\n") || /^(?:\/\/|\/\*|import\b| \*)/.test(text) || visible(text).length + indent <= WIDTH) return [text];
  const pairs = findPairs(text);
  const pair = pairs === null ? null : choose(text, pairs, indent);
  if (pair === null) return [text];
  const items: string[] = [];
  let from = pair.open + 1;
  for (const comma of [...pair.commas, pair.close]) {
    const item = text.slice(from, comma).trim();
    if (item !== "") items.push(item);
    from = comma + 1;
  }
  const lines = [text.slice(0, pair.open + 1)];
  const inside = " ".repeat(indent + 2);
  let line = "";
  items.forEach((item, i) => {
    const last = i === items.length - 1;
    const part = item + (last && /^(?:[\u0091-\u0093\d]*)\.\.\./.test(item) ? "" : ",");
    if (line !== "" && visible(line).length + 1 + visible(part).length + inside.length > WIDTH) {
      lines.push(inside + line);
      line = "";
    }
    line += (line === "" ? "" : " ") + part;
  });
  lines.push(inside + line);
  lines.push(" ".repeat(indent) + text.slice(pair.close));
  return lines;
}

/** The list to break: the longest; its last item if that is an object literal and the rest fits. */
function choose(text: string, pairs: readonly Pair[], indent: number): Pair | null {
  const longest = pairs.filter((p) => !p.isBlock).reduce<Pair | null>((a, b) => (a === null || b.close - b.open > a.close - a.open ? b : a), null);
  if (longest === null || longest.close - longest.open < 30) return null;
  if (longest.isGroup) return choose(text, longest.inner, indent);
  const last = longest.inner.at(-1);
  if (
    last !== undefined &&
    last.close > last.open + 1 &&
    !last.isBlock &&
    text[last.open] === "{" &&
    visible(text.slice(last.close + 1, longest.close)).trim() === "" &&
    visible(text.slice(0, last.open)).length + indent < WIDTH
  )
    return last;
  return longest.commas.length > 0 ? longest : choose(text, longest.inner, indent);
}

/** The bracket pairs of a line, strings and comments skipped; null if they do not match. */
function findPairs(text: string): Pair[] | null {
  interface Open {
    open: number;
    commas: number[];
    inner: Pair[];
    isBlock: boolean;
    isGroup: boolean;
  }
  const stack: Open[] = [{ open: -1, commas: [], inner: [], isBlock: false, isGroup: false }];
  let before = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === "`") {
      i = c === '"' ? endOfString(text, i) : endOfTemplate(text, i);
      before = c;
    } else if (c === "/" && text[i + 1] === "*") {
      i = text.indexOf("*/", i) + 1;
    } else if (c === "(" || c === "[" || c === "{") {
      const isGroup = c === "(" && !/[\w$)\]]$/.test(visible(text.slice(Math.max(0, i - 40), i)));
      stack.push({ open: i, commas: [], inner: [], isGroup, isBlock: c === "{" && (before === ">" || before === ")" || before === "" || /\w/.test(before)) });
      before = c;
    } else if (c === ")" || c === "]" || c === "}") {
      const top = stack.pop()!;
      if (stack.length === 0) return null;
      stack.at(-1)!.inner.push({ ...top, close: i });
      before = c;
    } else if (c === ",") {
      stack.at(-1)!.commas.push(i);
      before = c;
    } else if (c === "\u0091") i = text.indexOf("\u0092", i);
    else if (c !== " " && c !== "\u0093") before = c;
  }
  // a header ends in an open block
  return stack.length === 1 || (stack.length === 2 && text.endsWith("{")) ? stack[0]!.inner : null;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i;
}

function endOfTemplate(text: string, start: number): number {
  let i = start + 1;
  while (text[i] !== "`") {
    if (text[i] === "\\") i += 2;
    else if (text[i] === "$" && text[i + 1] === "{") i = endOfHole(text, i + 2) + 1;
    else i++;
  }
  return i;
}

function endOfHole(text: string, start: number): number {
  let depth = 0;
  let i = start;
  while (depth > 0 || text[i] !== "}") {
    const c = text[i];
    if (c === '"') i = endOfString(text, i);
    else if (c === "`") i = endOfTemplate(text, i);
    else if (c === "{") depth++;
    else if (c === "}") depth--;
    i++;
  }
  return i;
}
