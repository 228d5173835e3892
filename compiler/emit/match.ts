/**
 * match - cases as ifs under their patterns.
 *
 * matching: { const subject = ...; // case P if g:  if (test) { const x = ...; if (guard) { body; break matching; } } ... }
 */
import type * as ast from "../ast/nodes.js";
import { some } from "../ast/visit.js";
import { bindName } from "./assignment.js";
import { argument, at, code, harmless, Level, type Code } from "./code.js";
import type { Context } from "./context.js";
import { emitBlock, emitExpression, value } from "./emit.js";
import { leaves } from "./flow.js";
import { constant } from "./literals.js";
import { stringLiteral } from "./strings.js";
import { isSimple } from "./operators.js";
import { test } from "./truth.js";
import { readName } from "./references.js";

/** A pattern as a condition, and what the names get once it holds. */
interface Compiled {
  /** null: always true. */
  readonly test: Code | null;
  readonly binds: readonly Bind[];
}
interface Bind {
  readonly name: string;
  readonly node: ast.Node;
  readonly text: string;
}

type EmitPattern<N> = (node: N, subject: string, cx: Context) => Compiled;
export type PatternTable = { readonly [K in ast.Pattern["kind"]]: EmitPattern<Extract<ast.Pattern, { kind: K }>> };

function pattern(node: ast.Pattern, subject: string, cx: Context): Compiled {
  return (patterns[node.kind] as EmitPattern<ast.Pattern>)(node, subject, cx);
}

function and(tests: readonly (Code | null)[]): Code | null {
  const real = tests.filter((t) => t !== null);
  if (real.length === 0) return null;
  return real.length === 1 ? real[0]! : code(real.map((t) => at(t, Level.And)).join(" && "), Level.And);
}

const NO_BINDS: readonly Bind[] = [];

/** `(parts = matchX(subject, ...)) !== null`, then the patterns of the parts. */
function parts(node: ast.Pattern, call: Code, inner: readonly (ast.Pattern | null)[], cx: Context): Compiled {
  const used = inner.some((p) => p !== null && !isWildcard(p));
  if (!used) return { test: code(`${cx.marked(node, call).text} !== null`, Level.Equality), binds: NO_BINDS };
  const held = cx.temporary("parts");
  const tests: (Code | null)[] = [code(`(${held} = ${cx.marked(node, call).text}) !== null`, Level.Equality)];
  const binds: Bind[] = [];
  inner.forEach((p, i) => {
    if (p === null) return;
    const compiled = pattern(p, `${held}[${i}]`, cx);
    tests.push(compiled.test);
    binds.push(...compiled.binds);
  });
  return { test: and(tests), binds };
}

function isWildcard(node: ast.Pattern): boolean {
  return (node.kind === "MatchAs" && node.pattern === null && node.name === null) || (node.kind === "MatchStar" && node.name === null);
}

