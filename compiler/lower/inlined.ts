/**
 * inlined - generator expressions that were opened into loops where they are consumed: in tracebacks they have frames of their own, as in CPython.
 *
 *     sum(iter(xs).map((x) => f(x)))      `f(x)` is a place in <genexpr>; around it stands the place of `sum(...)` in the function itself
 */
import type { SpanOf } from "./frames.js";

/** A chain that a call consumes, in offsets of the TypeScript text. */
export interface Inlined {
  /** the chain, which begins with `iter(source)` */
  readonly from: number;
  readonly to: number;
  readonly iterTo: number;
  readonly sourceFrom: number;
  readonly sourceTo: number;
  readonly callFrom: number;
  readonly callTo: number;
}

type Span = readonly [line: number, column: number, endLine: number, endColumn: number];

export interface Located {
  readonly span: Span;
  /** Places of the calls around, the innermost first, four numbers each. */
  readonly around: readonly number[];
}

/** Where a node of a function that is written from `start` to `end` comes from. */
export type Locate = (start: number, end: number, functionStart: number, functionEnd: number) => Located | undefined;

const sameSpan = (a: Span | undefined, b: Span | undefined): boolean => a?.every((n, i) => n === b?.[i]) === true;

export function locator(inlined: readonly Inlined[], spanOf: SpanOf): Locate {
  // a comprehension has its call's place: it is the function's own frame
  const isGenerator = new Map(inlined.map((one) => [one, !sameSpan(spanOf(one.from, one.to), spanOf(one.callFrom, one.callTo))]));
  const chains = [...inlined].sort((a, b) => b.from - a.from || a.to - b.to);
  // how far a chain and those before it in the text reach
  const reach: number[] = [];
  for (let i = chains.length - 1; i >= 0; i--) reach[i] = Math.max(chains[i]!.to, reach[i + 1] ?? 0);
  return (start, end, functionStart, functionEnd) => {
    let span: Span | undefined;
    const around: number[] = [];
    let low = 0;
    let high = chains.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (chains[middle]!.from > start) low = middle + 1;
      else high = middle;
    }
    for (; low < chains.length && reach[low]! >= end; low++) {
      const one = chains[low]!;
      if (end > one.to || (start >= one.sourceFrom && end <= one.sourceTo)) continue;
      // the rounds of the loop are where its source is
      if (start === one.from && end === one.iterTo) span = spanOf(one.sourceFrom, one.sourceTo);
      const outside = functionStart >= 0 && (one.callFrom < functionStart || one.callTo > functionEnd);
      const call = outside || isGenerator.get(one) !== true ? undefined : spanOf(one.callFrom, one.callTo);
      if (call !== undefined) around.push(...call);
    }
    span ??= spanOf(start, end);
    return span === undefined ? undefined : { span, around };
  };
}
