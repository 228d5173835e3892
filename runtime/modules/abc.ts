/**
 * abc - abstract base classes.
 *
 * Mirrors     Lib/abc.py, Modules/_abc.c
 * Calls back  __subclasshook__, __subclasses__
 */
import type { Suspends } from "../frames/suspend.js";
import { $setattr, getattrOr, $getattr } from "../objects/attributes.js";
import { $class } from "../objects/class.js";
import { classmethodType, isAbstract, property, staticmethodType } from "../objects/descriptors.js";
import { RuntimeError, TypeError } from "../objects/exceptions.js";
import { exposed, Kw } from "../objects/function.js";
import { inheritPattern } from "../objects/match.js";
import { pymodule } from "../objects/module.js";
import { initType, isType, issubclass as derives, lookup, NotImplemented, type, typeFunction, typeOf, type PyType, type Value } from "../objects/object.js";
import { callMethod } from "../objects/protocols/call.js";
import { truth } from "../objects/protocols/bool.js";
import { builtin, methods, pyfunction } from "../objects/register.js";
import { frozenSetOf } from "../objects/set.js";
import { Tuple } from "../objects/tuple.js";
import { iterate } from "../objects/iterate.js";
import { subclassOf } from "../objects/protocols/isinstance.js";
import { $callsuper } from "../objects/super.js";
import { carriedTable, carriedContents } from "../snapshot/carried.js";

/** What ABCMeta keeps for a class. */
interface Registry {
  registered: PyType[];
  positive: Set<PyType>;
  negative: Set<PyType>;
  version: number;
}
const registries = new WeakMap<PyType, Registry>();
const state = { version: 0 };
/** Those with classes registered: a weak table hands on only what it keeps of the script's classes, not of the runtime's own. */
const roots = new Map<PyType, Registry>();
carriedTable("abc", () => registries);
carriedContents("abc registrations", roots);
carriedContents("abc version", state);

function registryOf(cls: PyType): Registry {
  let found = roots.get(cls) ?? registries.get(cls);
  if (found === undefined) registries.set(cls, (found = { registered: [], positive: new Set(), negative: new Set(), version: state.version }));
  return found;
}

export const ABCMeta = initType(typeFunction(), "ABCMeta", [type], type.$mro, Object.create(type.prototype as object) as object, type);
ABCMeta.$module = "abc";
ABCMeta.$heap = true;
ABCMeta.$hasDict = true;

methods(ABCMeta, {
  "__new__(cls, /, *args, **kwargs)"(this: PyType, args: Value[], kw: Kw): Suspends<Value> {
    const make = lookup(type, "__new__");
    const cls = Object.keys(kw).length === 0 ? make.call(this, ...args) : make.call(this, ...args, kw);
    computeAbstract(cls as PyType);
    return cls;
  },
  "register(self, subclass)"(this: PyType, subclass: Value): Suspends<Value> {
    if (!isType(subclass)) throw new TypeError("Can only register classes");
    if (isWithin(subclass, this)) return subclass;
    if (isWithin(this, subclass)) throw new RuntimeError("Refusing to create an inheritance cycle");
    const registry = registryOf(this);
    registry.registered.push(subclass);
    roots.set(this, registry);
    inheritPattern(this, subclass);
    state.version++;
    return subclass;
  },
  "__instancecheck__(self, instance, /)"(this: PyType, instance: Value): Suspends<boolean> {
    const shown = getattrOr(instance, "__class__");
    if (isType(shown) && registryOf(this).positive.has(shown)) return true;
    const own = typeOf(instance);
    if (shown === own) return asked(this, own);
    return asked(this, shown) || asked(this, own);
  },
  "__subclasscheck__(self, subclass, /)"(this: PyType, subclass: Value): Suspends<boolean> {
    return abcSubclass(this, subclass);
  },
  "_abc_registry_clear(self, /)"(this: PyType) {
    registryOf(this).registered.length = 0;
    return null;
  },
  "_abc_caches_clear(self, /)"(this: PyType) {
    registryOf(this).positive.clear();
    registryOf(this).negative.clear();
    return null;
  },
});

/** Whether `__subclasscheck__` of a class is typing's, which lets abc have its way whatever kind of protocol it is. */
function isOfTyping(cls: PyType): boolean {
  return lookup(typeOf(cls), "__subclasscheck__")?.$f?.module === "typing";
}

/** `issubclass(subclass, cls)` as abc itself asks it. */
function isWithin(subclass: PyType, cls: PyType): Suspends<boolean> {
  return isOfTyping(cls) ? abcSubclass(cls, subclass) : subclassOf(subclass, cls);
}

