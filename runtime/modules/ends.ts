/**
 * ends - what is to run when the program ends, said by the modules that need it; none of them is loaded for that.
 */
import type { Suspends } from "../frames/suspend.js";

export const ends: {
  /** threading._shutdown */
  threads: (() => Suspends<unknown>) | undefined;
  /** atexit's callbacks */
  atexit: (() => Suspends<unknown>) | undefined;
  /** files that hold something back are flushed */
  files: (() => Suspends<unknown>) | undefined;
  /** objects whose end somebody may notice end */
  lives: (() => Suspends<unknown>) | undefined;
  /** the process ends, however: what this isolate holds of the system's outside the table of descriptors is let go */
  readonly leaving: (() => undefined)[];
  /** last of all, nothing of Python's runs any more: terminals, temporary files */
  readonly system: (() => void)[];
} = { threads: undefined, atexit: undefined, files: undefined, lives: undefined, leaving: [], system: [] };
