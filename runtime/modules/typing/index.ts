/**
 * typing - names for types, which a running program hardly looks at.
 *
 * Mirrors   Lib/typing.py
 * Differs   arguments of forms are not checked to be types
 */
import type { Suspends } from "../../frames/suspend.js";
import { getattrOr } from "../../objects/attributes.js";
import { bytes } from "../../objects/bytes.js";
import { dict, Dict } from "../../objects/dict.js";
import { AssertionError, NotImplementedError, TypeError } from "../../objects/exceptions.js";
import { GenericAlias } from "../../objects/genericalias.js";
import { list } from "../../objects/list.js";
import { pymodule } from "../../objects/module.js";
import { jsName } from "../../objects/names.js";
import { hidden, isType, NoneType, type as typeType, typeOf, type PyType, type Value } from "../../objects/object.js";
import { nativeModule } from "../registry.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin } from "../../objects/register.js";
import { frozenset, set } from "../../objects/set.js";
import { str } from "../../objects/str.js";
import { generic, parameterTypes } from "../../objects/typeparams.js";
import { tuple, Tuple } from "../../objects/tuple.js";
import { Union as PipeUnion } from "../../objects/union.js";
import { modules } from "../../importer/importer.js";
import { writeStderr } from "../sys/streams.js";
import abstract from "../collections/abc/index.js";
import collections from "../collections/index.js";
import { eval_ } from "../builtins/evaluate.js";
import { Any, isTypedDict, NamedTuple, newType, Protocol, runtime_checkable, TypedDict } from "./classes.js";
import { streams, supports } from "./supports.js";
import { Alias, argument, forwardRefType, ForwardRef, itemsOf, makeUnion, setUnionForm, SpecialAlias, SpecialForm } from "./forms.js";

const single = (form: SpecialForm, item: Value): Value => new Alias(form, [argument(item)], `typing.${form.$special}`);
const several = (form: SpecialForm, item: Value): Value =>
  new Alias(
    form,
    itemsOf(item).map((one) => argument(one)),
    `typing.${form.$special}`,
  );

const Union = new SpecialForm("Union", (_form, item): Suspends<Value> => {
  const items = itemsOf(item);
  if (items.length === 0) throw new TypeError("Cannot take a Union of no types.");
  return makeUnion(items);
});
setUnionForm(Union);
const Optional = new SpecialForm("Optional", (_form, item): Suspends<Value> => makeUnion([item, null]));
const Literal = new SpecialForm("Literal", (form, item) => new Alias(form, itemsOf(item), "typing.Literal"));
const Annotated = new SpecialForm("Annotated", (form, item) => {
  const [of, ...metadata] = itemsOf(item);
  return new Alias(form, [argument(of)], "typing.Annotated", metadata);
});

const members: Record<string, Value> = {
  Any,
  Union,
  Optional,
  Literal,
  Annotated,
  Protocol,
  NamedTuple,
  TypedDict,
  NewType: newType,
  ForwardRef: forwardRefType,
  Generic: generic(),
  runtime_checkable,
  runtime: runtime_checkable,
  Text: str,
  TYPE_CHECKING: false,
  TypeVar: parameterTypes["TypeVar"],
  ParamSpec: parameterTypes["ParamSpec"],
  TypeVarTuple: parameterTypes["TypeVarTuple"],
  ParamSpecArgs: parameterTypes["ParamSpecArgs"],
  ParamSpecKwargs: parameterTypes["ParamSpecKwargs"],
  TypeAliasType: parameterTypes["TypeAliasType"],
};
for (const name of ["ClassVar", "Final", "TypeGuard", "TypeIs", "Required", "NotRequired", "ReadOnly", "Unpack"]) members[name] = new SpecialForm(name, single);
members["Concatenate"] = new SpecialForm("Concatenate", several);
for (const name of ["NoReturn", "Never", "Self", "LiteralString", "TypeAlias"]) members[name] = new SpecialForm(name, null);
members["AnyStr"] = call(parameterTypes["TypeVar"], "AnyStr", bytes, str);

const BUILTINS: Readonly<Record<string, PyType>> = { List: list, Dict: dict, Set: set, FrozenSet: frozenset, Tuple: tuple, Type: typeType };
for (const name in BUILTINS) members[name] = new SpecialAlias(name, BUILTINS[name]!);
const COLLECTIONS: Readonly<Record<string, string>> = {
  Deque: "deque",
  DefaultDict: "defaultdict",
  OrderedDict: "OrderedDict",
  Counter: "Counter",
  ChainMap: "ChainMap",
};
for (const name in COLLECTIONS) members[name] = new SpecialAlias(name, (collections as Value)[jsName(COLLECTIONS[name]!)]);
const ABSTRACT =
  "Awaitable Coroutine AsyncIterable AsyncIterator AsyncGenerator Hashable Iterable Iterator Generator Reversible Sized Container Callable Collection MutableSet Mapping MutableMapping MappingView KeysView ItemsView ValuesView Sequence MutableSequence";
for (const name of ABSTRACT.split(" ")) members[name] = new SpecialAlias(name, (abstract as Value)[jsName(name)]);
members["AbstractSet"] = new SpecialAlias("AbstractSet", (abstract as Value)[jsName("Set")]);

