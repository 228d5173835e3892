/**
 * libraryframes - the frames that CPython's traceback has where an exception went through modules that are Python there and TypeScript here.
 *
 * The build lists where the library's functions raise and call (bin/libraryframes.mjs). Of an exception the runtime's own functions on its way are known
 * (objects/trace.ts): the way through the library's functions is looked for that begins with the first of them, calls the others, and ends where this
 * exception is raised.
 *
 * Differs  where no way is found there are no frames; of two places in one function that raise the same, it may be the other one
 */
import nodePath from "node:path";
import { LIBRARY } from "./place.js";
import { loader } from "./code.js";
import type { Entry, Native } from "../objects/trace.js";

type Span = readonly [line: number, column: number, endLine: number, endColumn: number];
/** The class's last name, "" where something is raised again; the message as a regular expression, null if it is computed, "" for a bare `raise`. */
type Raise = readonly [...Span, cls: string, message: string | null];
/** The last name of what is called, and what it is looked up in: "" for `f()`, `a` for `a.m()`, "super"; null for anything else. */
type Call = readonly [...Span, callee: string, base: string | null];

interface LibraryFunction {
  readonly name: string;
  readonly cls: string | null;
  readonly params: readonly string[];
  readonly raises: readonly Raise[];
  readonly calls: readonly Call[];
}

/** What a file of the runtime says of the library. */
interface Mirror {
  /** that it mirrors, without `.py` */
  readonly files: readonly string[];
  /** functions that have other names there: `f`, or `C.f`; C_CODE, NO_FRAME */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** the classes that it names */
  readonly says: readonly string[];
}

/** dist/library-frames.json */
interface Table {
  /** by file of the runtime */
  readonly mirrors: Readonly<Record<string, Mirror>>;
  /** by file of the library: its functions, as JSON */
  readonly library: Readonly<Record<string, string>>;
}

/** What is looked for: the exception, or a function of Python that the library calls. */
export interface Goal {
  readonly cls: string;
  readonly message: string;
  /** the function that the way goes on in; null if it ends where the exception is raised */
  readonly into: string | null;
  /** it was raised before: here it is only raised again */
  readonly again: boolean;
  /** of the runtime's functions the innermost of the library's has caught it */
  readonly caught: boolean;
}

/** One of the runtime's functions, as the library has it. */
interface Stage {
  /** the library's files that it may be in: none for what is C there */
  readonly files: readonly string[];
  /** under which it may be there: none if that is not known */
  readonly names: readonly string[];
  /** classes that it is probably in, if it is in one */
  readonly classes: readonly string[];
  /** as it is called here */
  readonly here: string;
}

interface Step {
  readonly file: string;
  readonly made: LibraryFunction;
  readonly at: Span;
}

interface Way {
  readonly steps: readonly Step[];
  /** how sure the end is */
  readonly sure: number;
  /** how many of the runtime's functions are on it */
  readonly met: number;
}

const SAME_MESSAGE = 4;
const SAME_CLASS = 3;
const NATIVE_CALL = 2;
const MADE = 1.5;
const GUESS = 1;
/** Calls from one function of the library to the next that the runtime has none of. */
const MOST_HELPERS = 4;

const known = { table: undefined as Table | undefined, files: new Map<string, readonly LibraryFunction[]>(), stages: new Map<string, Stage>() };

function table(): Table {
  if (known.table === undefined) {
    const found = loader.readForNow(nodePath.join(loader.dist, "library-frames.json"));
    known.table = found === undefined ? { mirrors: {}, library: {} } : (JSON.parse(found.toString("latin1")) as Table);
  }
  return known.table;
}

function functionsOf(file: string): readonly LibraryFunction[] {
  let functions = known.files.get(file);
  if (functions === undefined) {
    const text = table().library[file];
    known.files.set(file, (functions = text === undefined ? [] : (JSON.parse(text) as LibraryFunction[])));
  }
  return functions;
}

/** The file of the runtime whose text is at a place of a bundle: the build leaves their names there. */
function stageOf(native: Native): Stage {
  const key = `${native.file}:${native.position}:${native.name}`;
  let stage = known.stages.get(key);
  if (stage === undefined) known.stages.set(key, (stage = native.position < 0 ? stageIn(native.file, native.name) : stageAt(native)));
  return stage;
}

