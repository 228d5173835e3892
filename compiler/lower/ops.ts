/**
 * ops - a function's body as statements of which each holds at most one site; both forms are written from it.
 *
 * Texts in ops are JavaScript expressions with THIS in them (print.ts).
 */

/** Where an op comes from, in TypeScript offsets. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

interface OpBase {
  at: Place;
  /** Highest site in it, 0 for none (numberSites). */
  hi?: number;
  /** Its place in the order of emission, for the life of temporaries. */
  order?: number;
  /** Its number in `Unit.places`, once a form has marked it; before, -1 or nothing. */
  place?: number;
  /** Of the function's prologue: stands in the fast form only. */
  fastOnly?: boolean;
}

export type SiteKind = "call" | "tick" | "yield" | "delegate" | "super";

export interface Site extends OpBase {
  op: "site";
  pc: number;
  kind: SiteKind;
  text: string;
  /** What the second form does instead of `text`. */
  twinText: string | undefined;
  dst: string | null;
  /** `dst` is declared here. */
  declare: "let" | "const" | null;
  /** For `delegate`: the variable that holds what is delegated to. */
  target: string | undefined;
  scope: readonly string[];
  superDone: boolean;
  /** What is saved; found by liveness once the function is complete. */
  vars: readonly string[];
}

/** The target of jumps. */
export interface Target {
  kind: "loop" | "switch" | "block" | "finally" | "try";
  labels: readonly string[];
  label: string;
  used: boolean;
  /** Label of the block that `continue` leaves. */
  continues: string | null;
  /** Set while a JavaScript iterator is being closed: its "done" variable. */
  done: string | null;
  /** For `finally`: the variables of its completion record, and the ways through it. */
  kv: string;
  vv: string;
  codes: { code: number; to: Target | null; continues: boolean }[];
}

export interface TextOp extends OpBase {
  op: "text";
  text: string;
}
export interface DeclareOp extends OpBase {
  op: "declare";
  kind: "let" | "const" | null;
  lhs: string;
  rhs: string | null;
  pattern: boolean;
}
export interface IfOp extends OpBase {
  op: "if";
  test: string;
  then: Ops;
  else: Ops | null;
}
export interface BlockOp extends OpBase {
  op: "block";
  label: string | null;
  body: Ops;
}
export interface LoopOp extends OpBase {
  op: "loop";
  target: Target;
  test: string | null;
  update: string | null;
  body: Ops;
  copies: readonly string[];
}
export interface SwitchOp extends OpBase {
  op: "switch";
  target: Target;
  on: string;
  cases: { test: string | null; body: Ops }[];
  selector: string;
}
export interface TryOp extends OpBase {
  op: "try";
  block: Ops;
  caught: string;
  handler: Ops;
  flag: string;
}
/** `finally` without sites. */
export interface FinallyOp extends OpBase {
  op: "finally";
  block: Ops;
  final: Ops;
}
/** The guarded part of a `finally` with sites; what follows it is ordinary ops. */
export interface GuardOp extends OpBase {
  op: "guard";
  target: Target;
  block: Ops;
  caught: string;
}
export interface ReturnOp extends OpBase {
  op: "return";
  text: string | null;
}
export interface BreakOp extends OpBase {
  op: "break";
  label: string;
}
export interface ContinueOp extends OpBase {
  op: "continue";
  label: string;
}
export interface ThrowOp extends OpBase {
  op: "throw";
  text: string;
}

export type Op = Site | TextOp | DeclareOp | IfOp | BlockOp | LoopOp | SwitchOp | TryOp | FinallyOp | GuardOp | ReturnOp | BreakOp | ContinueOp | ThrowOp;

/** A list of ops, with its highest site once they are numbered. */
export interface Ops extends Array<Op> {
  hi?: number;
}

