/**
 * cell - the captured variables of a function as Python code sees them: `f.__closure__`, `types.CellType`.
 *
 * Mirrors  Objects/cellobject.c
 * Differs  a variable that is never assigned after it is captured is a copy: to set its `cell_contents` raises NotImplementedError
 */
import type { Suspends } from "../frames/suspend.js";
import { NotImplementedError, ValueError } from "./exceptions.js";
import { address } from "./identity.js";
import { pyName } from "./names.js";
import { NotImplemented, object, type Value } from "./object.js";
import { ge, gt, le, lt } from "./protocols/compare.js";
import { eq, ne } from "./protocols/eq.js";
import { builtinType, getset, methods } from "./register.js";
import { typeName } from "./typename.js";

/** Where a captured variable that changes is kept. */
interface Box {
  v: Value;
}

export class Cell {
  constructor(
    readonly $box: Box,
    /** others see the variable change */
    readonly $shared: boolean,
  ) {}
}
Object.setPrototypeOf(Cell.prototype, object.prototype);
export const cellType = builtinType("cell(contents=<unrepresentable>, /)", (contents?: Value): Value => new Cell({ v: contents }, true), {
  prototype: Cell.prototype,
  final: true,
});

getset(cellType, {
  cell_contents: [
    (cell: Cell) => {
      if (cell.$box.v === undefined) throw new ValueError("Cell is empty");
      return cell.$box.v;
    },
    (cell: Cell, value) => {
      if (!cell.$shared) throw new NotImplementedError("setting the contents of a cell that its function never assigns is not available in gilt yet");
      cell.$box.v = value;
    },
    (cell: Cell) => {
      cell.$box.v = undefined;
    },
  ],
});
methods(cellType, {
  "__repr__(self, /)"(this: Cell): string {
    const { v } = this.$box;
    return `<cell at ${address(this)}: ${v === undefined ? "empty" : `${typeName(v)} object at ${address(v)}`}>`;
  },
  "__eq__(self, value, /)"(this: Cell, other: Value): Suspends<Value> {
    return compared(this, other, eq, (a, b) => a === b);
  },
  "__ne__(self, value, /)"(this: Cell, other: Value): Suspends<Value> {
    return compared(this, other, ne, (a, b) => a !== b);
  },
  "__lt__(self, value, /)"(this: Cell, other: Value): Suspends<Value> {
    return compared(this, other, lt, (a, b) => a < b);
  },
  "__le__(self, value, /)"(this: Cell, other: Value): Suspends<Value> {
    return compared(this, other, le, (a, b) => a <= b);
  },
  "__gt__(self, value, /)"(this: Cell, other: Value): Suspends<Value> {
    return compared(this, other, gt, (a, b) => a > b);
  },
  "__ge__(self, value, /)"(this: Cell, other: Value): Suspends<Value> {
    return compared(this, other, ge, (a, b) => a >= b);
  },
});

/** Cells compare by what is in them; an empty one (0) comes before all others (1). */
function compared(cell: Cell, other: Value, contents: (a: Value, b: Value) => Suspends<Value>, filled: (a: number, b: number) => boolean): Suspends<Value> {
  if (!(other instanceof Cell)) return NotImplemented;
  const [a, b] = [cell.$box.v, other.$box.v];
  return a === undefined || b === undefined ? filled(a === undefined ? 0 : 1, b === undefined ? 0 : 1) : contents(a, b);
}

const cells = new WeakMap<object, Cell>();

/** Names of what a factory's functions capture, as JavaScript has them: its parameters. */
function capturedNames(factory: Value): string[] {
  const text = Function.prototype.toString.call(factory);
  return text
    .slice(text.indexOf("(") + 1, text.indexOf(")"))
    .split(",")
    .map((name) => name.trim());
}

/** The namespace of a class's body: for its methods it stands for the class. */
const CLASS = /^\$ns\d*(?:\$\d+)?$/;

/** Python's name of a captured variable; undefined for one of gilt's own. */
function nameOf(captured: string): string | undefined {
  if (CLASS.test(captured)) return "__class__";
  if (/^\$this(?:\$\d+)?$/.test(captured)) return "self";
  return captured.startsWith("$") ? undefined : pyName(captured.replace(/\$\d+$/, ""));
}

/** Python's name of a variable that functions with this description capture; undefined for gilt's own and for kept defaults. */
export function nameOfCaptured(captured: string, meta: Value): string | undefined {
  const name = nameOf(captured);
  return name === undefined || isDefault(name, meta) ? undefined : name;
}

/** Is it the constant in which the emitted text keeps the default of a parameter (`nDefault`)? */
function isDefault(name: string, meta: Value): boolean {
  const parameter = name.replace(/Default$/, "");
  return parameter !== name && ((meta.params as string[]).includes(parameter) || (meta.kwonly as string[]).includes(parameter));
}

/** What a function of a script captures: names, and cells in the same order, which is that of the names; null if nothing. */
export function closureOf(f: Value): { names: string[]; cells: Cell[] } | null {
  const made: Value = (f.$method ?? f).$c;
  if (!Array.isArray(made)) return null;
  const found: [string, Cell][] = [];
  capturedNames(made[0]).forEach((captured, i) => {
    const name = nameOfCaptured(captured, f.$f);
    if (name !== undefined) found.push([name, cellOf(made[i + 1], name === "__class__")]);
  });
  if (found.length === 0) return null;
  found.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return { names: found.map(([name]) => name), cells: found.map(([, cell]) => cell) };
}

/** @param isClass what is captured is the namespace of a class, which holds it as a cell does */
function cellOf(captured: Value, isClass: boolean): Cell {
  const boxed = isClass || (typeof captured === "object" && captured !== null && Object.getPrototypeOf(captured) === Object.prototype);
  if (!boxed) return new Cell({ v: captured }, false);
  let cell = cells.get(captured as object);
  if (cell === undefined) cells.set(captured as object, (cell = new Cell(captured as Box, true)));
  return cell;
}
