/**
 * collections.abc.Callable[...] - its arguments are flat: those of the call, and what it gives.
 *
 * Mirrors   _CallableGenericAlias, _is_param_expr of Lib/_collections_abc.py
 */
import type { Suspends } from "../../../frames/suspend.js";
import { argumentText, GenericAlias, genericAliasType } from "../../../objects/genericalias.js";
import { Ellipsis, type PyType, typeOf, type Value } from "../../../objects/object.js";
import { TypeError } from "../../../objects/exceptions.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { text } from "../../../objects/protocols/str.js";
import { builtinType, methods } from "../../../objects/register.js";
import { Tuple } from "../../../objects/tuple.js";

class CallableAlias extends GenericAlias {}
const callableAlias = builtinType("_CallableGenericAlias", null, { prototype: CallableAlias.prototype, module: "collections.abc", bases: [genericAliasType] });
export { callableAlias };

/** What may stand for all parameters of a call. */
function isParamExpression(x: Value): boolean {
  if (x === Ellipsis || Array.isArray(x)) return true;
  const cls = typeOf(x);
  return cls.$module === "typing" && (cls.$name === "ParamSpec" || cls.$name === "_ConcatenateGenericAlias");
}

function isWhole(items: readonly Value[]): boolean {
  return items.length === 2 && isParamExpression(items[0]);
}

/** `Callable[[int, str], float]` */
export function callableOf(origin: Value, args: Value): Suspends<Value> {
  if (!(args instanceof Tuple) || args.items.length !== 2) throw new TypeError("Callable must be used as Callable[[arg, ...], result].");
  const [given, result] = args.items;
  let flat = args;
  if (given instanceof Tuple || Array.isArray(given)) flat = new Tuple([...(given instanceof Tuple ? given.items : given), result]);
  else if (!isParamExpression(given)) throw new TypeError(`Expected a list of types, an ellipsis, ParamSpec, or Concatenate. Got ${text(given)}`);
  return new CallableAlias(origin, flat);
}

methods(callableAlias, {
  "__new__(cls, origin, args)"(this: PyType, origin: Value, args: Value): Suspends<Value> {
    const made = callableOf(origin, args);
    return this === callableAlias ? made : Object.assign(Object.create(this.prototype as object) as object, made);
  },
  "__repr__(self, /)"(this: GenericAlias): Suspends<string> {
    const { items } = this.$args;
    if (isWhole(items)) return genericAliasType.prototype.__repr__.call(this);
    let out = "";
    for (let i = 0; i < items.length - 1; i++) out += (i > 0 ? ", " : "") + argumentText(items[i]);
    return `collections.abc.Callable[[${out}], ${argumentText(items.at(-1))}]`;
  },
  "__reduce__(self, /)"(this: GenericAlias): Value {
    const { items } = this.$args;
    return new Tuple([callableAlias, new Tuple([this.$origin, isWhole(items) ? this.$args : new Tuple([items.slice(0, -1), items.at(-1)])])]);
  },
  "__getitem__(self, item, /)"(this: GenericAlias, item: Value): Suspends<Value> {
    const key = item instanceof Tuple ? item : new Tuple([item]);
    const { items } = (callMethod(genericAliasType, "__getitem__", this, key) as GenericAlias).$args;
    const [first] = items;
    return callableOf(this.$origin, first instanceof Tuple || Array.isArray(first) ? new Tuple(items) : new Tuple([items.slice(0, -1), items.at(-1)]));
  },
});
