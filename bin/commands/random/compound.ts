/**
 * compound - random statements with blocks in them.
 */
import { SimpleStatements } from "./simple.js";
import type { Place } from "./shape.js";

export abstract class CompoundStatements extends SimpleStatements {
  protected abstract statements(place: Place, count: number): void;

  protected branch(inner: Place): void {
    this.line(`if ${this.condition(2)}:`);
    this.block(() => this.statements(inner, this.int(1, 3)));
    if (this.chance(0.3)) {
      this.line(`elif ${this.condition(2)}:`);
      this.block(() => this.statements(inner, this.int(1, 2)));
    }
    if (this.chance(0.5)) {
      this.line("else:");
      this.block(() => this.statements(inner, this.int(1, 3)));
    }
  }

  protected forLoop(inner: Place): void {
    const [x, y] = [this.name("i"), this.name("i")];
    const gens = this.functions.filter((f) => f.result === "gen");
    const [target, source] = this.pick([
      [x, `range(${this.int(0, 4)})`],
      [x, `range(${this.int(1, 5)}, ${this.int(-2, 2)}, -1)`],
      [x, this.expression("list", 1)],
      [`${y}, ${x}`, `enumerate(${this.expression("list", 1)})`],
      [`_, ${x}`, `sorted(${this.expression("dict", 1)}.items())`],
      [`${x}, ${y}`, `zip(${this.expression("list", 1)}, range(3))`],
      gens.length === 0 ? [x, "(1, 2, 3)"] : [x, `${this.pick(gens).name}(${this.int(0, 4)})`],
      [x, this.expression("int", 1)].map((t, i) => (i === 0 ? t : `range(min(${t}, 4))`)),
    ]);
    this.line(`for ${target} in ${source}:`);
    this.block(() => {
      this.line("step()");
      this.variables.push({ name: x, kind: "int" });
      this.statements({ ...inner, loop: true }, this.int(1, 4));
    });
    this.loopElse(inner);
  }

  protected whileLoop(inner: Place): void {
    const n = this.name("n");
    this.line(`${n} = 0`);
    this.line(
      `while ${this.pick([`${n} < ${this.int(1, 4)}`, `${n} < ${this.int(1, 4)} and ${this.condition(1)}`, `(${n} := ${n} + 1) < ${this.int(2, 5)}`])}:`,
    );
    this.block(() => {
      this.line("step()");
      this.line(`${n} += 1`);
      this.variables.push({ name: n, kind: "int" });
      this.statements({ ...inner, loop: true }, this.int(1, 4));
    });
    this.loopElse(inner);
  }

  protected loopElse(inner: Place): void {
    if (!this.chance(0.25)) return;
    this.line("else:");
    this.block(() => this.statements(inner, 1));
  }

  protected tryStatement(inner: Place): void {
    const finals = this.chance(0.5);
    this.line("try:");
    this.block(() => this.statements(inner, this.int(1, 4)));
    const handlers = finals ? this.int(0, 2) : this.int(1, 2);
    for (let i = 0; i < handlers; i++) {
      this.line(
        `except ${this.pick(["Exception", "(ValueError, KeyError)", "LookupError", "Trouble", "TypeError", "ArithmeticError", "Exception"])} as error:`,
      );
      this.block(() => {
        this.line("told(error)");
        this.statements({ ...inner, handler: true }, this.int(0, 2));
      });
    }
    if (handlers > 0 && this.chance(0.3)) {
      this.line("else:");
      this.block(() => this.statements(inner, this.int(1, 2)));
    }
    if (finals) {
      this.line("finally:");
      this.block(() => {
        this.line(`say("finally", ${this.int(0, 99)})`);
        // no jumps out of a finally: 3.13 takes them, but they eat the budget's exception
        this.statements({ ...inner, loop: inner.loop && this.chance(0.3), func: inner.func && this.chance(0.3), gen: inner.gen }, this.int(0, 2));
      });
    }
  }

  protected withStatement(inner: Place): void {
    const g = this.name("g");
    const guard = (): string => `${this.pick(["Guard", "Guard", "guarded"])}(${this.int(0, 9)}, ${this.pick(["", "ValueError", "Trouble", "Exception"])})`;
    this.line(this.chance(0.3) ? `with ${guard()} as ${g}, ${guard()}:` : `with ${guard()} as ${g}:`);
    this.block(() => {
      this.line(`say("in", ${g})`);
      this.statements(inner, this.int(1, 3));
    });
  }

  protected matchStatement(inner: Place): void {
    const subject = this.pick([this.expression("list", 1), this.expression("int", 1), this.expression("dict", 1), this.expression("str", 1)]);
    this.line(`match ${subject}:`);
    this.indent++;
    const patterns = [
      "[]",
      "[m0]",
      "[m0, *m1]",
      "[m0, m1] if m0 < m1",
      "0 | 1 | 2",
      "int(m0)",
      'str("ab" | "")',
      '{"a": m0}',
      '{"k": m0, **m1}',
      "float()",
      "str() as m0",
      "None",
      "[int() as m0, _, *_]",
    ];
    const chosen = [...new Set(Array.from({ length: this.int(1, 4) }, () => this.pick(patterns)))];
    for (const pattern of [...chosen, ...(this.chance(0.5) ? ["_"] : [])]) {
      this.line(`case ${pattern}:`);
      this.block(() => {
        this.line(`say("case", ${/\bm0\b/.test(pattern) ? "m0" : "0"})`);
        this.statements(inner, this.int(0, 2));
      });
    }
    this.indent--;
  }
}
