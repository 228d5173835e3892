/**
 * explain - what a diagnostic means and what to do about it.
 */
import { UsageError } from "./options.js";

/** Codes are written out, never counted, reused or renumbered. */
const CATALOGUE: Readonly<Record<string, { title: string; text: string }>> = {
  G1001: {
    title: "a syntax error",
    text: "The script is not Python 3.13. The message, the place and the class (SyntaxError, IndentationError, TabError) are those of CPython; `python3 script.py` says the same.",
  },
  G6001: {
    title: "an internal failure of the compiler",
    text: "gilt could not translate a construct that is Python. That is a bug in gilt: please report it with the script, or the smallest part of it that fails.",
  },
  G7001: {
    title: "an internal failure of the runtime",
    text: "A JavaScript error came out of gilt's own code. That is a bug in gilt: please report it with the script and the text after 'gilt: internal error'.",
  },
};

export function explain(args: readonly string[]): number {
  const [code] = args;
  if (code === undefined) {
    for (const [name, { title }] of Object.entries(CATALOGUE)) process.stdout.write(`${name}  ${title}\n`);
    return 0;
  }
  const found = CATALOGUE[code.toUpperCase()];
  if (found === undefined) throw new UsageError(`explain: there is no code '${code}'`);
  process.stdout.write(`${code.toUpperCase()}: ${found.title}\n\n${found.text}\n`);
  return 0;
}