function asked(cls: PyType, subclass: Value): Suspends<boolean> {
  if (isOfTyping(cls)) return abcSubclass(cls, subclass);
  return truth(callMethod(cls, "__subclasscheck__", subclass));
}

function abcSubclass(cls: PyType, subclass: Value): Suspends<boolean> {
  if (!isType(subclass)) throw new TypeError("issubclass() arg 1 must be a class");
  const registry = registryOf(cls);
  if (registry.positive.has(subclass)) return true;
  if (registry.version < state.version) {
    registry.negative.clear();
    registry.version = state.version;
  } else if (registry.negative.has(subclass)) return false;
  const ok = callMethod(cls, "__subclasshook__", subclass);
  const found = ok === NotImplemented ? derived(cls, subclass, registry) : truth(ok);
  (found ? registry.positive : registry.negative).add(subclass);
  return found;
}

function derived(cls: PyType, subclass: PyType, registry: Registry): Suspends<boolean> {
  if (derives(subclass, cls)) return true;
  for (const one of registry.registered) if (isWithin(subclass, one)) return true;
  // of those that a fork has not read yet none is a base of this class
  const isUsual = lookup(typeOf(cls), "__subclasses__") === lookup(type, "__subclasses__");
  for (const one of isUsual ? cls.$subclasses.slice() : iterate(callMethod(cls, "__subclasses__"))) if (isWithin(subclass, one as PyType)) return true;
  return false;
}

/** Sets `__abstractmethods__` from the class's own abstract names and those of its bases that are still abstract. */
function computeAbstract(cls: PyType): Suspends<void> {
  const names: string[] = [];
  for (const [name, value] of cls.$dict) if (isMarked(exposed(value))) names.push(name);
  for (const base of cls.$bases) {
    for (const name of (base.$abstractNames ?? []) as string[]) {
      if (names.includes(name)) continue;
      const value = getattrOr(cls, name);
      if (value !== undefined && isMarked(value)) names.push(name);
    }
  }
  $setattr(cls, "__abstractmethods__", frozenSetOf(names));
}

function isMarked(value: Value): Suspends<boolean> {
  return value !== null && (typeof value === "function" || typeof value === "object") && isAbstract(value);
}

export const abstractmethod = pyfunction(
  "abstractmethod(funcobj)",
  function (f: Value): Suspends<Value> {
    $setattr(f, "__isabstractmethod__", true);
    return f;
  },
  "abc",
);

const withMeta = new Kw();
withMeta["metaclass"] = ABCMeta;
export const ABC = $class(
  {
    name: "ABC",
    qualname: "ABC",
    module: "abc",
    doc: "Helper class that provides a standard way to create an ABC using\ninheritance.\n",
    line: 0,
    statics: [],
  },
  [],
  withMeta,
  (ns) => ns.set("__slots__", new Tuple([])),
);

/** `@abstractproperty` and the like: marked subclasses of the descriptors. */
function marked(name: string, base: PyType): Suspends<PyType> {
  return $class({ name, qualname: name, module: "abc", doc: null, line: 0, statics: [] }, [base], null, (ns) => ns.set("__isabstractmethod__", true));
}
export const abstractproperty = marked("abstractproperty", property);
export const abstractclassmethod = marked("abstractclassmethod", classmethodType);
export const abstractstaticmethod = marked("abstractstaticmethod", staticmethodType);

/** What the method holds is marked as well: classes that inherit it see that alone. */
function marksInner(cls: PyType): void {
  methods(
    cls,
    {
      "__init__(self, callable)": function (this: Value, callable: Value): Suspends<null> {
        $setattr(callable, "__isabstractmethod__", true);
        $callsuper(cls, this, "__init__", [callable]);
        return null;
      },
    },
    false,
  );
}
marksInner(abstractclassmethod);
marksInner(abstractstaticmethod);

export const get_cache_token = builtin(
  "get_cache_token()",
  function (): number {
    return state.version;
  },
  "abc",
);

export const update_abstractmethods = pyfunction(
  "update_abstractmethods(cls)",
  function (cls: Value): Suspends<Value> {
    if (!isType(cls)) {
      if (getattrOr(cls, "__abstractmethods__") !== undefined) $getattr(cls, "__bases__");
      return cls;
    }
    if (cls.$abstractNames === undefined && !cls.$dict.has("__abstractmethods__")) return cls;
    computeAbstract(cls as PyType);
    return cls;
  },
  "abc",
);

export default pymodule("abc", {
  ABCMeta,
  ABC,
  abstractmethod,
  abstractproperty,
  abstractclassmethod,
  abstractstaticmethod,
  get_cache_token,
  update_abstractmethods,
});
