/**
 * reductions - how functions in C, methods and descriptors are found again: by name, or as an attribute of what they belong to.
 *
 * Mirrors     `__reduce__` of Objects/methodobject.c, classobject.c, descrobject.c
 * Suspends    `__name__` of a method's function
 */
import type { Suspends } from "../frames/suspend.js";
import { $getattr } from "./attributes.js";
import { moduleNamed } from "./modulehooks.js";
import { builtinFunctionType, isType, methodDescriptorType, methodType, methodWrapperType, wrapperDescriptorType, type Value } from "./object.js";
import { memberType, methods } from "./register.js";
import { Tuple } from "./tuple.js";

/** `getattr(owner, name)` */
export function attributeReduction(owner: Value, name: Value): Suspends<Tuple> {
  return new Tuple([$getattr(moduleNamed("builtins"), "getattr"), new Tuple([owner, name])]);
}

function nameOf(f: Value): string {
  return (f.$f ?? f.$func?.$f).name as string;
}

methods(builtinFunctionType, {
  "__reduce__(self, /)"(this: Value): Suspends<Value> {
    const name = nameOf(this);
    if (this.$self !== undefined) return attributeReduction(this.$self, name);
    if (isType(this.$owner)) return attributeReduction(this.$owner, name);
    return name;
  },
});
methods(methodType, {
  "__reduce__(self, /)"(this: Value): Suspends<Value> {
    return attributeReduction(this.$self, $getattr(this, "__name__"));
  },
});
methods(methodWrapperType, {
  "__reduce__(self, /)"(this: Value): Suspends<Value> {
    return attributeReduction(this.$self, nameOf(this));
  },
});
for (const kind of [methodDescriptorType, wrapperDescriptorType]) {
  methods(kind, {
    "__reduce__(self, /)"(this: Value): Suspends<Value> {
      return attributeReduction(this.$owner, nameOf(this));
    },
  });
}
methods(memberType, {
  "__reduce__(self, /)"(this: Value): Suspends<Value> {
    return attributeReduction(this.$owner, this.$name);
  },
});
