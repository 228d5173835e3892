/**
 * random - random Python programs: from a seed always the same text, many programs to a script.
 *
 * Mind  every program ends (loops are counted, calls go to earlier functions, `step()` has a budget) and says the same under any switching of threads:
 *       what threads share is locked or handed over, what they say is kept per thread and told in order.
 */
import { PRELUDE } from "./prelude.js";
import { threadBlocks } from "./threads.js";

type Kind = "int" | "str" | "list" | "float" | "dict";
interface Variable {
  name: string;
  kind: Kind;
  global?: boolean;
}
interface Callable {
  name: string;
  params: Kind[];
  result: Kind | "gen";
  defaults: number;
}
interface Klass {
  name: string;
  methods: string[];
  field: string;
}

/** What surrounds the statement being made. */
interface Place {
  loop: boolean;
  func: boolean;
  gen: boolean;
  handler: boolean;
  depth: number;
}

/** A small fast generator of numbers (mulberry32). */
export function randomBy(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A script with the programs of the seeds `first` ... `first + count - 1`; each says its lines with `pSEED` before them. */
export function randomScript(first: number, count: number): string {
  const parts = [PRELUDE];
  for (let seed = first; seed < first + count; seed++) parts.push(new Programmer(seed).program());
  return parts.join("\n") + "\n";
}

class Programmer {
  readonly #next: () => number;
  readonly #lines: string[] = [];
  #indent = 0;
  /** how many functions are around */
  #nesting = 0;
  #names = 0;
  #variables: Variable[] = [];
  #functions: Callable[] = [];
  #classes: Klass[] = [];

  constructor(readonly seed: number) {
    this.#next = randomBy(seed);
  }

  program(): string {
    const top = this.#chance(0.25);
    const place: Place = { loop: false, func: !top, gen: false, handler: false, depth: 0 };
    if (top) {
      // the body of the module itself: other code is emitted for its variables
      this.#line(`begin("p${this.seed}")`);
      this.#line("try:");
      this.#block(() => this.#body(place, 5));
      this.#line("except BaseException as error:");
      this.#line("    report(error)");
      this.#line("finish()");
    } else {
      this.#line(`def p${this.seed}():`);
      this.#nesting = 1;
      this.#block(() => this.#body(place, 6));
      this.#line(`run("p${this.seed}", p${this.seed})`);
    }
    return this.#lines.join("\n");
  }

  #body(place: Place, size: number): void {
    for (const kind of ["int", "str", "list", "int", "dict"] as const) this.#declare(kind);
    if (this.#chance(0.8)) this.#function(place);
    if (this.#chance(0.6)) this.#generator(place);
    if (this.#chance(0.5)) this.#class(place);
    if (this.#chance(0.5)) this.#function(place);
    for (let i = 0; i < size; i++) {
      if (this.#chance(0.15)) {
        if (this.#statement(place)) break;
        continue;
      }
      this.#line("try:");
      this.#block(() => this.#statements({ ...place, depth: 1 }, this.#int(1, 3)));
      this.#line("except Exception as error:");
      this.#line("    told(error)");
    }
    if (this.#chance(0.3)) this.#threads();
    this.#line(
      `say("end", ${this.#variables
        .slice(0, 8)
        .map((v) => v.name)
        .join(", ")})`,
    );
  }

  // ---- text

  #line(text: string): void {
    this.#lines.push("    ".repeat(this.#indent) + text);
  }

  /** An indented block; what it declares is unknown after it. */
  #block(make: () => void): void {
    const known = this.#variables.length;
    const [functions, classes] = [this.#functions.length, this.#classes.length];
    this.#indent++;
    const before = this.#lines.length;
    make();
    if (this.#lines.length === before) this.#line("pass");
    this.#indent--;
    this.#variables.length = Math.min(known, this.#variables.length);
    this.#functions.length = functions;
    this.#classes.length = classes;
  }

  #name(stem: string): string {
    return `${stem}${this.#names++}`;
  }

  // ---- chance

  #chance(p: number): boolean {
    return this.#next() < p;
  }

  #int(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1));
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#next() * items.length)]!;
  }

  // ---- expressions

  #declare(kind: Kind): Variable {
    const variable = { name: this.#name(kind[0]!), kind };
    this.#line(`${variable.name} = ${this.#bounded(kind, 1)}`);
    this.#variables.push(variable);
    return variable;
  }

  #variable(kind: Kind): string | undefined {
    const found = this.#variables.filter((v) => v.kind === kind);
    return found.length === 0 ? undefined : this.#pick(found).name;
  }

  /** An expression whose value stays small. */
  #bounded(kind: Kind, depth: number): string {
    const text = this.#expression(kind, depth);
    if (kind === "int") return this.#chance(0.6) ? text : `(${text}) % ${this.#pick(["7", "1000", "100003", "2**40"])}`;
    if (kind === "str") return `(${text})[:20]`;
    if (kind === "list") return `(${text})[:9]`;
    return text;
  }

  #expression(kind: Kind, depth = 2): string {
    if (this.#chance(0.012)) kind = this.#pick(["int", "str", "list", "float", "dict"]);
    if (depth <= 0 || this.#chance(0.15)) {
      const name = this.#chance(0.75) ? this.#variable(kind) : undefined;
      return name ?? this.#literal(kind);
    }
    const call = this.#chance(0.15) ? this.#call(kind, depth) : undefined;
    if (call !== undefined) return call;
    switch (kind) {
      case "int":
        return this.#intExpression(depth - 1);
      case "str":
        return this.#strExpression(depth - 1);
      case "list":
        return this.#listExpression(depth - 1);
      case "float":
        return this.#floatExpression(depth - 1);
      case "dict":
        return this.#dictExpression(depth - 1);
    }
  }

  #literal(kind: Kind): string {
    switch (kind) {
      case "int":
        return String(this.#chance(0.9) ? this.#int(-3, 12) : this.#pick(["2**31", "10**17", "-(2**63)", "True", "9007199254740991"]));
      case "str":
        return this.#pick(['"ab"', '"xyz"', '""', "'é€'", '"q\\n"', '"a,b,c"', '"𝄞k"']);
      case "list":
        return this.#pick(["[]", "[1, 2, 3]", "[5, 3, 8, 1]", "[0]"]);
      case "float":
        return this.#pick(["0.5", "2.0", "-1.25", "1e10", "3.0"]);
      case "dict":
        return this.#pick(["{}", '{"a": 1}', '{"k": 2, "j": 5}']);
    }
  }

  #call(kind: Kind, depth: number): string | undefined {
    const found = this.#functions.filter((f) => f.result === kind);
    if (found.length === 0) return undefined;
    const f = this.#pick(found);
    const given = f.params.length - this.#int(0, f.defaults);
    const args = f.params.slice(0, given).map((k) => this.#expression(k, depth - 2));
    if (this.#chance(0.15) && args.length > 0) {
      const last = args.length - 1;
      args[last] = this.#pick([`*[${args[last]}]`, `p${last}=${args[last]}`, `**{"p${last}": ${args[last]}}`]);
    }
    return `${f.name}(${args.join(", ")})`;
  }

  #intExpression(depth: number): string {
    const e = (kind: Kind = "int"): string => this.#expression(kind, depth);
    switch (this.#int(0, 23)) {
      case 0:
        return `(${e()} + ${e()})`;
      case 1:
        return `(${e()} - ${e()})`;
      case 2:
        return `(${e()} * ${e()})`;
      case 3:
        return `(${e()} // ${this.#divisor()})`;
      case 4:
        return `(${e()} % ${this.#divisor()})`;
      case 5:
        return `(${e()} ${this.#pick(["&", "|", "^"])} ${e()})`;
      case 6:
        return `(${e()} << ${this.#int(0, 9)})`;
      case 7:
        return `(${e()} >> ${this.#int(0, 4)})`;
      case 8:
        return `${this.#pick(["-", "~", "+"])}${e()}`;
      case 9:
        return `len(${e(this.#pick(["list", "str", "dict"]))})`;
      case 10:
        return `sum(${e("list")})`;
      case 11:
        return `(${e()} if ${this.#condition(depth)} else ${e()})`;
      case 12:
        return `${this.#pick(["max", "min"])}(${e()}, ${e()})`;
      case 13:
        return this.#chance(0.3) ? `${e("list")}[${e()}]` : `[*${e("list")}, 4][${this.#int(-1, 0)}]`;
      case 14:
        return `${e("dict")}.get(${e("str")}, ${e()})`;
      case 15:
        return this.#chance(0.3) ? `${e("dict")}[${e("str")}]` : `len(${e("dict")})`;
      case 16:
        return `(lambda a, b=${e()}: a - b)(${e()})`;
      case 17:
        return this.#over("sum", depth);
      case 18:
        return `(${e()} ${this.#pick(["and", "or"])} ${e()})`;
      case 19:
        return `int(${e("float")})`;
      case 20:
        return `abs(${e()})`;
      case 21:
        return `divmod(${e()}, ${this.#divisor()})[${this.#int(0, 1)}]`;
      case 22:
        return this.#instance(depth) ?? e();
      default:
        return `next(iter(${e("list")}), ${e()})`;
    }
  }

  #divisor(): string {
    return this.#chance(0.15) ? this.#expression("int", 1) : this.#pick(["3", "7", "-4", "10**9"]);
  }

  /** Something of an instance, as a number. */
  #instance(depth: number): string | undefined {
    if (this.#classes.length === 0) return undefined;
    const c = this.#pick(this.#classes);
    const make = `${c.name}(${this.#expression("int", depth - 1)})`;
    return this.#pick([
      `${make}.${c.field}`,
      `${make}.${this.#pick(c.methods)}(${this.#expression("int", depth - 1)})`,
      `(${make} + ${this.#expression("int", 0)}).${c.field}`,
      `len(repr(${make}))`,
      `${make}.twice`,
    ]);
  }

  #over(what: string, depth: number): string {
    const x = this.#name("x");
    const source = this.#expression("list", depth);
    this.#variables.push({ name: x, kind: "int" });
    const item = this.#expression("int", depth);
    const test = this.#chance(0.4) ? ` if ${this.#condition(depth)}` : "";
    let inner = "";
    if (this.#chance(0.2)) inner = ` for ${this.#name("y")} in range(${this.#int(0, 3)})`;
    this.#variables.pop();
    return `${what}(${item} for ${x} in ${source}${inner}${test})`;
  }

  #strExpression(depth: number): string {
    const e = (kind: Kind = "str"): string => this.#expression(kind, depth);
    switch (this.#int(0, 13)) {
      case 0:
        return `(${e()} + ${e()})`;
      case 1:
        return `${e()}[${this.#int(-3, 3)}:${this.#pick(["", String(this.#int(-2, 6))])}]`;
      case 2:
        return `str(${e(this.#pick(["int", "list", "float", "dict"]))})`;
      case 3:
        return `repr(${e(this.#pick(["str", "int", "list", "float"]))})`;
      case 4:
        return `${this.#pick(['","', '""', '"-"'])}.join(map(str, ${e("list")}))`;
      case 5:
        return `f"{${this.#quoted(e("int"))}}:{${this.#quoted(e("str"))}!r:>5}"`;
      case 6:
        return `(${e()} * ${this.#int(0, 3)})`;
      case 7:
        return `${e()}.${this.#pick(["upper()", "title()", "strip()", "swapcase()", 'replace("a", "bb")', "zfill(5)", "center(7, '*')"])}`;
      case 8:
        return `${e()}[::-1]`;
      case 9:
        return `("%s|%d" % (${e()}, ${e("int")}))`;
      case 10:
        return this.#chance(0.3) ? `${e()}[${e("int")}]` : `${e()}[${this.#int(0, 2)}:]`;
      case 11:
        return `type(${e(this.#pick(["int", "str", "list", "float"]))}).__name__`;
      case 12:
        return `"{:>{}}".format(${e()}, ${this.#int(1, 8)})`;
      default:
        return `(${e()} if ${this.#condition(depth)} else ${e()})`;
    }
  }

  /** Inside a hole of an f-string in double quotes: nested quotes are allowed since 3.12, braces of displays need room. */
  #quoted(text: string): string {
    return text.startsWith("{") ? ` ${text}` : text;
  }

  #listExpression(depth: number): string {
    const e = (kind: Kind = "list"): string => this.#expression(kind, depth);
    switch (this.#int(0, 14)) {
      case 0:
        return `[${e("int")}, ${e("int")}]`;
      case 1:
        return `list(range(${this.#int(-1, 6)}))`;
      case 2:
        return `(${e()} + ${e()})`;
      case 3:
        return `${e()}[${this.#int(-3, 2)}:${this.#int(-2, 5)}${this.#pick(["", ":2", ":-1"])}]`;
      case 4:
        return `sorted(${e()}${this.#pick(["", ", reverse=True", ", key=lambda v: -v", ", key=lambda v: v % 3"])})`;
      case 5:
        return `[*${e()}, ${e("int")}]`;
      case 6:
        return this.#over("list", depth);
      case 7:
        return this.#over("list", depth).replace(/^list\((.*)\)$/s, "[$1]");
      case 8:
        return `[len(w) for w in ${e("str")}.split(",")]`;
      case 9:
        return `list(map(lambda v: v * 2, ${e()}))`;
      case 10:
        return `[v for v in ${e()} if v > ${e("int")}]`;
      case 11:
        return `[a * b for a, b in zip(${e()}, ${e()})]`;
      case 12:
        return `sorted(${e("dict")}.values())`;
      case 13: {
        const gens = this.#functions.filter((f) => f.result === "gen");
        return gens.length === 0 ? e() : `list(${this.#pick(gens).name}(${this.#int(0, 4)}))`;
      }
      default:
        return `list(reversed(${e()}))`;
    }
  }

  #floatExpression(depth: number): string {
    const e = (kind: Kind = "float"): string => this.#expression(kind, depth);
    switch (this.#int(0, 6)) {
      case 0:
        return `(${e("int")} / ${this.#divisor()})`;
      case 1:
        return `(${e()} * ${e()})`;
      case 2:
        return `round(${e()}, 2)`;
      case 3:
        return `float(${e("int")})`;
      case 4:
        return `(${e()} - ${e("int")})`;
      case 5:
        return `(${e()} % ${this.#chance(0.1) ? e() : "7.5"})`;
      default:
        return `(${e()} ** 2)`;
    }
  }

  #dictExpression(depth: number): string {
    const e = (kind: Kind): string => this.#expression(kind, depth);
    switch (this.#int(0, 4)) {
      case 0:
        return `{${e("str")}: ${e("int")}}`;
      case 1:
        return `{str(k): k * ${e("int")} for k in ${e("list")}[:4]}`;
      case 2:
        return `{**${e("dict")}, ${e("str")}: ${e("int")}}`;
      case 3:
        return `dict(zip(${e("str")}, ${e("list")}))`;
      default:
        return `(${e("dict")} | ${e("dict")})`;
    }
  }

  #condition(depth: number): string {
    const e = (kind: Kind): string => this.#expression(kind, depth - 1);
    switch (this.#int(0, 9)) {
      case 0:
        return `${e("int")} ${this.#pick(["<", ">", "==", "!=", "<=", ">="])} ${e("int")}`;
      case 1:
        return `${e("int")} < ${e("int")} <= ${e("int")}`;
      case 2:
        return `${e("int")} in ${e("list")}`;
      case 3:
        return `${e("str")} in ${e("dict")}`;
      case 4:
        return `not ${e("list")}`;
      case 5:
        return `${e("str")} ${this.#pick(["<", "==", "!="])} ${e("str")}`;
      case 6:
        return `(${this.#condition(depth - 1)} ${this.#pick(["and", "or"])} ${this.#condition(depth - 1)})`;
      case 7:
        return `any(v > ${e("int")} for v in ${e("list")})`;
      case 8:
        return `isinstance(${e("int")}, ${this.#pick(["int", "str", "bool", "(int, float)"])})`;
      default:
        return e("int");
    }
  }

  // ---- statements

  #statements(place: Place, count: number): void {
    for (let i = 0; i < count; i++) if (this.#statement(place)) return;
  }

  /** True if nothing after it in its block would run. */
  #statement(place: Place): boolean {
    const inner = { ...place, depth: place.depth + 1 };
    const deep = place.depth >= 4 || this.#lines.length > 110;
    switch (this.#int(0, deep ? 9 : 31)) {
      case 0:
      case 1:
        this.#say();
        return false;
      case 2:
      case 3:
        this.#assign();
        return false;
      case 4:
        this.#augment();
        return false;
      case 5:
        this.#mutate();
        return false;
      case 6:
        return this.#jump(place);
      case 7:
        if (place.gen) this.#line(this.#pick([`say("sent", (yield ${this.#expression("int")}))`, `yield ${this.#expression("int")}`]));
        else this.#say();
        return false;
      case 8:
        this.#unpack();
        return false;
      case 9:
        this.#line(`assert ${this.#condition(1)}, ${this.#expression("str", 1)}`);
        return false;
      case 10:
      case 11:
      case 12:
        this.#if(inner);
        return false;
      case 13:
      case 14:
      case 15:
        this.#for(inner);
        return false;
      case 16:
      case 17:
        this.#while(inner);
        return false;
      case 18:
      case 19:
      case 20:
      case 21:
      case 22:
        this.#try(inner);
        return false;
      case 23:
      case 24:
        this.#with(inner);
        return false;
      case 25:
        this.#function(place);
        return false;
      case 26:
        this.#generator(place);
        return false;
      case 27:
      case 28:
        this.#drive();
        return false;
      case 29:
        this.#class(place);
        return false;
      case 30:
        this.#match(inner);
        return false;
      default:
        this.#objects();
        return false;
    }
  }

  #say(): void {
    this.#line(
      `say(${Array.from({ length: this.#int(1, 3) }, () => this.#expression(this.#pick(["int", "int", "str", "list", "float", "dict"]))).join(", ")})`,
    );
  }

  #assign(): void {
    const kind = this.#pick(["int", "int", "str", "list", "dict", "float"] as const);
    const known = this.#chance(0.75) ? this.#variable(kind) : undefined;
    if (known === undefined) this.#declare(kind);
    else if (!known.includes(".") && this.#chance(0.1)) this.#line(`if (${known} := ${this.#bounded(kind, 2)}): say(${known})`);
    else this.#line(`${known} = ${this.#bounded(kind, 2)}`);
  }

  #augment(): void {
    const kind = this.#pick(["int", "int", "str"] as const);
    const name = this.#variable(kind);
    if (name === undefined) return this.#say();
    if (kind === "str") this.#line(`${name} += ${this.#expression("str", 1)}[:3]`);
    else this.#line(`${name} ${this.#pick(["+=", "-=", "//=", "%=", "^=", "|=", ">>="])} ${this.#expression("int", 1)}`);
  }

  #mutate(): void {
    const list = this.#variable("list");
    const dict = this.#variable("dict");
    const int = (): string => this.#expression("int", 1);
    const forms = ["say(len(vars()) >= 0)"];
    if (list !== undefined)
      forms.push(
        `${list}.append(${int()})`,
        `${list}.pop()`,
        `${list}[${int()}] = ${int()}`,
        `${list}.sort()`,
        `${list}.insert(${int()}, ${int()})`,
        `del ${list}[${int()}]`,
        `${list}[1:2] = [${int()}, ${int()}]`,
        `${list}.remove(${int()})`,
      );
    if (dict !== undefined)
      forms.push(
        `${dict}[${this.#expression("str", 1)}] = ${int()}`,
        `del ${dict}[${this.#expression("str", 1)}]`,
        `say(${dict}.pop(${this.#expression("str", 1)}, None))`,
        `${dict}.setdefault(${this.#expression("str", 1)}, ${int()})`,
      );
    this.#line(this.#pick(forms.length > 1 ? forms.slice(1) : forms));
  }

  #jump(place: Place): boolean {
    const forms = [`raise ${this.#error()}`];
    if (place.depth <= 1 && !place.loop && this.#nesting < 2) return false;
    if (place.loop) forms.push("break", "continue", "break", "continue");
    if (place.func && !place.gen) forms.push(`return ${this.#expression("int")}`);
    if (place.gen) forms.push("return", `return ${this.#expression("int")}`);
    if (place.handler) forms.push("raise", `raise ${this.#error()} from None`, `raise ${this.#error()} from error`);
    const jump = this.#pick(forms);
    if (place.depth === 0 || this.#chance(0.5)) {
      this.#line(`if ${this.#condition(1)}:`);
      this.#line(`    ${jump}`);
      return false;
    }
    this.#line(jump);
    return true;
  }

  #error(): string {
    return `${this.#pick(["ValueError", "KeyError", "Trouble", "IndexError", "TypeError", "StopIteration", "RuntimeError"])}(${this.#pick([this.#expression("int", 1), this.#expression("str", 1), ""])})`;
  }

  #unpack(): void {
    const list = this.#expression("list", 1);
    const [a, b, c] = [this.#name("i"), this.#name("i"), this.#name("l")];
    switch (this.#int(0, 3)) {
      case 0:
        this.#line(`${a}, ${b}, *${c} = ${list}`);
        this.#variables.push({ name: c, kind: "list" });
        break;
      case 1:
        this.#line(`${a}, ${b} = ${this.#expression("int")}, ${this.#expression("int")}`);
        break;
      case 2:
        this.#line(`${a}, (${b}, ${c}) = ${this.#expression("int")}, (${this.#expression("int")}, ${list})`);
        this.#variables.push({ name: c, kind: "list" });
        break;
      default:
        this.#line(`${a} = ${b} = ${this.#expression("int")}`);
    }
    this.#variables.push({ name: a, kind: "int" }, { name: b, kind: "int" });
  }

  #if(inner: Place): void {
    this.#line(`if ${this.#condition(2)}:`);
    this.#block(() => this.#statements(inner, this.#int(1, 3)));
    if (this.#chance(0.3)) {
      this.#line(`elif ${this.#condition(2)}:`);
      this.#block(() => this.#statements(inner, this.#int(1, 2)));
    }
    if (this.#chance(0.5)) {
      this.#line("else:");
      this.#block(() => this.#statements(inner, this.#int(1, 3)));
    }
  }

  #for(inner: Place): void {
    const [x, y] = [this.#name("i"), this.#name("i")];
    const gens = this.#functions.filter((f) => f.result === "gen");
    const [target, source] = this.#pick([
      [x, `range(${this.#int(0, 4)})`],
      [x, `range(${this.#int(1, 5)}, ${this.#int(-2, 2)}, -1)`],
      [x, this.#expression("list", 1)],
      [`${y}, ${x}`, `enumerate(${this.#expression("list", 1)})`],
      [`_, ${x}`, `sorted(${this.#expression("dict", 1)}.items())`],
      [`${x}, ${y}`, `zip(${this.#expression("list", 1)}, range(3))`],
      gens.length === 0 ? [x, "(1, 2, 3)"] : [x, `${this.#pick(gens).name}(${this.#int(0, 4)})`],
      [x, this.#expression("int", 1)].map((t, i) => (i === 0 ? t : `range(min(${t}, 4))`)),
    ]);
    this.#line(`for ${target} in ${source}:`);
    this.#block(() => {
      this.#line("step()");
      this.#variables.push({ name: x, kind: "int" });
      this.#statements({ ...inner, loop: true }, this.#int(1, 4));
    });
    this.#loopElse(inner);
  }

  #while(inner: Place): void {
    const n = this.#name("n");
    this.#line(`${n} = 0`);
    this.#line(
      `while ${this.#pick([`${n} < ${this.#int(1, 4)}`, `${n} < ${this.#int(1, 4)} and ${this.#condition(1)}`, `(${n} := ${n} + 1) < ${this.#int(2, 5)}`])}:`,
    );
    this.#block(() => {
      this.#line("step()");
      this.#line(`${n} += 1`);
      this.#variables.push({ name: n, kind: "int" });
      this.#statements({ ...inner, loop: true }, this.#int(1, 4));
    });
    this.#loopElse(inner);
  }

  #loopElse(inner: Place): void {
    if (!this.#chance(0.25)) return;
    this.#line("else:");
    this.#block(() => this.#statements(inner, 1));
  }

  #try(inner: Place): void {
    const finals = this.#chance(0.5);
    this.#line("try:");
    this.#block(() => this.#statements(inner, this.#int(1, 4)));
    const handlers = finals ? this.#int(0, 2) : this.#int(1, 2);
    for (let i = 0; i < handlers; i++) {
      this.#line(
        `except ${this.#pick(["Exception", "(ValueError, KeyError)", "LookupError", "Trouble", "TypeError", "ArithmeticError", "Exception"])} as error:`,
      );
      this.#block(() => {
        this.#line("told(error)");
        this.#statements({ ...inner, handler: true }, this.#int(0, 2));
      });
    }
    if (handlers > 0 && this.#chance(0.3)) {
      this.#line("else:");
      this.#block(() => this.#statements(inner, this.#int(1, 2)));
    }
    if (finals) {
      this.#line("finally:");
      this.#block(() => {
        this.#line(`say("finally", ${this.#int(0, 99)})`);
        // no jumps out of a finally: 3.13 takes them, but they eat the budget's exception
        this.#statements({ ...inner, loop: inner.loop && this.#chance(0.3), func: inner.func && this.#chance(0.3), gen: inner.gen }, this.#int(0, 2));
      });
    }
  }

  #with(inner: Place): void {
    const g = this.#name("g");
    const guard = (): string => `${this.#pick(["Guard", "Guard", "guarded"])}(${this.#int(0, 9)}, ${this.#pick(["", "ValueError", "Trouble", "Exception"])})`;
    this.#line(this.#chance(0.3) ? `with ${guard()} as ${g}, ${guard()}:` : `with ${guard()} as ${g}:`);
    this.#block(() => {
      this.#line(`say("in", ${g})`);
      this.#statements(inner, this.#int(1, 3));
    });
  }

  /** What is inside a function sees the variables around it, but does not assign to them unless it says so. */
  #function(place: Place): void {
    const name = this.#name("f");
    const params = Array.from({ length: this.#int(0, 3) }, () => this.#pick(["int", "int", "str", "list"] as const));
    const defaults = this.#int(0, params.length);
    const result = this.#pick(["int", "int", "str", "list"] as const);
    const from = params.length - defaults;
    const text = params.map((k, i) => (i < from ? `p${i}` : `p${i}=${this.#literal(k)}`));
    if (this.#chance(0.15)) this.#line(this.#pick(["@traced", "@twice", "@functools.lru_cache(None)"].slice(0, params.includes("list") ? 2 : 3)));
    this.#line(`def ${name}(${text.join(", ")}):`);
    this.#inFunction(() => {
      params.forEach((kind, i) => this.#variables.push({ name: `p${i}`, kind }));
      this.#statements({ loop: false, func: result === "int", gen: false, handler: false, depth: Math.max(1, place.depth) }, this.#int(1, 3));
      if (this.#chance(0.3) && params.length > 0 && params[0] === "int") {
        this.#line(`if 0 < p0 < 5:`);
        this.#line(
          `    return ${name}(p0 - 1${params
            .slice(1)
            .map((k, i) => (this.#chance(0.5) || i + 1 < from ? `, p${i + 1}` : ""))
            .join("")
            .replace(/(?<=^|,)\s*$/, "")})`,
        );
      }
      this.#line(`return ${this.#bounded(result, 2)}`);
    });
    this.#functions.push({ name, params, result, defaults });
  }

  #inFunction(make: () => void): void {
    const outer = this.#variables;
    // a copy: reads go outward, assignments make variables of the function's own
    this.#indent++;
    const captured = outer.filter(() => this.#chance(0.25));
    this.#variables = [];
    const own = captured.filter((v) => /^[a-z]\d+$/.test(v.name) && !v.name.startsWith("p"));
    this.#nesting++;
    if (own.length > 0 && this.#chance(0.5)) {
      const chosen = this.#pick(own);
      const global = this.#nesting === 1 || chosen.global === true;
      this.#line(`${global ? "global" : "nonlocal"} ${chosen.name}`);
      this.#variables.push({ ...chosen, global });
      if (this.#chance(0.6)) this.#line(`${chosen.name} = ${this.#bounded(chosen.kind, 1)}`);
    } else if (captured.length > 0) {
      const local = this.#name("c");
      const chosen = this.#pick(captured);
      this.#line(`${local} = ${chosen.name}`);
      this.#variables.push({ name: local, kind: chosen.kind });
    }
    const [functions, classes] = [this.#functions.length, this.#classes.length];
    make();
    this.#functions.length = functions;
    this.#classes.length = classes;
    this.#indent--;
    this.#nesting--;
    this.#variables = outer;
  }

  #generator(place: Place): void {
    const name = this.#name("g");
    const gens = this.#functions.filter((f) => f.result === "gen");
    this.#line(`def ${name}(p0):`);
    this.#inFunction(() => {
      this.#variables.push({ name: "p0", kind: "int" });
      this.#line("step()");
      const inner: Place = { loop: false, func: true, gen: true, handler: false, depth: Math.max(2, place.depth) };
      this.#line(this.#pick([`x = yield p0`, `x = 0; yield from range(min(p0, 3))`, `x = yield (p0, ${this.#int(0, 9)})[0]`]));
      this.#line(`say("x", x)`);
      this.#statements(inner, this.#int(1, 3));
      if (gens.length > 0 && this.#chance(0.6)) {
        this.#line("if p0 > 0:");
        this.#line(`    say("result", (yield from ${this.#pick([...gens.map((g) => g.name), name])}(p0 - 1)))`);
      }
      if (this.#chance(0.5)) {
        this.#line(this.#chance(0.5) ? `for v in range(${this.#int(1, 3)}):` : "if True:");
        this.#line(`    try:`);
        this.#line(`        say("got", (yield ${this.#int(0, 50)}))`);
        this.#line(`    ${this.#pick(["except ValueError as error", "except GeneratorExit as error", "except Exception as error"])}:`);
        this.#line(`        told(error)`);
        this.#line(this.#pick([`        yield -1`, `        raise`, `        return 7`, `        raise Trouble("gen") from error`, `        pass`]));
        if (this.#chance(0.5)) {
          this.#line(`    finally:`);
          this.#line(`        say("gen finally", p0)`);
        }
      }
      this.#line(`return ${this.#bounded("int", 1)}`);
    });
    this.#functions.push({ name, params: ["int"], result: "gen", defaults: 0 });
  }

  /** Steps a generator by hand. */
  #drive(): void {
    const gens = this.#functions.filter((f) => f.result === "gen");
    if (gens.length === 0) return this.#say();
    const it = this.#name("it");
    this.#line(`${it} = ${this.#pick(gens).name}(${this.#int(0, 3)})`);
    const steps = Array.from({ length: this.#int(1, 5) }, () =>
      this.#pick([
        '("next",)',
        '("next",)',
        `("send", ${this.#int(0, 9)})`,
        '("send", None)',
        '("throw", ValueError("thrown"))',
        '("throw", Trouble)',
        '("close",)',
        '("throw", GeneratorExit)',
      ]),
    );
    this.#line(`drive(${it}, ${steps.join(", ")})`);
    if (this.#chance(0.5)) this.#line(`say(list(${it}))`);
  }

  #class(_place: Place): void {
    const name = this.#name("C");
    const base = this.#classes.length > 0 && this.#chance(0.5) ? this.#pick(this.#classes) : undefined;
    const field = base?.field ?? this.#pick(["value", "size", "name"]);
    const methods = [this.#pick(["go", "act", "pop", "get"]), ...(base?.methods ?? [])];
    this.#line(`class ${name}${base === undefined ? "" : `(${base.name})`}:`);
    this.#indent++;
    this.#line(`shared = ${this.#literal("list")}`);
    this.#line(`def __init__(self, v):`);
    this.#line(base === undefined ? `    self.${field} = v` : `    super().__init__(v + ${this.#int(0, 3)})`);
    this.#line(`def __repr__(self):`);
    this.#line(`    return f"${name}({self.${field}!r})"`);
    this.#line(`@property`);
    this.#line(`def twice(self):`);
    this.#line(`    return self.${field} * 2`);
    this.#line(`def ${methods[0]}(self, a):`);
    const kept = this.#variables;
    this.#inFunction(() => {
      this.#variables.push({ name: "a", kind: "int" }, { name: `self.${field}`, kind: "int" });
      this.#statements({ loop: false, func: true, gen: false, handler: false, depth: 3 }, this.#int(0, 2));
      if (base !== undefined && base.methods.includes(methods[0]!) && this.#chance(0.7)) this.#line(`a += super().${methods[0]}(a)`);
      this.#line(`return ${this.#bounded("int", 2)}`);
    });
    this.#variables = kept;
    this.#line(`def __add__(self, other):`);
    this.#line(`    return type(self)(self.${field} + (other if isinstance(other, int) else other.${field}))`);
    if (this.#chance(0.4)) this.#line(`def __lt__(self, other): return self.${field} < other.${field}`);
    if (this.#chance(0.4)) this.#line(`def __eq__(self, other): return isinstance(other, ${name}) and self.${field} == other.${field}`);
    if (this.#chance(0.3))
      this.#line(`def __iter__(self):\n${"    ".repeat(this.#indent + 1)}yield self.${field}\n${"    ".repeat(this.#indent + 1)}yield from self.shared`);
    if (this.#chance(0.3)) this.#line(`def __getattr__(self, name): return "no " + name`);
    if (this.#chance(0.3)) this.#line(`def __call__(self, *args, **kw): return (self.${field}, args, kw)`);
    if (this.#chance(0.3)) this.#line(`def __len__(self): return self.${field}`);
    if (this.#chance(0.3)) this.#line(`def __getitem__(self, k): return self.shared[k]`);
    if (this.#chance(0.3)) this.#line(`def __bool__(self): return self.${field} > 2`);
    if (this.#chance(0.3))
      this.#line(
        this.#pick([
          `@classmethod\n${"    ".repeat(this.#indent)}def make(cls, *a): return cls(*a)`,
          `@staticmethod\n${"    ".repeat(this.#indent)}def make(*a): return list(a)`,
        ]),
      );
    this.#indent--;
    this.#classes.push({ name, methods, field });
  }

  /** Uses of an instance that may or may not be allowed. */
  #objects(): void {
    if (this.#classes.length === 0) return this.#say();
    const c = this.#pick(this.#classes);
    const make = `${c.name}(${this.#expression("int", 1)})`;
    this.#line(
      `attempt(lambda: ${this.#pick([`sorted([${make}, ${make}])`, `${make} == ${make}`, `list(${make})`, `${make}.nothing`, `${make}(1, k=2)`, `len(${make})`, `${make}[0]`, `bool(${make})`, `${make}.make(3)`, `${c.name}.make(4)`, `${make}.${this.#pick(c.methods)}()`, `${make}.${this.#pick(c.methods)}(1, 2)`, `${c.name}()`, `${make} in [${make}]`, `hash(${make}) != 0`, `f"{${make}}"`, `${make} + ${make}`, `${make} < 3`, `setattr(${make}, "twice", 1)`, `[*${make}]`, `1 in ${make}`, `${make} - 1`, `isinstance(${make}, ${this.#pick(this.#classes).name})`, `${c.name}.${this.#pick(c.methods)}`.concat(".__qualname__"), `{**${make}}`, `max(${make}, ${make})`])})`,
    );
  }

  #match(inner: Place): void {
    const subject = this.#pick([this.#expression("list", 1), this.#expression("int", 1), this.#expression("dict", 1), this.#expression("str", 1)]);
    this.#line(`match ${subject}:`);
    this.#indent++;
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
    const chosen = [...new Set(Array.from({ length: this.#int(1, 4) }, () => this.#pick(patterns)))];
    for (const pattern of [...chosen, ...(this.#chance(0.5) ? ["_"] : [])]) {
      this.#line(`case ${pattern}:`);
      this.#block(() => {
        this.#line(`say("case", ${/\bm0\b/.test(pattern) ? "m0" : "0"})`);
        this.#statements(inner, this.#int(0, 2));
      });
    }
    this.#indent--;
  }

  /** Threads: jobs that share nothing but what is locked or queued. */
  #threads(): void {
    const job = this.#name("job");
    const [variables, functions, classes] = [this.#variables, this.#functions, this.#classes];
    [this.#variables, this.#functions, this.#classes] = [[{ name: "p0", kind: "int" }], [], []];
    this.#line(`def ${job}(p0):`);
    this.#indent++;
    this.#nesting++;
    for (const kind of ["str", "list"] as const) this.#declare(kind);
    this.#generator({ loop: false, func: true, gen: false, handler: false, depth: 2 });
    this.#statements({ loop: false, func: true, gen: false, handler: false, depth: 1 }, this.#int(2, 4));
    this.#line(`return ${this.#bounded("int", 2)}`);
    this.#indent--;
    this.#nesting--;
    [this.#variables, this.#functions, this.#classes] = [variables, functions, classes];
    this.#line(
      this.#pick(threadBlocks)
        .replaceAll("JOB", job)
        .replaceAll("N", String(this.#int(2, 4))),
    );
  }
}
