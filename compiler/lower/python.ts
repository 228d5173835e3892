/**
 * python - the pass as translated Python uses it: which helpers never suspend, fuel at loop heads, depth, a line for every statement.
 */
import type * as E from "./estree.js";
import { lowerFrames } from "./frames.js";
import type { Frames, SpanOf } from "./frames.js";
import type { Inlined } from "./inlined.js";
import { nameRule } from "./sites.js";

/** Helpers that run no Python code (docs/conventions.md, section 8). */
export const NEVER: ReadonlySet<string> = new Set(
  (
    "$double $fdiv $fsqrt chk $shownOf $letGo $entitled $kw $names $keywords $kwrest $isKw $def $apart $badargs $plain $classmethod $staticmethod $rangenext $tuple $bytes $kwdict $raise $reraise $caught $handled $uncaught $except " +
    "$noactive $unbound $locals $copy $isAsyncEnd $module Float Tuple Kw"
  ).split(" "),
);

export interface PythonOptions {
  /** As Python shows it in `File "..."`. */
  file: string;
  spanOf: SpanOf;
  /** Generator expressions that became loops (inlined.ts). */
  inlined?: readonly Inlined[];
  /** Suspends at every site if a test asks for it (runtime/frames/inject.ts). */
  inject?: boolean;
  /** What leaves a function takes along what its variables are. */
  keepsLocals?: boolean;
  /** The Python variables of the function at a place of the TypeScript text, in CPython's order. */
  variablesOf?: (start: number, end: number) => readonly string[] | undefined;
  /** `co_flags` that all code of the text has. */
  flags?: number;
  /** Names of variables that the emitter made up. */
  madeUp?: readonly string[];
  /** Further names that never suspend: helpers that the emitter proved to be on builtin types. */
  never?: Iterable<string>;
}

/** A module that `open` has made plain JavaScript, as the text of a lowered module (docs/conventions.md, section 4). */
export function lowerPython(program: E.Program, options: PythonOptions): Frames {
  const never = options.never ? new Set([...NEVER, ...options.never]) : NEVER;
  return lowerFrames(program, {
    rule: nameRule(never, options.inject),
    fuel: true,
    depth: true,
    all: true,
    wrap: true,
    flights: "throws",
    keepsLocals: options.keepsLocals ?? false,
    ...(options.variablesOf === undefined ? {} : { variablesOf: options.variablesOf }),
    inject: options.inject ?? false,
    file: options.file,
    spanOf: options.spanOf,
    inlined: options.inlined ?? [],
    flags: options.flags ?? 0,
    madeUp: options.madeUp ?? [],
  });
}
