/**
 * unread - modules of the library that a process has from the one that forked it and that nothing has asked for: read.ts reads each when something does.
 *
 * Invariants
 *   U1  What has not been read is as it was when the process began, and nothing that has been read can get at it but through what is here.
 */
interface Unread {
  readonly module: object;
  read(): void;
}

/** By the numbers of their scripts. */
const scripts = new Map<number, Unread>();
const modules = new Set<object>();
const rest = { referred: (): Iterable<object> => [] };

/** A program comes from a snapshot: what is left of another one is forgotten. `referred`: what has been read, and is referred to from what has not. */
export function beginReading(referred: () => Iterable<object>): void {
  scripts.clear();
  modules.clear();
  rest.referred = referred;
}

/** A module that need not be read yet. */
export function addUnread(script: number, unread: Unread): void {
  scripts.set(script, unread);
  modules.add(unread.module);
}

/** Something of a script's is asked for. */
export function readScript(script: number): void {
  const unread = scripts.get(script);
  if (unread === undefined) return;
  scripts.delete(script);
  modules.delete(unread.module);
  unread.read();
}

/** For those who look at all that there is. */
export function readAll(): void {
  for (const script of scripts.keys()) readScript(script);
}

export function isUnread(module: object): boolean {
  return modules.has(module);
}

/** What has been read, and is referred to from what has not. */
export function referredByUnread(): Iterable<object> {
  return scripts.size === 0 ? [] : rest.referred();
}
