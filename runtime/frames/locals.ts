/**
 * locals - the variables of a saved frame by name.
 *
 * No table is kept: the second form's own text says which name each saved value is given back to.
 */
import type { Frame, FrameCode } from "./suspend.js";

/** Names of saved values, by pc; one list for all (key -1) if each is a start of the longest. */
const known = new WeakMap<FrameCode, Map<number, string[]>>();

function namesOf(code: FrameCode): Map<number, string[]> {
  let names = known.get(code);
  if (names !== undefined) return names;
  known.set(code, (names = new Map()));
  // `function f$twin($fr) {`, the declarations, then the line that gives the values back
  const restore = Function.prototype.toString.call(code.twin).split("\n")[2] ?? "";
  const list = (text: string) => [...text.matchAll(/([\w$]+) = \$l\[\d+\];/g)].map((match) => match[1] as string);
  if (!restore.startsWith("switch ($pc)")) names.set(-1, list(restore));
  else
    for (const part of restore.split("break;")) {
      const found = list(part);
      for (const match of part.matchAll(/case (\d+):/g)) names.set(Number(match[1]), found);
    }
  return names;
}

/** The variables of a saved frame, under JavaScript's names; temporaries begin with `$`. */
export function localsOf(frame: Frame): Record<string, unknown> {
  const locals: Record<string, unknown> = {};
  const names = namesOf(frame.f);
  const list = names.get(-1) ?? names.get(frame.pc) ?? [];
  (frame.l ?? []).forEach((value, i) => {
    const name = list[i];
    if (name !== undefined) locals[name] = value;
  });
  return locals;
}