const UNKNOWN: Stage = { files: [], names: [], classes: [], here: "" };

function stageAt({ file, position, name }: Native): Stage {
  const text = loader.bundleText(file);
  if (text === undefined) return UNKNOWN;
  if (nodePath.basename(file).endsWith("-twins.cjs")) {
    const [, twin, from] = lastMatch(text, /name:\s*"([^"]*)",\s*file:\s*"([^"]*)"/g, position) ?? [];
    return from === undefined ? UNKNOWN : stageIn(joined(from), joined(twin!));
  }
  const from = lastMatch(text, /\/\*! ([\w/$]+\.ts)/g, position)?.[1];
  return from === undefined ? UNKNOWN : stageIn(from, name);
}

/** The bundles' lines are of limited length. */
function joined(text: string): string {
  return text.replaceAll("\\\n", "");
}

/** The last match that begins before a place. */
function lastMatch(text: string, pattern: RegExp, before: number): RegExpExecArray | undefined {
  for (let from = Math.max(0, before - NEAR); ; from = Math.max(0, from - NEAR)) {
    pattern.lastIndex = from;
    let last: RegExpExecArray | undefined;
    for (let match = pattern.exec(text); match !== null && match.index < before; match = pattern.exec(text)) last = match;
    if (last !== undefined || from === 0) return last;
  }
}
const NEAR = 20_000;

