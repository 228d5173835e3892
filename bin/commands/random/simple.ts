/**
 * simple - random statements of one line.
 */
import { Expressions } from "./expressions.js";
import type { Place } from "./shape.js";

export class SimpleStatements extends Expressions {
  protected say(): void {
    this.line(`say(${Array.from({ length: this.int(1, 3) }, () => this.expression(this.pick(["int", "int", "str", "list", "float", "dict"]))).join(", ")})`);
  }

  protected assign(): void {
    const kind = this.pick(["int", "int", "str", "list", "dict", "float"] as const);
    const known = this.chance(0.75) ? this.variable(kind) : undefined;
    if (known === undefined) this.declare(kind);
    else if (!known.includes(".") && this.chance(0.1)) this.line(`if (${known} := ${this.bounded(kind, 2)}): say(${known})`);
    else this.line(`${known} = ${this.bounded(kind, 2)}`);
  }

  protected augment(): void {
    const kind = this.pick(["int", "int", "str"] as const);
    const name = this.variable(kind);
    if (name === undefined) return this.say();
    if (kind === "str") this.line(`${name} += ${this.expression("str", 1)}[:3]`);
    else this.line(`${name} ${this.pick(["+=", "-=", "//=", "%=", "^=", "|=", ">>="])} ${this.expression("int", 1)}`);
  }

  protected mutate(): void {
    const list = this.variable("list");
    const dict = this.variable("dict");
    const int = (): string => this.expression("int", 1);
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
        `${dict}[${this.expression("str", 1)}] = ${int()}`,
        `del ${dict}[${this.expression("str", 1)}]`,
        `say(${dict}.pop(${this.expression("str", 1)}, None))`,
        `${dict}.setdefault(${this.expression("str", 1)}, ${int()})`,
      );
    this.line(this.pick(forms.length > 1 ? forms.slice(1) : forms));
  }

  protected jump(place: Place): boolean {
    const forms = [`raise ${this.error()}`];
    if (place.depth <= 1 && !place.loop && this.nesting < 2) return false;
    if (place.loop) forms.push("break", "continue", "break", "continue");
    if (place.func && !place.gen) forms.push(`return ${this.expression("int")}`);
    if (place.gen) forms.push("return", `return ${this.expression("int")}`);
    if (place.handler) forms.push("raise", `raise ${this.error()} from None`, `raise ${this.error()} from error`);
    const jump = this.pick(forms);
    if (place.depth === 0 || this.chance(0.5)) {
      this.line(`if ${this.condition(1)}:`);
      this.line(`    ${jump}`);
      return false;
    }
    this.line(jump);
    return true;
  }

  protected error(): string {
    return `${this.pick(["ValueError", "KeyError", "Trouble", "IndexError", "TypeError", "StopIteration", "RuntimeError"])}(${this.pick([this.expression("int", 1), this.expression("str", 1), ""])})`;
  }

  protected unpack(): void {
    const list = this.expression("list", 1);
    const [a, b, c] = [this.name("i"), this.name("i"), this.name("l")];
    switch (this.int(0, 3)) {
      case 0:
        this.line(`${a}, ${b}, *${c} = ${list}`);
        this.variables.push({ name: c, kind: "list" });
        break;
      case 1:
        this.line(`${a}, ${b} = ${this.expression("int")}, ${this.expression("int")}`);
        break;
      case 2:
        this.line(`${a}, (${b}, ${c}) = ${this.expression("int")}, (${this.expression("int")}, ${list})`);
        this.variables.push({ name: c, kind: "list" });
        break;
      default:
        this.line(`${a} = ${b} = ${this.expression("int")}`);
    }
    this.variables.push({ name: a, kind: "int" }, { name: b, kind: "int" });
  }
}
