/**
 * importtime - how long imports take, for `-X importtime`.
 *
 * Mirrors     import_find_and_load of Python/import.c of CPython 3.13
 * Suspends    the import
 * Differs     what CPython's interpreter imports before a script begins is not listed
 */
import type { Suspends } from "../frames/suspend.js";
import { writeStderr } from "../modules/sys/streams.js";
import type { PyModule } from "../objects/module.js";
import { carriedContents } from "../snapshot/carried.js";
import { monotonicMs } from "../scheduler/clock.js";

export const importTimes = {
  on: false,
  /** has the line been written that says what the columns are? */
  headed: false,
  /** imports that are under way */
  level: 0,
  /** milliseconds that the imports within the current one took */
  inner: 0,
};
carriedContents("import times", importTimes);

/** Imports a module and tells how long it took. */
export function timedImport(name: string, load: () => Suspends<PyModule>): Suspends<PyModule> {
  if (!importTimes.headed) writeStderr("import time: self [us] | cumulative | imported package\n");
  importTimes.headed = true;
  const before = importTimes.inner;
  const began = monotonicMs();
  importTimes.inner = 0;
  importTimes.level++;
  try {
    return load();
  } finally {
    const all = monotonicMs() - began;
    importTimes.level--;
    const [own, whole] = [all - importTimes.inner, all].map((ms, i) => String(Math.round(ms * 1000)).padStart(9 + i));
    importTimes.inner = before + all;
    writeStderr(`import time: ${own!} | ${whole!} | ${"  ".repeat(importTimes.level)}${name}\n`);
  }
}