function stageIn(file: string, name: string): Stage {
  const { files, names, says: classes } = table().mirrors[file] ?? { files: [], names: {}, says: [] };
  // `get` of `object.get` and `get(self, /)`; esbuild tells functions of one name apart by numbers
  const here = name.replace(/\(.*/s, "").replace(/^.*\./, "");
  const other = names?.[here] ?? names?.[here.replace(/\d+$/, "")];
  if (other !== undefined) return other[0] === C_CODE || other[0] === NO_FRAME ? { ...UNKNOWN, names: other, here } : { files, names: other, classes, here };
  const plain = here.replace(/\$+$/, "");
  if (plain === "" || plain.startsWith("<") || plain.startsWith("$")) return { files, names: [], classes, here };
  return { files, names: [...new Set([plain, plain.replace(/\d+$/, "")])], classes, here };
}

/** In place of a name: what the function and those that it calls do is C's there; it has no frame of its own there. */
const C_CODE = "C";
const NO_FRAME = "-";

/** What the core calls of an object's, by its own functions. */
const SPECIAL: Readonly<Record<string, string>> = {
  enter: "__enter__",
  exit: "__exit__",
  failed: "__exit__",
  descriptorGet: "__get__",
  getitemByMethod: "__getitem__",
  setitemByMethod: "__setitem__",
  delitem: "__delitem__",
};

/** esbuild tells functions of one name apart by numbers. */
function specialOf(here: string): string | undefined {
  return SPECIAL[here] ?? SPECIAL[here.replace(/\d+$/, "")];
}

/**
 * The library's frames between one of Python and what is next on the way.
 *
 * @param natives the runtime's functions there, innermost first
 * @param called what the Python code names at that place: `get` of `q.get()`; "" if nothing
 */
export function libraryFrames(natives: readonly Native[], called: string, goal: Goal): Entry[] {
  let stages = natives.map(stageOf);
  if (goal.caught) {
    const catcher = stages.find(({ files }) => files.length > 0);
    stages = catcher === undefined ? [] : [catcher];
  }
  stages.reverse();
  const native = stages.findIndex(({ names }) => names[0] === C_CODE);
  if (native >= 0) stages = stages.slice(0, native);
  const first = stages.findIndex(({ files }) => files.length > 0);
  if (first < 0) return [];
  const special = stages.slice(0, first).findLast(({ here }) => specialOf(here) !== undefined);
  const way =
    wayFrom(stages, first, special === undefined ? { name: called, sure: false } : { name: specialOf(special.here)!, sure: true }, goal) ??
    onlyPlace(stages, goal);
  if (way === undefined) return [];
  return way.steps.map(({ file, made: { name }, at: [line, column, endLine, endColumn] }) => {
    return { file: shownFile(file), name, line, column, endLine, endColumn };
  });
}

/** Modules that are part of CPython's program: tracebacks do not show their text. */
const FROZEN = new Set(
  (
    "abc codecs io _collections_abc _sitebuiltins genericpath posixpath os site stat runpy zipimport " +
    "importlib/_bootstrap importlib/_bootstrap_external importlib/util importlib/machinery"
  ).split(" "),
);

function shownFile(file: string): string {
  return FROZEN.has(file) ? `<frozen ${file.replace("/", ".")}>` : `${LIBRARY}/${file}.py`;
}

/** From the first of the runtime's functions that the library has under its name; or under the name by which it was called. */
function wayFrom(stages: readonly Stage[], first: number, called: { name: string; sure: boolean }, goal: Goal): Way | undefined {
  const search = new Search(stages, goal);
  const best = (starts: readonly Found[], at: number): Way | undefined => {
    let way: Way | undefined;
    for (const { file, made } of starts) way = better(way, search.from(file, made, at, 0));
    return way;
  };
  if (called.name !== "" && named(stages[first]!).length === 0) {
    const way = best(find(stages[first]!.files, called.name, stages[first]!.classes), first);
    if (way !== undefined && (way.sure > GUESS || called.sure || goal.again || goal.into !== null)) return way;
  }
  for (let at = first; at < stages.length; at++) {
    if (named(stages[at]!).length === 0) continue;
    let way: Way | undefined;
    for (const starts of eachNamed(stages[at]!)) {
      const other = best(starts, at);
      if (way === undefined || (other !== undefined && other.sure > way.sure)) way = other;
    }
    return way;
  }
  return undefined;
}

/** The one place in the files of the runtime's functions where this very message is raised. */
function onlyPlace(stages: readonly Stage[], goal: Goal): Way | undefined {
  if (goal.into !== null || goal.again || goal.message === "") return undefined;
  const files = new Set(stages.flatMap((stage) => stage.files));
  const steps: Step[] = [];
  for (const file of files)
    for (const made of functionsOf(file))
      for (const raise of made.raises) if (matches(raise, goal) === SAME_MESSAGE) steps.push({ file, made, at: spanOf(raise) });
  return steps.length === 1 ? { steps, sure: SAME_MESSAGE, met: 0 } : undefined;
}

interface Found {
  readonly file: string;
  readonly made: LibraryFunction;
}

/** @param name `f`, or `C.f` */
function find(files: readonly string[], name: string, classes: readonly string[] = []): Found[] {
  const [cls, plain] = name.includes(".") ? name.split(".") : [undefined, name];
  const found = files.flatMap((file) =>
    functionsOf(file)
      .filter((made) => made.name === plain && (cls === undefined || made.cls === cls))
      .map((made) => ({ file, made })),
  );
  const likely = found.filter(({ made }) => made.cls !== null && classes.includes(made.cls));
  return likely.length > 0 ? likely : found;
}

/** The library's functions that one of the runtime's may be, by each of its names. */
function eachNamed({ files, names, classes }: Stage): Found[][] {
  return names.map((name) => find(files, name, classes));
}

/** Those of the first name that the library has. */
function named(stage: Stage): Found[] {
  return eachNamed(stage).find((found) => found.length > 0) ?? [];
}

function better(a: Way | undefined, b: Way | undefined): Way | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.sure !== b.sure) return a.sure > b.sure ? a : b;
  if (a.met !== b.met) return a.met > b.met ? a : b;
  return b.steps.length < a.steps.length ? b : a;
}

/** How sure it is that a statement raised the exception; 0: it did not. */
function matches([, , , , cls, message]: Raise, goal: Goal): number {
  const computed = message === null || /^(?:\[\^\]\*)*$/.test(message);
  const same = !computed && new RegExp(message).test(goal.message);
  if (cls === goal.cls) return same ? SAME_MESSAGE : computed ? SAME_CLASS : 0;
  // `raise source.error("...")`: a function makes it
  return /^[a-z_]/.test(cls) ? (same ? SAME_CLASS : computed ? MADE : 0) : 0;
}

class Search {
  private readonly busy: { made: LibraryFunction; at: number }[] = [];

