/**
 * definitions - random functions, generators and classes, and what is done with them; jobs for threads.
 */
import { CompoundStatements } from "./compound.js";
import type { Place } from "./shape.js";
import { threadBlocks } from "./threads.js";

export abstract class Definitions extends CompoundStatements {
  /** What is inside a function sees the variables around it, but does not assign to them unless it says so. */
  protected defineFunction(place: Place): void {
    const name = this.name("f");
    const params = Array.from({ length: this.int(0, 3) }, () => this.pick(["int", "int", "str", "list"] as const));
    const defaults = this.int(0, params.length);
    const result = this.pick(["int", "int", "str", "list"] as const);
    const from = params.length - defaults;
    const text = params.map((k, i) => (i < from ? `p${i}` : `p${i}=${this.literal(k)}`));
    if (this.chance(0.15)) this.line(this.pick(["@traced", "@twice", "@functools.lru_cache(None)"].slice(0, params.includes("list") ? 2 : 3)));
    this.line(`def ${name}(${text.join(", ")}):`);
    this.inFunction(() => {
      params.forEach((kind, i) => this.variables.push({ name: `p${i}`, kind }));
      this.statements({ loop: false, func: result === "int", gen: false, handler: false, depth: Math.max(1, place.depth) }, this.int(1, 3));
      if (this.chance(0.3) && params.length > 0 && params[0] === "int") {
        this.line(`if 0 < p0 < 5:`);
        this.line(
          `    return ${name}(p0 - 1${params
            .slice(1)
            .map((k, i) => (this.chance(0.5) || i + 1 < from ? `, p${i + 1}` : ""))
            .join("")
            .replace(/(?<=^|,)\s*$/, "")})`,
        );
      }
      this.line(`return ${this.bounded(result, 2)}`);
    });
    this.functions.push({ name, params, result, defaults });
  }

  protected inFunction(make: () => void): void {
    const outer = this.variables;
    // a copy: reads go outward, assignments make variables of the function's own
    this.indent++;
    const captured = outer.filter(() => this.chance(0.25));
    this.variables = [];
    const own = captured.filter((v) => /^[a-z]\d+$/.test(v.name) && !v.name.startsWith("p"));
    this.nesting++;
    if (own.length > 0 && this.chance(0.5)) {
      const chosen = this.pick(own);
      const global = this.nesting === 1 || chosen.global === true;
      this.line(`${global ? "global" : "nonlocal"} ${chosen.name}`);
      this.variables.push({ ...chosen, global });
      if (this.chance(0.6)) this.line(`${chosen.name} = ${this.bounded(chosen.kind, 1)}`);
    } else if (captured.length > 0) {
      const local = this.name("c");
      const chosen = this.pick(captured);
      this.line(`${local} = ${chosen.name}`);
      this.variables.push({ name: local, kind: chosen.kind });
    }
    const [functions, classes] = [this.functions.length, this.classes.length];
    make();
    this.functions.length = functions;
    this.classes.length = classes;
    this.indent--;
    this.nesting--;
    this.variables = outer;
  }

  protected defineGenerator(place: Place): void {
    const name = this.name("g");
    const gens = this.functions.filter((f) => f.result === "gen");
    this.line(`def ${name}(p0):`);
    this.inFunction(() => {
      this.variables.push({ name: "p0", kind: "int" });
      this.line("step()");
      const inner: Place = { loop: false, func: true, gen: true, handler: false, depth: Math.max(2, place.depth) };
      this.line(this.pick([`x = yield p0`, `x = 0; yield from range(min(p0, 3))`, `x = yield (p0, ${this.int(0, 9)})[0]`]));
      this.line(`say("x", x)`);
      this.statements(inner, this.int(1, 3));
      if (gens.length > 0 && this.chance(0.6)) {
        this.line("if p0 > 0:");
        this.line(`    say("result", (yield from ${this.pick([...gens.map((g) => g.name), name])}(p0 - 1)))`);
      }
      if (this.chance(0.5)) {
        this.line(this.chance(0.5) ? `for v in range(${this.int(1, 3)}):` : "if True:");
        this.line(`    try:`);
        this.line(`        say("got", (yield ${this.int(0, 50)}))`);
        this.line(`    ${this.pick(["except ValueError as error", "except GeneratorExit as error", "except Exception as error"])}:`);
        this.line(`        told(error)`);
        this.line(this.pick([`        yield -1`, `        raise`, `        return 7`, `        raise Trouble("gen") from error`, `        pass`]));
        if (this.chance(0.5)) {
          this.line(`    finally:`);
          this.line(`        say("gen finally", p0)`);
        }
      }
      this.line(`return ${this.bounded("int", 1)}`);
    });
    this.functions.push({ name, params: ["int"], result: "gen", defaults: 0 });
  }

  /** Steps a generator by hand. */
  protected drive(): void {
    const gens = this.functions.filter((f) => f.result === "gen");
    if (gens.length === 0) return this.say();
    const it = this.name("it");
    this.line(`${it} = ${this.pick(gens).name}(${this.int(0, 3)})`);
    const steps = Array.from({ length: this.int(1, 5) }, () =>
      this.pick([
        '("next",)',
        '("next",)',
        `("send", ${this.int(0, 9)})`,
        '("send", None)',
        '("throw", ValueError("thrown"))',
        '("throw", Trouble)',
        '("close",)',
        '("throw", GeneratorExit)',
      ]),
    );
    this.line(`drive(${it}, ${steps.join(", ")})`);
    if (this.chance(0.5)) this.line(`say(list(${it}))`);
  }

