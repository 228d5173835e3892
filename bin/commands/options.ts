/**
 * options - the words of a command line as options and operands.
 */

/** A command line that can't be taken; its message is shown with the way to the help. */
export class UsageError extends Error {}

export interface Options {
  /** `--name` or `--name=value` as given; a flag without value is "". */
  readonly given: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * Options first, then operands; `--` ends the options.
 *
 * @param known name to whether a value is needed ("value"), is needed and ends the options ("last"), may be given ("maybe") or not ("flag")
 * @param anywhere options may stand behind operands, too: where no operand is a script's own argument
 */
export function parseOptions(words: readonly string[], known: Readonly<Record<string, "flag" | "value" | "maybe" | "last">>, anywhere = false): Options {
  const given = new Map<string, string>();
  const operands: string[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (!anywhere) break;
      operands.push(word);
      continue;
    }
    const cut = word.indexOf("=");
    const name = cut < 0 ? word : word.slice(0, cut);
    const kind = known[name];
    if (kind === undefined) throw new UsageError(`unknown option '${name}'`);
    if (kind === "flag" && cut >= 0) throw new UsageError(`option '${name}' takes no value`);
    if (cut >= 0) given.set(name, word.slice(cut + 1));
    else if (kind === "value" || kind === "last") {
      const value = words[++at];
      if (value === undefined) throw new UsageError(`option '${name}' needs a value`);
      given.set(name, value);
      if (kind === "last") {
        at++;
        break;
      }
    } else given.set(name, "");
  }
  return { given, operands: [...operands, ...words.slice(at)] };
}

/** The number that an option was given, at least `least`; `otherwise` where it was not. */
export function numberOption(given: ReadonlyMap<string, string>, name: string, otherwise: number, least: number): number {
  const text = given.get(name);
  if (text === undefined) return otherwise;
  const n = Number(text);
  if (!Number.isInteger(n) || n < least || text === "") throw new UsageError(`option '${name}' needs a whole number from ${least} on, not '${text}'`);
  return n;
}