  /** whether the innermost function was suspended: the scheduler has gone on with it */
  private readonly waited: boolean;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly goal: Goal,
  ) {
    this.waited = stages.some(({ here, files }) => here === "step" && files.length === 0);
  }

  /** The best way from a function on, which is the stage `at` or is called by it; `helpers`: how many calls ago it was one of the runtime's. */
  from(file: string, made: LibraryFunction, at: number, helpers: number): Way | undefined {
    if (helpers > MOST_HELPERS || this.busy.some((one) => one.made === made && one.at === at)) return undefined;
    this.busy.push({ made, at });
    let best: Way | undefined;
    const end = (span: Span, sure: number): void => {
      best = better(best, { steps: [{ file, made, at: span }], sure, met: 0 });
    };
    const raise = this.raiseIn(made);
    if (raise !== undefined) end(spanOf(raise[0]), raise[1]);
    for (const call of this.inOrder(made)) best = better(best, this.through(file, made, call, at, helpers));
    if (best === undefined && helpers === 0) best = this.leap(file, made, at);
    if (best === undefined) {
      const guess = this.guess(file, made, at, helpers);
      if (guess !== undefined) end(guess, GUESS);
    }
    this.busy.pop();
    return best;
  }

  /** The line of the wait that the innermost function was suspended in. */
  private waitIn({ calls }: LibraryFunction): number | undefined {
    const waited = this.waited || /wait|within/i.test(this.stages.at(-1)!.here);
    return waited ? calls.find(([, , , , callee]) => /wait|poll/.test(callee))?.[0] : undefined;
  }

  /** Of two calls of one function the first is taken, or the one after the wait. */
  private inOrder(made: LibraryFunction): readonly Call[] {
    const { calls } = made;
    const wait = this.waitIn(made);
    return wait === undefined ? calls : [...calls.filter(([line]) => line >= wait), ...calls.filter(([line]) => line < wait)];
  }

  /** Of two that raise the same the first one, but after a wait the one that comes after a wait. */
  private raiseIn(made: LibraryFunction): [Raise, number] | undefined {
    const { goal } = this;
    if (goal.into !== null || goal.again) return undefined;
    const waits = this.waitIn(made);
    let best: [Raise, number] | undefined;
    for (const raise of made.raises) {
      const sure = matches(raise, goal);
      if (sure > 0 && (best === undefined || sure > best[1] || (waits !== undefined && best[0][0] < waits))) best = [raise, sure];
    }
    return best;
  }

  private through(file: string, made: LibraryFunction, call: Call, at: number, helpers: number): Way | undefined {
    const [, , , , callee, base] = call;
    const step: Step = { file, made, at: spanOf(call) };
    const on = (way: Way | undefined, met: number): Way | undefined =>
      way === undefined ? undefined : { steps: [step, ...way.steps], sure: way.sure, met: way.met + met };
    let best: Way | undefined;
    for (let next = at + 1; next < this.stages.length; next++) {
      const stage = this.stages[next]!;
      const isNext = callee === "__next__" && /^\$next\d*$/.test(stage.here);
      if (!isNext && !stage.names.some((name) => name === callee || name.endsWith(`.${callee}`))) continue;
      // of two calls of that name the one on something of the module's own
      const met = base !== null && made.params.includes(base) && base !== "self" && base !== "cls" ? 0.5 : 1;
      if (stage.files.length > 0) for (const found of named(stage)) best = better(best, on(this.from(found.file, found.made, next, 0), met));
      // C code: nothing of the library comes after it
      else if (this.goal.into === null && !this.goal.again && this.stages.slice(next).every(({ files }) => files.length === 0))
        best = better(best, { steps: [step], sure: NATIVE_CALL, met: 1 });
    }
    if (best !== undefined) return best;
    for (const { file: into, made: target } of calledBy(file, made, callee, base)) best = better(best, on(this.from(into, target, at, helpers + 1), 0));
    return best;
  }

  /** C code calls the library back: which of the calls that was is not known, the last of those to nothing of the library is taken. */
  private leap(file: string, made: LibraryFunction, at: number): Way | undefined {
    const call = made.calls.findLast(([, , , , callee, base]) => isForeign(file, made, callee, base));
    if (call === undefined) return undefined;
    for (let next = at + 1; next < this.stages.length; next++) {
      let best: Way | undefined;
      for (const found of named(this.stages[next]!)) best = better(best, this.from(found.file, found.made, next, 0));
      if (best !== undefined) return { steps: [{ file, made, at: spanOf(call) }, ...best.steps], sure: best.sure, met: best.met + 1 };
    }
    return undefined;
  }

  /** `raise kept`, or else a bare `raise`. */
  private raisedAgain({ raises }: LibraryFunction): Raise | undefined {
    return raises.findLast(([, , , , cls, message]) => cls === "" && message === null) ?? raises.findLast(([, , , , cls]) => cls === "");
  }

  /** Something is raised again, or what is called is not known: a parameter, something of C. */
  private guess(file: string, made: LibraryFunction, at: number, helpers: number): Span | undefined {
    const { into, again } = this.goal;
    if (into === null) {
      const raise = again ? this.raisedAgain(made) : made.raises.find(([, , , , cls, message]) => cls === "" && message === null);
      if (raise !== undefined && helpers <= 1) return spanOf(raise);
      if (again || helpers > 0) return undefined;
      const alike = made.raises.filter(([, , , , cls]) => cls === this.goal.cls);
      if (alike.length === 1) return spanOf(alike[0]!);
      const found = made.calls.filter(([, , , , callee]) => (LOOKUPS.has(this.goal.cls) ? callee === "__getitem__" : SYSTEM.has(callee)));
      if (found.length === 1) return spanOf(found[0]!);
      const foreign = made.calls.filter(
        ([, , , , callee, base]) => base !== null && callee !== "__enter__" && callee !== "__exit__" && isForeign(file, made, callee, base),
      );
      if (foreign.length === 1) return spanOf(foreign[0]!);
      const formats = made.calls.filter(([, , , , callee]) => callee === "__mod__");
      return formats.length === 1 && this.stages.at(-1)!.files.length === 0 ? spanOf(formats[0]!) : undefined;
    }
    if (helpers > 1 || this.stages.slice(at + 1).some((stage) => named(stage).length > 0)) return undefined;
    const { calls, params } = made;
    const call =
      calls.find(([, , , , callee]) => callee === into) ??
      calls.find(([, , , , callee, base]) => base === "" && params.includes(callee)) ??
      calls.findLast(
        ([, , , , callee, base]) =>
          /^_?(?:fn|func|function|target|callback|cb|action|enter|next|send|throw|)$/.test(callee) &&
          (base === "" ? calledBy(file, made, callee, base) : find([file], callee)).length === 0,
      );
    return call === undefined ? undefined : spanOf(call);
  }
}

