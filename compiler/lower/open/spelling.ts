/**
 * spelling - Python's names out of the text's.
 */
import { pyIdentifier } from "../../emit/names.js";

/** Python's name of a variable, parameter, function or class. */
export function pythonName(name: string): string {
  return pyIdentifier(name.endsWith("$") ? name.slice(0, -1) : name);
}

/** Python's name of an attribute as written after a dot: one that JavaScript has in another meaning got a `$` (`xs.pop$()`). */
export function attributeName(name: string): string {
  return name.endsWith("$") ? name.slice(0, -1) : name;
}
