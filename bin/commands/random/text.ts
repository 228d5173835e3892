/**
 * text - lines of a random program, and the chance that decides about them: from a seed always the same.
 */
import type { Callable, Klass, Variable } from "./shape.js";

/** A small fast generator of numbers (mulberry32). */
function randomBy(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Text {
  private readonly next: () => number;
  protected readonly lines: string[] = [];
  protected indent = 0;
  /** how many functions are around */
  protected nesting = 0;
  private names = 0;
  protected variables: Variable[] = [];
  protected functions: Callable[] = [];
  protected classes: Klass[] = [];

  constructor(readonly seed: number) {
    this.next = randomBy(seed);
  }

  protected line(text: string): void {
    this.lines.push("    ".repeat(this.indent) + text);
  }

  /** An indented block; what it declares is unknown after it. */
  protected block(make: () => void): void {
    const known = this.variables.length;
    const [functions, classes] = [this.functions.length, this.classes.length];
    this.indent++;
    const before = this.lines.length;
    make();
    if (this.lines.length === before) this.line("pass");
    this.indent--;
    this.variables.length = Math.min(known, this.variables.length);
    this.functions.length = functions;
    this.classes.length = classes;
  }

  protected name(stem: string): string {
    return `${stem}${this.names++}`;
  }

  protected chance(p: number): boolean {
    return this.next() < p;
  }

  protected int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  protected pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }
}
