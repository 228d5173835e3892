/**
 * re.flags - RegexFlag.
 *
 * Mirrors     RegexFlag of Lib/re/__init__.py, global_flag_repr of Lib/enum.py
 */
import { toIndex } from "../../objects/protocols/index.js";
import type { Suspends } from "../../frames/suspend.js";
import { lookup, object, type PyType, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { define, methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { IntFlag, KEEP } from "../enum/flags.js";
import { createEnum, membersOf } from "../enum/type.js";
import { ASCII, DEBUG, DOTALL, IGNORECASE, LOCALE, MULTILINE, UNICODE, VERBOSE } from "./constants.js";

const VALUES: readonly (readonly [string, number])[] = [
  ["NOFLAG", 0],
  ["ASCII", ASCII],
  ["A", ASCII],
  ["IGNORECASE", IGNORECASE],
  ["I", IGNORECASE],
  ["LOCALE", LOCALE],
  ["L", LOCALE],
  ["UNICODE", UNICODE],
  ["U", UNICODE],
  ["MULTILINE", MULTILINE],
  ["M", MULTILINE],
  ["DOTALL", DOTALL],
  ["S", DOTALL],
  ["VERBOSE", VERBOSE],
  ["X", VERBOSE],
  ["DEBUG", DEBUG],
];

function regexFlag(): Suspends<PyType> {
  const pairs = VALUES.map((pair) => new Tuple([...pair]));
  return createEnum(IntFlag, "RegexFlag", pairs, { module: "re", qualname: null, mixin: null, start: 1, boundary: KEEP });
}
export const RegexFlag: PyType = regexFlag();

methods(RegexFlag, {
  "__repr__(self, /)": function (this: Value): Suspends<string> {
    if (this._name_ === null) return `re.RegexFlag(${repr(this._value_)})`;
    const parts: string[] = [];
    for (const name of (this._name_ as string).split("|")) parts.push(/^[0-9]/.test(name) ? name : `re.${name}`);
    return parts.join("|");
  },
  "_numeric_repr_(value)": function (value: Value): Suspends<string> {
    const n = toIndex(value);
    return n < 0 ? `-0x${(-n).toString(16)}` : `0x${n.toString(16)}`;
  },
});
const objectStr: Value = lookup(object, "__str__");
define(RegexFlag, "__str__", objectStr, objectStr);

/** The names of all flags, as the module has them. */
export function flagMembers(): Record<string, Value> {
  const named: Record<string, Value> = {};
  for (const entry of membersOf(RegexFlag).$entries()) named[entry.key as string] = entry.value;
  return named;
}
