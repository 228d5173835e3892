/**
 * names - Python's attribute names as JavaScript property names, and back.
 *
 * A name that some JavaScript prototype has gets one trailing `$`, so that `o.x` never finds what is not Python's.
 */

/**
 * Names found on the prototypes of Object, Function, Array, String, Number, Boolean and BigInt in Node 20, and on functions themselves.
 *
 * Written out: where the runtime has loaded, those prototypes have Python's names too.
 */
export const JS_NAMES: ReadonlySet<string> = new Set(
  (
    "name length prototype caller arguments __proto__ callee constructor __defineGetter__ __defineSetter__ hasOwnProperty __lookupGetter__ " +
    "__lookupSetter__ isPrototypeOf propertyIsEnumerable toString valueOf toLocaleString apply bind call at concat copyWithin fill find findIndex " +
    "findLast findLastIndex lastIndexOf pop push reverse shift unshift slice sort splice includes indexOf join keys entries values forEach filter " +
    "flat flatMap map every some reduce reduceRight toReversed toSorted toSpliced with anchor big blink bold charAt charCodeAt codePointAt " +
    "endsWith fontcolor fontsize fixed isWellFormed italics link localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll " +
    "search small split strike sub substr substring sup startsWith toWellFormed trim trimStart trimLeft trimEnd trimRight toLocaleLowerCase " +
    "toLocaleUpperCase toLowerCase toUpperCase toExponential toFixed toPrecision"
  ).split(" "),
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