const patterns: PatternTable = {
  MatchValue: (node, subject, cx) => ({ test: cx.marked(node, cx.call("eq", subject, value(node.value, cx))), binds: NO_BINDS }),
  MatchSingleton: (node, subject, cx) => ({ test: code(`${subject} === ${constant(node.value, cx).text}`, Level.Equality), binds: NO_BINDS }),
  MatchSequence(node, subject, cx) {
    const star = node.patterns.findIndex((p) => p.kind === "MatchStar");
    const count = node.patterns.length;
    // nothing of it is looked at but its length
    if (node.patterns.every(isWildcard))
      return {
        test: cx.marked(node, star < 0 ? cx.call("isSequence", subject, `${count}`) : cx.call("isSequence", subject, `${count - 1}`, "true")),
        binds: NO_BINDS,
      };
    const counts = star < 0 ? [`${count}`] : [`${star}`, `${count - star - 1}`];
    if (star >= 0 && isWildcard(node.patterns[star]!)) counts.push("false");
    return parts(node, cx.call("matchSequence", subject, ...counts), node.patterns, cx);
  },
  MatchMapping(node, subject, cx) {
    const keys = node.keys.map((k) => value(k, cx));
    const compiled = parts(node, cx.call("matchMapping", subject, ...keys), node.patterns, cx);
    if (node.rest === null) return compiled;
    return { test: compiled.test, binds: [...compiled.binds, { name: node.rest, node, text: cx.call("without", subject, ...keys).text }] };
  },
  MatchClass(node, subject, cx) {
    const names = node.kwd_attrs.map(stringLiteral);
    const call = cx.call("matchClass", subject, argument(emitExpression(node.cls, cx)), String(node.patterns.length), ...names);
    return parts(node, call, [...node.patterns, ...node.kwd_patterns], cx);
  },
  MatchStar: (node, subject) => ({ test: null, binds: node.name === null ? NO_BINDS : [{ name: node.name, node, text: subject }] }),
  MatchAs(node, subject, cx) {
    const inner = node.pattern === null ? { test: null, binds: NO_BINDS } : pattern(node.pattern, subject, cx);
    return node.name === null ? inner : { test: inner.test, binds: [...inner.binds, { name: node.name, node, text: subject }] };
  },
  MatchOr(node, subject, cx) {
    const all = node.patterns.map((p) => pattern(p, subject, cx));
    const names = all[0]!.binds;
    if (names.length === 0) {
      // one that always matches ends the list
      const tests: Code[] = [];
      for (const { test: t } of all) {
        if (t === null) {
          if (tests.length === 0) return { test: null, binds: NO_BINDS };
          tests.push(code("true"));
          break;
        }
        tests.push(t);
      }
      return { test: code(tests.map((t) => at(t, Level.Or)).join(" || "), Level.Or), binds: NO_BINDS };
    }
    // each alternative leaves what it found in variables of its own
    const held = new Map(names.map((b) => [b.name, cx.temporary("found")]));
    const tests = all.map(({ test: t, binds }) => {
      const stores = binds.map((b) => `${held.get(b.name)} = ${b.text}`);
      const store = `(${[...stores, "true"].join(", ")})`;
      return t === null ? store : `${at(t, Level.And)} && ${store}`;
    });
    return { test: code(tests.join(" || "), Level.Or), binds: names.map((b) => ({ name: b.name, node: b.node, text: held.get(b.name)! })) };
  },
};

export function emitMatch(node: ast.Match, cx: Context): void {
  const label = node.cases.some((c) => !leaves(c.body)) && node.cases.length > 1 ? cx.name("matching") : null;
  const whole = (): void => {
    let subject: string;
    if (node.subject.kind === "Name" && isSimple(node.subject) && !rebinds(node, node.subject.id, cx)) subject = readName(node.subject.id, cx).text;
    else {
      subject = cx.name("subject");
      cx.out.line(`const ${subject} = ${value(node.subject, cx)};`);
    }
    node.cases.forEach((branch, i) => emitCase(branch, subject, i === node.cases.length - 1 ? null : label, cx));
  };
  if (label === null) whole();
  else cx.out.block(`${label}:`, whole);
}

/** Whether a later case may find another value in the subject's name: a case or guard binds it, or calls what may. */
function rebinds(node: ast.Match, name: string, cx: Context): boolean {
  const meaning = cx.resolve(name);
  const shared = meaning.kind !== "variable" || meaning.variable.captured || meaning.variable.scope !== cx.scope || cx.scope.kind !== "function";
  const binds = (n: ast.Node): boolean =>
    ((n.kind === "MatchAs" || n.kind === "MatchStar") && n.name === name) ||
    (n.kind === "MatchMapping" && n.rest === name) ||
    (n.kind === "NamedExpr" && n.target.id === name) ||
    (n.kind === "Call" && shared);
  return node.cases.some((one) => some(one.pattern, binds) || (one.guard !== null && some(one.guard, binds)));
}

function emitCase(branch: ast.MatchCase, subject: string, label: string | null, cx: Context): void {
  const { source } = cx.module;
  const end = branch.guard?.end ?? branch.pattern.end;
  const head = source.text.slice(branch.pattern.start, end).replace(/\s*\n\s*/g, " ");
  cx.out.line(`// case ${harmless(head)}:`);
  const compiled = pattern(branch.pattern, subject, cx);
  const body = (): void => {
    emitBlock(branch.body, cx);
    if (label !== null && !leaves(branch.body)) cx.out.line(`break ${label};`);
  };
  const inner = (): void => {
    for (const b of compiled.binds) {
      const { head: left, tail } = bindName(b.name, b.node, cx);
      cx.out.line(`${left}${b.text}${tail};`);
    }
    if (branch.guard === null) body();
    else cx.out.block(`if (${test(branch.guard, cx)})`, body);
  };
  if (compiled.test !== null) cx.out.block(`if (${at(compiled.test, Level.Assign)})`, inner);
  else if (compiled.binds.length > 0 && branch.guard !== null) cx.out.block("", inner);
  else inner();
}
