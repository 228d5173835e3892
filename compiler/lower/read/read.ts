/**
 * read - emitted TypeScript as JavaScript's tree, by a reader that knows what `emit` writes and no more.
 *
 * In      the text
 * Out     the Program that tree.ts makes of TypeScript's own tree, node by node; undefined if there is more in the text
 * Oracle  tree.ts (test/compiler/lower/read/read.test.ts)
 *
 * TypeScript's parser takes three times as long, and as long again to be loaded: most of what it knows a script never has.
 */
import type * as E from "../estree.js";
import { Unread } from "./scanner.js";
import { StatementReader } from "./statements.js";

export function readText(text: string): E.Program | undefined {
  try {
    return new StatementReader(text).program();
  } catch (error) {
    if (error instanceof Unread) return undefined;
    throw error;
  }
}