/** The lists in an op, in order. */
export function lists(op: Op): Ops[] {
  switch (op.op) {
    case "if":
      return op.else ? [op.then, op.else] : [op.then];
    case "block":
    case "loop":
      return [op.body];
    case "switch":
      return op.cases.map((c) => c.body);
    case "try":
      return [op.block, op.handler];
    case "finally":
      return [op.block, op.final];
    case "guard":
      return [op.block];
    default:
      return [];
  }
}

/** Writes into each op and list the highest site it contains. */
export function numberSites(ops: Ops): number {
  let highest = 0;
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i]!;
    let hi = op.op === "site" ? op.pc : 0;
    if (hasLists(op)) for (const list of lists(op)) hi = Math.max(hi, numberSites(list));
    op.hi = hi;
    if (hi > highest) highest = hi;
  }
  ops.hi = highest;
  return highest;
}

/** Most ops are simple ones. */
function hasLists({ op }: Op): boolean {
  return op !== "site" && op !== "text" && op !== "declare" && op !== "return" && op !== "throw" && op !== "break" && op !== "continue";
}

export function collectSites(ops: Ops, into: Site[] = []): Site[] {
  for (let i = 0; i < ops.length; i++) {
    const op = ops[i]!;
    if (op.op === "site") into.push(op);
    else if (hasLists(op)) for (const list of lists(op)) collectSites(list, into);
  }
  return into;
}

/** Variables of one expression (docs/conventions.md, 8): dead wherever a frame is saved. */
export function isPassing(name: string): boolean {
  return name.charCodeAt(0) === 36 && /^\$[mvo](?:\$?\d+)?$/.test(name);
}

export function hasHandler(ops: Ops): boolean {
  return ops.some((op) => op.op === "try" || op.op === "guard" || lists(op).some(hasHandler));
}

/** Where the temporary `$e1`, `$t1`, `$x1`, `$it1` or `$out1` ends that begins at a `$`; `at` if none does. */
function temporaryEnd(text: string, at: number): number {
  const letter = text.charCodeAt(at + 1);
  if (isWordCode(text.charCodeAt(at - 1))) return at;
  let end = at + 2;
  if (letter === 105 && text.charCodeAt(at + 2) === 116) end = at + 3;
  else if (letter === 111 && text.startsWith("out", at + 1)) end = at + 4;
  else if (letter !== 101 && letter !== 116 && letter !== 120) return at;
  const digits = end;
  for (let code = text.charCodeAt(end); code >= 48 && code <= 57; code = text.charCodeAt(++end));
  // a loop's `$x1$2`
  if (text.charCodeAt(end) === 36 && letter === 120) for (let code = text.charCodeAt(++end); code >= 48 && code <= 57; code = text.charCodeAt(++end));
  return end === digits || isWordCode(text.charCodeAt(end)) ? at : end;
}

/** Letters, digits, `_` and `$`; NaN, before and behind a text, is none. */
export function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}

/**
 * Decides what each site saves: the variables in scope, and of the temporaries those that are defined before it and used after it.
 * Variables are not pruned: CPython keeps locals alive to the end of the function too. What a loop goes over and what a comprehension collects are in no variable once they are done.
 */
