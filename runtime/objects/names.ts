/**
 * names - Python's attribute names as JavaScript property names, and back.
 *
 * A name that some JavaScript prototype has gets one trailing `$`, so that `o.x` never finds what is not Python's.
 */

/** Names found on the prototypes of JavaScript's builtin types, and on functions themselves. */
export const JS_NAMES: ReadonlySet<string> = new Set(
  [
    "name length prototype caller arguments __proto__ callee",
    ...[Object, Function, Array, String, Number, Boolean, BigInt].map((type) => Object.getOwnPropertyNames(type.prototype).join(" ")),
  ]
    .join(" ")
    .split(" "),
);

/** The property that holds Python's attribute `name`. */
export function jsName(name: string): string {
  return JS_NAMES.has(name) ? name + "$" : name;
}

/** Python's name of a property; undefined if the property is gilt's own. */
export function pyName(property: string): string | undefined {
  if (property.charCodeAt(0) === 36) return undefined;
  return property.endsWith("$") ? property.slice(0, -1) : property;
}
