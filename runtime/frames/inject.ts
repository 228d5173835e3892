/**
 * inject - suspension at every site, for tests: lowered with `inject`, each call stands in `$inj(...)`.
 *
 * A call that has returned may be captured once, its value kept in a frame of its own, and goes on at once.
 */
import { handwritten } from "./save.js";
import { hooks, S } from "./suspend.js";

export const injection = {
  /** Decides at each site; null: never. */
  policy: null as (() => boolean) | null,
  captures: 0,
  /** Functions running that must not suspend: nothing is forced in them. */
  atomic: 0,
};

const injected = handwritten("<injected>", (frame) => {
  S.value = undefined;
  return frame.l?.[0];
});

export function $inj(value: unknown): unknown {
  if (S.mode !== 0 || injection.policy === null || injection.atomic > 0 || !injection.policy()) return value;
  S.mode = 1;
  injection.captures++;
  S.captured.push({ f: injected, pc: 1, t: null, l: [value] });
  return undefined;
}

/** After a call that is no site: a suspension in it has lost the frames from here on. */
export function $chk<T>(value: T, place: string): T {
  if (S.mode !== 0) lost(place);
  return value;
}

function lost(place: string): never {
  S.mode = 0;
  const frames = S.captured.splice(0).map((frame) => `${frame.f.name} (${frame.f.file}, site ${frame.pc})`);
  throw new Error(`a suspended frame was lost at ${place}, below it: ${frames.join(", ")}`);
}

/** Loads a file of the runtime, whose statements have no frame. */
export function $load<T>(load: () => T): T {
  injection.atomic++;
  try {
    return load();
  } finally {
    injection.atomic--;
  }
}

/** `new`, whose frame nobody can save. */
export function $new(make: new (...args: unknown[]) => unknown, args: unknown[]): unknown {
  injection.atomic++;
  try {
    return $chk(new make(...args), make.name);
  } finally {
    injection.atomic--;
  }
}

/** `always`, `every:N`, `random:SEED` or `never`; loop heads check at each round. */
export function injectBy(rule: string): void {
  const [kind, text = "1"] = rule.split(":");
  const number = Number(text);
  if (!["always", "every", "random", "never"].includes(kind ?? "") || !Number.isFinite(number)) throw new RangeError(`suspend: ${rule}`);
  let count = 0;
  let seed = number * 7919 + 1;
  const policy = (): boolean => {
    if (kind === "always") return true;
    if (kind === "every") return ++count % number === 0;
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32 < 0.3;
  };
  if (kind === "never") {
    injection.policy = null;
    return;
  }
  injection.policy = policy;
  hooks.fuel = 0;
  const { mustStop } = hooks;
  hooks.mustStop = () => mustStop() || policy();
}
