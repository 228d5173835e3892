/**
 * boxed - instances of classes derived from int, str, tuple ...: objects with the plain value in `$value`.
 */
import type { PyType, Value } from "./object.js";

type Maker = new (value: Value) => Value;

/** A constructor for each class: V8 makes room for one property, and does so where the constructor is called. */
const makers = new WeakMap<PyType, Maker>();

function makerOf(cls: PyType): Maker {
  const known = makers.get(cls);
  // the prototype is another one where a class was made again
  if (known !== undefined && known.prototype === cls.prototype) return known;
  const maker = function (this: Value, plain: Value) {
    this.$value = plain;
  } as unknown as Maker;
  maker.prototype = cls.prototype;
  makers.set(cls, maker);
  return maker;
}

/** A new instance of the class. */
export function boxedInstance(cls: PyType, value: Value): Value {
  return new (makerOf(cls))(value);
}
