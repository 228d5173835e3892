/**
 * left - frames that an exception has left, in texts that look at their variables (runtime/importer/asking.ts).
 *
 * The body of each function of such a text stands in a `try` that gives its variables to what leaves it.
 */
import type { Frame, FrameCode } from "./suspend.js";

/** A frame as an exception left it. */
export interface LeftFrame extends Frame {
  /** JavaScript's names of the variables in `l`, with spaces between them; none where a generator's code has them */
  readonly names?: string;
}

/** Of an exception: the frames that it has left, innermost first. */
export interface Leaving {
  $left?: LeftFrame[] | undefined;
  readonly $context?: Leaving | null;
  readonly $trace?: readonly { readonly catcher: FrameCode | null }[] | null;
}

/** An exception leaves a function, and with it the frame of what it was raised by the handler of. Gives it back. */
export function $left(f: FrameCode, exception: unknown, t: unknown, l: unknown[], names: string): unknown {
  if (typeof exception !== "object" || exception === null) return exception;
  const frame: LeftFrame = { f, pc: 0, t, l, names };
  let leaving: Leaving | null | undefined = exception;
  do {
    (leaving.$left ??= []).push(frame);
    leaving = leaving.$context;
  } while (leaving?.$trace?.at(-1)?.catcher === f && leaving.$left?.at(-1) !== frame);
  return exception;
}

/** An exception is thrown into a generator that has not begun. */
export function leftUnbegun({ f, t, l }: Frame, exception: unknown): void {
  if (f.variables !== undefined && typeof exception === "object" && exception !== null) ((exception as Leaving).$left ??= []).push({ f, pc: 0, t, l });
}

/** The frames of the places that an exception has passed, innermost first; undefined where it took none along. */
export function leftAt(places: readonly { readonly file: string; readonly name: string }[], left: readonly LeftFrame[]): (LeftFrame | undefined)[] {
  let next = 0;
  let last: LeftFrame | undefined;
  return places.map((place) => {
    const isOf = ({ f }: LeftFrame): boolean => f.file === place.file && plainName(f.name) === place.name;
    const at = left.findIndex((frame, i) => i >= next && isOf(frame));
    // a handler that raises what it has caught has two places
    if (at < 0) return last !== undefined && isOf(last) ? last : undefined;
    next = at + 1;
    return (last = left[at]);
  });
}

/** `f` of `C.<locals>.f`: tracebacks show the plain name. */
export function plainName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}