/** The library's functions that a call may mean. */
function calledBy(file: string, made: LibraryFunction, callee: string, base: string | null): Found[] {
  if (callee === "") return [];
  const here = find([file], callee);
  if (base === "") {
    const functions = here.filter(({ made: { cls } }) => cls === null);
    return functions.length > 0 ? functions : functionsOf(file).flatMap((one) => (one.cls === callee && one.name === "__init__" ? [{ file, made: one }] : []));
  }
  if (base === "self" || base === "cls" || base === "super") {
    const own = base === "super" ? [] : here.filter(({ made: { cls } }) => cls === made.cls);
    return own.length > 0 ? own : here.filter(({ made: { cls } }) => cls !== null);
  }
  if (base === null) return [];
  // a module beside this one, or another of the library's
  return [`${file.slice(0, file.lastIndexOf("/") + 1)}${base}`, base].flatMap((other) => find([other], callee)).filter(({ made: { cls } }) => cls === null);
}

function isForeign(file: string, made: LibraryFunction, callee: string, base: string | null): boolean {
  return !TRIFLES.has(callee) && calledBy(file, made, callee, base).length === 0;
}

const LOOKUPS = new Set(["KeyError", "IndexError"]);
const SYSTEM = new Set("mkdir stat lstat open listdir scandir unlink remove rmdir rename replace readlink link symlink chmod connect".split(" "));
const TRIFLES = new Set("isinstance issubclass len type getattr hasattr __getitem__ __setitem__ __next__ append get join format repr str int super".split(" "));

function spanOf([line, column, endLine, endColumn]: readonly [...Span, ...unknown[]]): Span {
  return [line, column, endLine, endColumn];
}
