/**
 * spelling - Python's names out of the text's.
 *
 * A name that TypeScript reserves got one underscore in the text (`new_` is Python's `new`); an attribute that JavaScript
 * prototypes have in another meaning got one `$` (`xs.pop$()` is Python's `pop`).
 */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "abstract arguments await boolean break byte case catch char class const continue debugger default delete do double else enum eval export extends false final " +
    "finally float for function goto if implements import in instanceof int interface let long native new null package private protected public return short static " +
    "super switch synchronized this throw throws transient true try typeof undefined var void volatile while with yield"
  ).split(" "),
);

/** Python's name of a variable, parameter, function or class. */
export function pythonName(name: string): string {
  return name.endsWith("_") && RESERVED.has(name.replace(/_+$/, "")) ? name.slice(0, -1) : name;
}

/** Python's name of an attribute as written after a dot. */
export function attributeName(name: string): string {
  return name.endsWith("$") ? name.slice(0, -1) : name;
}
