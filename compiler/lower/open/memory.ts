/**
 * memory - items of what is known to be bytes, a bytearray or a map (runtime/objects/bytes/numbers.ts).
 *
 *     getitem(b, i)       ($v = b.$numbers) !== undefined && ($v = $v[i]) !== undefined ? $v : $getitem(b, i)
 *     setitem(b, i, n)    ($v = b.$numbers) !== undefined && $v[i] !== undefined && typeof n === "number" && n >= b.$low && n <= b.$high ? $v[i] = n : $setitem(b, i, n)
 */
import type * as E from "../estree.js";
import { assign, literal, member } from "../estree.js";
import type { Context } from "./context.js";
import { binary, both, choose, index, isAtom, isFunctionTest, isSimple, undefinedAt } from "./context.js";

/** The read of an item; the operands are opened. */
export function readInts(c: Context, operands: readonly E.Expression[], at: E.Node): E.Expression {
  const [memory, key] = kept(c, operands) as [E.Expression, E.Expression];
  const value = c.scratch("$v", at);
  const item = assign(value, index(value, key, at), at);
  const there = both(opened(c, memory, at), binary(item, "!==", undefinedAt(at), at), at);
  return choose(there, value, { ...c.callHelper("$getitem", [memory, key], at), $never: true }, at);
}

/** The store of an item; the operands are opened. */
export function storeInts(c: Context, operands: readonly E.Expression[], at: E.Node): E.Expression {
  const [memory, key, item] = kept(c, operands) as [E.Expression, E.Expression, E.Expression];
  const place = index(c.scratch("$v", at), key, at);
  const tests = [
    opened(c, memory, at),
    binary(place, "!==", undefinedAt(at), at),
    { ...isFunctionTest(item, at), right: literal("number", at) },
    binary(item, ">=", member(memory, "$low", at), at),
    binary(item, "<=", member(memory, "$high", at), at),
  ];
  return choose(
    tests.reduce((a, b) => both(a, b, at)),
    assign(place, item, at),
    c.callHelper("$setitem", [memory, key, item], at),
    at,
  );
}

function opened(c: Context, memory: E.Expression, at: E.Node): E.Expression {
  return binary(assign(c.scratch("$v", at), member(memory, "$numbers", at), at), "!==", undefinedAt(at), at);
}

/** Operands that may stand several times. */
function kept(c: Context, operands: readonly E.Expression[]): E.Expression[] {
  return operands.map((x, i) => ((i === 0 ? isAtom(x) : isSimple(x)) ? x : c.hoist(x)));
}
