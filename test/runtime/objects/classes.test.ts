/** Order of bases, mirrors, descriptors. */
import test from "ava";
import "../../../runtime/objects/all.js";
import { $getattr, $setattr } from "../../../runtime/objects/attributes.js";
import { $class, type Namespace } from "../../../runtime/objects/class.js";
import { makeProperty } from "../../../runtime/objects/descriptors.js";
import type { PyType, Value } from "../../../runtime/objects/object.js";

function define(name: string, bases: PyType[], body: (ns: Namespace) => void = () => undefined): PyType {
  return $class({ name, qualname: name, module: "__main__", doc: null, line: 1, statics: [] }, bases, null, body);
}

/** title: classes as name: bases, in order; the MRO of the last one, or the message */
const orders: Record<string, { classes: Record<string, string>; mro: string }> = {
  "one base": { classes: { A: "", B: "A" }, mro: "B A object" },
  "a diamond": { classes: { A: "", B: "A", C: "A", D: "B C" }, mro: "D B C A object" },
  "the article's example": {
    classes: { O: "", A: "O", B: "O", C: "O", D: "O", E: "O", K1: "A B C", K2: "D B E", K3: "D A", Z: "K1 K2 K3" },
    mro: "Z K1 K2 K3 D A B C E O object",
  },
  "no order": { classes: { A: "", B: "A", C: "A B" }, mro: "Cannot create a consistent method resolution order (MRO) for bases A, B" },
  "twice the same": { classes: { A: "", B: "A A" }, mro: "duplicate base class A" },
};
for (const [title, { classes, mro }] of Object.entries(orders)) {
  test(title, (t) => {
    const made: Record<string, PyType> = {};
    let last: PyType | undefined;
    try {
      for (const [name, bases] of Object.entries(classes))
        last = made[name] = define(
          name,
          bases
            .split(" ")
            .filter(Boolean)
            .map((base) => made[base]!),
        );
      t.is(last!.$mro.map((cls) => cls.$name).join(" "), mro);
    } catch (e) {
      t.is((e as Value).$args?.[0], mro);
    }
  });
}

test("a class attribute is found through the prototype, also after it has changed", (t) => {
  const A = define("A", [], (ns) => ns.set("x", 1));
  const B = define("B", [A]);
  const C = define("C", [define("M", []), B]);
  const [b, c]: Value[] = [B(), C()];
  t.is(b.x, 1);
  t.is(c.x, 1);
  $setattr(A, "x", 2);
  t.is(b.x, 2);
  t.is(c.x, 2);
});

test("a property stands before the instance's own attribute", (t) => {
  const A = define("A", [], (ns) =>
    ns.set(
      "p",
      makeProperty((self: Value) => self.q * 2, null, null),
    ),
  );
  const a: Value = A();
  $setattr(a, "q", 4);
  t.is($getattr(a, "p"), 8);
  t.is(a.p, undefined);
  t.is(a.$plain, false);
  const e: Value = t.throws(() => $setattr(a, "p", 1), { any: true });
  t.is(e.$args[0], "property 'p' of 'A' object has no setter");
});
