/** Arguments and the words for wrong ones: CPython 3.13's. */
import test from "ava";
import "../../../runtime/objects/all.js";
import { $callkw } from "../../../runtime/objects/call.js";
import { $def } from "../../../runtime/objects/definition.js";
import { plainMeta, type FunctionMeta } from "../../../runtime/objects/function.js";
import type { Value } from "../../../runtime/objects/object.js";
import { builtin } from "../../../runtime/objects/register.js";

const describe = (params: string[], more: Partial<FunctionMeta> = {}): FunctionMeta => plainMeta("f", "__main__", { params, required: params.length, ...more });

/** def f(a, b): ... and so on; what they give is the arguments they got. */
const functions = {
  ab: $def((...args: Value[]) => args, describe(["a", "b"]), null, null),
  abDefault: $def((...args: Value[]) => args, describe(["a", "b"], { required: 1 }), [2], null),
  positional: $def((...args: Value[]) => args, describe(["a", "b"], { posonly: 1 }), null, null),
  keywordOnly: $def((...args: Value[]) => args, describe(["a"], { kwonly: ["key"], kwrequired: 1 }), null, null),
  sorted: builtin("sorted(iterable, /, *, key=None, reverse=False)", (...args: Value[]) => args),
  len: builtin("len(obj, /)", (...args: Value[]) => args),
};

const errors: Record<string, { f: keyof typeof functions; pos: Value[]; kw: Record<string, Value>; message: string }> = {
  "one missing": { f: "ab", pos: [1], kw: {}, message: "f() missing 1 required positional argument: 'b'" },
  "two missing": { f: "ab", pos: [], kw: {}, message: "f() missing 2 required positional arguments: 'a' and 'b'" },
  "too many": { f: "ab", pos: [1, 2, 3], kw: {}, message: "f() takes 2 positional arguments but 3 were given" },
  "too many with defaults": { f: "abDefault", pos: [1, 2, 3], kw: {}, message: "f() takes from 1 to 2 positional arguments but 3 were given" },
  twice: { f: "ab", pos: [1], kw: { a: 2 }, message: "f() got multiple values for argument 'a'" },
  unexpected: { f: "ab", pos: [1, 2], kw: { zzz: 2 }, message: "f() got an unexpected keyword argument 'zzz'" },
  "unexpected, nearly right": { f: "keywordOnly", pos: [1], kw: { keyy: 2 }, message: "f() got an unexpected keyword argument 'keyy'. Did you mean 'key'?" },
  "positional-only by keyword": {
    f: "positional",
    pos: [],
    kw: { a: 1, b: 2 },
    message: "f() got some positional-only arguments passed as keyword arguments: 'a'",
  },
  "keyword-only missing": { f: "keywordOnly", pos: [1], kw: {}, message: "f() missing 1 required keyword-only argument: 'key'" },
  "a C function without keywords": { f: "len", pos: [1], kw: { x: 2 }, message: "len() takes no keyword arguments" },
  "a C function's unexpected keyword": { f: "sorted", pos: [[1]], kw: { x: 2 }, message: "sorted() got an unexpected keyword argument 'x'" },
};

for (const [title, { f, pos, kw, message }] of Object.entries(errors)) {
  test(title, (t) => {
    try {
      $callkw(functions[f], pos, Object.keys(kw), Object.values(kw));
      t.fail("nothing was raised");
    } catch (e) {
      t.is((e as Value).$args?.[0], message);
    }
  });
}

test("keywords go to their places", (t) => {
  t.deepEqual($callkw(functions.ab, [1], ["b"], [2]), [1, 2]);
  t.deepEqual($callkw(functions.ab, [], ["b", "a"], [2, 1]), [1, 2]);
  t.deepEqual($callkw(functions.sorted, [[3]], ["reverse"], [true]), [[3], undefined, true]);
});