  protected defineClass(_place: Place): void {
    const name = this.name("C");
    const base = this.classes.length > 0 && this.chance(0.5) ? this.pick(this.classes) : undefined;
    const field = base?.field ?? this.pick(["value", "size", "name"]);
    const methods = [this.pick(["go", "act", "pop", "get"]), ...(base?.methods ?? [])];
    this.line(`class ${name}${base === undefined ? "" : `(${base.name})`}:`);
    this.indent++;
    this.line(`shared = ${this.literal("list")}`);
    this.line(`def __init__(self, v):`);
    this.line(base === undefined ? `    self.${field} = v` : `    super().__init__(v + ${this.int(0, 3)})`);
    this.line(`def __repr__(self):`);
    this.line(`    return f"${name}({self.${field}!r})"`);
    this.line(`@property`);
    this.line(`def twice(self):`);
    this.line(`    return self.${field} * 2`);
    this.line(`def ${methods[0]}(self, a):`);
    const kept = this.variables;
    this.inFunction(() => {
      this.variables.push({ name: "a", kind: "int" }, { name: `self.${field}`, kind: "int" });
      this.statements({ loop: false, func: true, gen: false, handler: false, depth: 3 }, this.int(0, 2));
      if (base !== undefined && base.methods.includes(methods[0]!) && this.chance(0.7)) this.line(`a += super().${methods[0]}(a)`);
      this.line(`return ${this.bounded("int", 2)}`);
    });
    this.variables = kept;
    this.line(`def __add__(self, other):`);
    this.line(`    return type(self)(self.${field} + (other if isinstance(other, int) else other.${field}))`);
    if (this.chance(0.4)) this.line(`def __lt__(self, other): return self.${field} < other.${field}`);
    if (this.chance(0.4)) this.line(`def __eq__(self, other): return isinstance(other, ${name}) and self.${field} == other.${field}`);
    if (this.chance(0.3))
      this.line(`def __iter__(self):\n${"    ".repeat(this.indent + 1)}yield self.${field}\n${"    ".repeat(this.indent + 1)}yield from self.shared`);
    if (this.chance(0.3)) this.line(`def __getattr__(self, name): return "no " + name`);
    if (this.chance(0.3)) this.line(`def __call__(self, *args, **kw): return (self.${field}, args, kw)`);
    if (this.chance(0.3)) this.line(`def __len__(self): return self.${field}`);
    if (this.chance(0.3)) this.line(`def __getitem__(self, k): return self.shared[k]`);
    if (this.chance(0.3)) this.line(`def __bool__(self): return self.${field} > 2`);
    if (this.chance(0.3))
      this.line(
        this.pick([
          `@classmethod\n${"    ".repeat(this.indent)}def make(cls, *a): return cls(*a)`,
          `@staticmethod\n${"    ".repeat(this.indent)}def make(*a): return list(a)`,
        ]),
      );
    this.indent--;
    this.classes.push({ name, methods, field });
  }

  /** Uses of an instance that may or may not be allowed. */
  protected objects(): void {
    if (this.classes.length === 0) return this.say();
    const c = this.pick(this.classes);
    const make = `${c.name}(${this.expression("int", 1)})`;
    this.line(
      `attempt(lambda: ${this.pick([`sorted([${make}, ${make}])`, `${make} == ${make}`, `list(${make})`, `${make}.nothing`, `${make}(1, k=2)`, `len(${make})`, `${make}[0]`, `bool(${make})`, `${make}.make(3)`, `${c.name}.make(4)`, `${make}.${this.pick(c.methods)}()`, `${make}.${this.pick(c.methods)}(1, 2)`, `${c.name}()`, `${make} in [${make}]`, `hash(${make}) != 0`, `f"{${make}}"`, `${make} + ${make}`, `${make} < 3`, `setattr(${make}, "twice", 1)`, `[*${make}]`, `1 in ${make}`, `${make} - 1`, `isinstance(${make}, ${this.pick(this.classes).name})`, `${c.name}.${this.pick(c.methods)}`.concat(".__qualname__"), `{**${make}}`, `max(${make}, ${make})`])})`,
    );
  }

  /** Threads: jobs that share nothing but what is locked or queued. */
  protected threads(): void {
    const job = this.name("job");
    const [variables, functions, classes] = [this.variables, this.functions, this.classes];
    [this.variables, this.functions, this.classes] = [[{ name: "p0", kind: "int" }], [], []];
    this.line(`def ${job}(p0):`);
    this.indent++;
    this.nesting++;
    for (const kind of ["str", "list"] as const) this.declare(kind);
    this.defineGenerator({ loop: false, func: true, gen: false, handler: false, depth: 2 });
    this.statements({ loop: false, func: true, gen: false, handler: false, depth: 1 }, this.int(2, 4));
    this.line(`return ${this.bounded("int", 2)}`);
    this.indent--;
    this.nesting--;
    [this.variables, this.functions, this.classes] = [variables, functions, classes];
    this.line(
      this.pick(threadBlocks)
        .replaceAll("JOB", job)
        .replaceAll("N", String(this.int(2, 4))),
    );
  }
}