export const cast = builtin("cast(typ, val)", (_typ: Value, value: Value): Value => value, "typing");
export const overload = builtin(
  "overload(func)",
  (_f: Value): Value =>
    builtin(
      "_overload_dummy(*args, **kwds)",
      (): never => {
        throw new NotImplementedError(
          "You should not call an overloaded function. A series of @overload-decorated functions outside a stub module should always be followed by an implementation that is not @overload-ed.",
        );
      },
      "typing",
    ),
  "typing",
);
const identity = (name: string): Value => builtin(`${name}(arg, /)`, (x: Value): Value => x, "typing");
for (const name of ["final", "override", "no_type_check", "type_check_only"]) members[name] = identity(name);
export const assert_type = builtin("assert_type(val, typ, /)", (x: Value, _typ: Value): Value => x, "typing");
export const reveal_type = builtin(
  "reveal_type(obj, /)",
  (x: Value): Suspends<Value> => {
    writeStderr(`Runtime type is ${repr(typeOf(x).$name)}\n`);
    return x;
  },
  "typing",
);
export const assert_never = builtin(
  "assert_never(arg, /)",
  (x: Value): Suspends<never> => {
    throw new AssertionError(`Expected code to be unreachable, but got: ${repr(x)}`);
  },
  "typing",
);
export const dataclass_transform = builtin("dataclass_transform(**kwargs)", (): Value => identity("decorator"), "typing");
export const is_typeddict = builtin("is_typeddict(tp)", (x: Value): Value => isTypedDict(x), "typing");

export const get_origin = builtin(
  "get_origin(tp)",
  function (x: Value): Value {
    if (x instanceof Alias || x instanceof SpecialAlias || x instanceof GenericAlias) return x.$origin;
    return x instanceof PipeUnion ? typeOfPipe(x) : null;
  },
  "typing",
);
function typeOfPipe(x: Value): Value {
  return x.$cls as Value;
}

export const get_args = builtin(
  "get_args(tp)",
  function (x: Value): Value {
    if (x instanceof Alias) {
      if (x.$metadata !== null) return new Tuple([x.$items[0], ...x.$metadata]);
      if (x.$name === "typing.Callable" && x.$items.length > 0 && typeof x.$items[0] !== "undefined") {
        const params = x.$items.slice(0, -1);
        const first = params[0];
        return new Tuple([
          params.length === 1 && first !== null && typeof first === "object" && first.$cls?.$name === "ellipsis" ? first : params,
          x.$items[x.$items.length - 1],
        ]);
      }
      return new Tuple(x.$items);
    }
    if (x instanceof GenericAlias) return x.$items;
    return x instanceof PipeUnion ? new Tuple(x.$args) : new Tuple([]);
  },
  "typing",
);

export const get_type_hints = builtin(
  "get_type_hints(obj, globalns=None, localns=None, include_extras=False)",
  function (x: Value, globals: Value, locals: Value, extras: Value): Suspends<Value> {
    const hints = new Dict();
    const sources: Value[] = isType(x)
      ? x.$mro
          .slice()
          .reverse()
          .map((base) => base.$dict.get("__annotations__"))
      : [getattrOr(x, "__annotations__")];
    if (!isType(x) && sources[0] === undefined) throw new TypeError(`${repr(x)} is not a module, class, method, or function.`);
    for (const source of sources) {
      if (source === undefined || source === null) continue;
      for (const entry of (source as Dict).$entries()) {
        const value: Value = entry.value;
        hints.$setNamed(entry.key as string, hint(value, globals ?? globalsOf(x), locals ?? null, extras === true));
      }
    }
    return hints;
  },
  "typing",
);

function hint(value: Value, globals: Value, locals: Value, extras: boolean): Suspends<Value> {
  if (value === null) return NoneType;
  if (typeof value === "string" || value instanceof ForwardRef) {
    const text = typeof value === "string" ? value : value.$text;
    return hint(eval_(text, globals, locals ?? globals), globals, locals, extras);
  }
  return value instanceof Alias && value.$metadata !== null && !extras ? value.$items[0] : value;
}

/** The namespace in which the annotations of a function or class were written. */
function globalsOf(x: Value): Suspends<Value> {
  const own = getattrOr(x, "__globals__");
  if (own !== undefined) return own;
  const module = call(getattrOr(modules, "get"), getattrOr(x, "__module__"));
  return module === null ? new Dict() : getattrOr(module, "__dict__");
}
const typing = pymodule("typing", {
  ...members,
  ...streams(),
  ...supports(),
  cast,
  overload,
  assert_type,
  reveal_type,
  assert_never,
  dataclass_transform,
  is_typeddict,
  get_origin,
  get_args,
  get_type_hints,
});
/** Classes of `re`, which is not loaded for typing. */
hidden(typing, "$late", (name: string): Value => {
  if (name !== "Pattern" && name !== "Match") return undefined;
  const alias = new SpecialAlias(name, (nativeModule("re") as Value)[name] as PyType);
  (typing as Value)[name] = alias;
  return alias;
});
export default typing;