export function chooseSaved(ops: Ops, temps: ReadonlySet<string>): Site[] {
  const lastUse = new Map<string, number>();
  const firstDefinition = new Map<string, number>();
  let clock = 0;
  const use = (text: string | null | undefined) => {
    if (!text) return;
    for (let at = text.indexOf("$"); at >= 0;) {
      const end = temporaryEnd(text, at);
      if (end > at) lastUse.set(text.slice(at, end), clock);
      at = text.indexOf("$", end > at ? end : at + 1);
    }
  };
  const define = (name: string | null) => {
    if (name !== null && !firstDefinition.has(name)) firstDefinition.set(name, clock);
  };
  const scan = (list: Ops) => {
    for (const op of list) {
      op.order = ++clock;
      switch (op.op) {
        case "site":
          use(op.text);
          use(op.twinText);
          use(op.target);
          define(op.dst);
          break;
        case "text":
        case "return":
        case "throw":
          use(op.text);
          break;
        case "declare":
          use(op.rhs);
          define(op.lhs);
          break;
        case "if":
          use(op.test);
          break;
        case "loop":
          use(op.test);
          break;
        case "switch":
          use(op.on);
          break;
        case "guard":
          use(op.target.kv);
          use(op.target.vv);
          break;
      }
      const began = clock;
      if (hasLists(op)) for (const inner of lists(op)) scan(inner);
      if (op.op !== "loop") continue;
      use(op.update);
      // what comes from before a loop is used as long as it runs
      const ended = ++clock;
      for (const [name, at] of lastUse) if (at >= began && (firstDefinition.get(name) ?? 0) < began) lastUse.set(name, ended);
    }
  };
  scan(ops);
  const sites = collectSites(ops);
  const spans: { readonly name: string; readonly from: number; readonly to: number }[] = [];
  temps.forEach((name) => {
    const from = firstDefinition.get(name);
    const to = lastUse.get(name) ?? 0;
    if (from !== undefined && to > from) spans.push({ name, from, to });
  });
  // sites come in order: what is held at one of them is known from the one before
  const starting = spans.map((_, k) => k).sort((a, b) => spans[a]!.from - spans[b]!.from || a - b);
  let started = 0;
  let held: number[] = [];
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i]!;
    const order = site.order as number;
    const saved = new Set<string>();
    held = held.filter((k) => spans[k]!.to > order);
    for (; started < starting.length && spans[starting[started]!]!.from < order; started++) {
      const k = starting[started]!;
      if (spans[k]!.to <= order) continue;
      held.push(k);
      for (let j = held.length - 1; j > 0 && held[j - 1]! > k; j--) {
        held[j] = held[j - 1]!;
        held[j - 1] = k;
      }
    }
    for (let k = 0; k < site.scope.length; k++) {
      const name = site.scope[k]!;
      if (name.charCodeAt(0) !== 36 || (!isPassing(name) && (!/^\$(?:t|out|it|x)\d+(?:\$\d+)?$/.test(name) || (lastUse.get(name) ?? 0) > order)))
        saved.add(name);
    }
    for (let j = 0; j < held.length; j++) saved.add(spans[held[j]!]!.name);
    site.vars = [...saved];
  }
  return sites;
}

/**
 * Gives each saved variable one slot, so that a frame is given back by one list whatever the site. Variables that are never saved together may
 * share a slot: what a site did not save is dead there. Turns each site's list into slots, "" where one is free.
 *
 * @param entry what is saved at the function's start: the first slots
 */
export function assignSlots(sites: readonly Site[], entry: readonly string[]): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (let i = 0; i < entry.length; i++) slots.set(entry[i]!, i);
  // for each variable the lists that it is in, and for each list the slots that are taken in it; the same list often comes again
  const inLists = new Map<string, boolean[][]>();
  let before: readonly string[] = entry;
  for (const { vars } of sites) {
    if (isSame(vars, before)) continue;
    before = vars;
    const taken: boolean[] = [];
    for (let i = 0; i < vars.length; i++) {
      const name = vars[i]!;
      const slot = slots.get(name);
      if (slot !== undefined) {
        taken[slot] = true;
        continue;
      }
      const known = inLists.get(name);
      if (known === undefined) inLists.set(name, [taken]);
      else if (known[known.length - 1] !== taken) known.push(taken);
    }
  }
  inLists.forEach((lists, name) => {
    let slot = entry.length;
    for (let i = 0; i < lists.length; i++) {
      if (lists[i]![slot] !== true) continue;
      slot++;
      i = -1;
    }
    for (let i = 0; i < lists.length; i++) lists[i]![slot] = true;
    slots.set(name, slot);
  });
  for (const site of sites) {
    const vars: string[] = [];
    for (let i = 0; i < site.vars.length; i++) {
      const slot = slots.get(site.vars[i]!)!;
      while (vars.length <= slot) vars.push("");
      vars[slot] = site.vars[i]!;
    }
    site.vars = vars;
  }
  return slots;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
