/**
 * smalltexts - what the compiler made of the short texts that a program gave to eval, exec or compile: its next run has them from one file.
 *
 * Only the process that was started has one, not those that it forks. The texts that were used last stay as long as there is room.
 */
import { fileOf, loader, type Compiled } from "./code.js";

/** Room for the texts of a program, in characters of their JavaScript. */
const MOST = 1 << 18;

const program = {
  file: null as string | null,
  /** by what they are and how they were read, the one that was used last as the last; null: the file has not been read */
  kept: null as Map<string, Compiled> | null,
  changed: false,
};

/** @param identity what is run: a script's path, a module with its arguments, or a text */
export function keepTexts(identity: string): void {
  program.file = fileOf(`texts\0${identity}`);
}

function read(file: string): Map<string, Compiled> {
  const stored = loader.readForNow(file);
  if (stored === undefined) return new Map();
  try {
    return new Map(JSON.parse(stored.toString("utf8")) as [string, Compiled][]);
  } catch {
    return new Map(); // half written by a machine that went down
  }
}

/** What an earlier run made of a text. */
export function smallText(key: string): Compiled | undefined {
  if (program.file === null) return undefined;
  const kept = (program.kept ??= read(program.file));
  const found = kept.get(key);
  if (found === undefined) return undefined;
  kept.delete(key);
  kept.set(key, found);
  return found;
}

/** Keeps a text that smallText() did not have. */
export function keepSmallText(key: string, compiled: Compiled): void {
  const { file, kept } = program;
  if (file === null || kept === null) return;
  kept.set(key, compiled);
  if (program.changed) return;
  program.changed = true;
  loader.atEnd.push(() => store(file, kept));
}

function store(file: string, kept: ReadonlyMap<string, Compiled>): void {
  const rows: [string, Compiled][] = [];
  let size = 0;
  for (const row of [...kept].reverse()) {
    size += row[1].code.length;
    if (size > MOST) break;
    rows.push(row);
  }
  loader.writeAtomic(file, JSON.stringify(rows.reverse()));
}
