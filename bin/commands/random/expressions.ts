/**
 * expressions - random expressions by the kind of their value; a few are of another kind, on purpose.
 */
import type { Kind, Variable } from "./shape.js";
import { Text } from "./text.js";

export class Expressions extends Text {
  protected declare(kind: Kind): Variable {
    const variable = { name: this.name(kind[0]!), kind };
    this.line(`${variable.name} = ${this.bounded(kind, 1)}`);
    this.variables.push(variable);
    return variable;
  }

  protected variable(kind: Kind): string | undefined {
    const found = this.variables.filter((v) => v.kind === kind);
    return found.length === 0 ? undefined : this.pick(found).name;
  }

  /** An expression whose value stays small. */
  protected bounded(kind: Kind, depth: number): string {
    const text = this.expression(kind, depth);
    if (kind === "int") return this.chance(0.6) ? text : `(${text}) % ${this.pick(["7", "1000", "100003", "2**40"])}`;
    if (kind === "str") return `(${text})[:20]`;
    if (kind === "list") return `(${text})[:9]`;
    return text;
  }

  protected expression(kind: Kind, depth = 2): string {
    if (this.chance(0.012)) kind = this.pick(["int", "str", "list", "float", "dict"]);
    if (depth <= 0 || this.chance(0.15)) {
      const name = this.chance(0.75) ? this.variable(kind) : undefined;
      return name ?? this.literal(kind);
    }
    const call = this.chance(0.15) ? this.call(kind, depth) : undefined;
    if (call !== undefined) return call;
    switch (kind) {
      case "int":
        return this.intExpression(depth - 1);
      case "str":
        return this.strExpression(depth - 1);
      case "list":
        return this.listExpression(depth - 1);
      case "float":
        return this.floatExpression(depth - 1);
      case "dict":
        return this.dictExpression(depth - 1);
    }
  }

  protected literal(kind: Kind): string {
    switch (kind) {
      case "int":
        return String(this.chance(0.9) ? this.int(-3, 12) : this.pick(["2**31", "10**17", "-(2**63)", "True", "9007199254740991"]));
      case "str":
        return this.pick(['"ab"', '"xyz"', '""', "'é€'", '"q\\n"', '"a,b,c"', '"𝄞k"']);
      case "list":
        return this.pick(["[]", "[1, 2, 3]", "[5, 3, 8, 1]", "[0]"]);
      case "float":
        return this.pick(["0.5", "2.0", "-1.25", "1e10", "3.0"]);
      case "dict":
        return this.pick(["{}", '{"a": 1}', '{"k": 2, "j": 5}']);
    }
  }

  protected call(kind: Kind, depth: number): string | undefined {
    const found = this.functions.filter((f) => f.result === kind);
    if (found.length === 0) return undefined;
    const f = this.pick(found);
    const given = f.params.length - this.int(0, f.defaults);
    const args = f.params.slice(0, given).map((k) => this.expression(k, depth - 2));
    if (this.chance(0.15) && args.length > 0) {
      const last = args.length - 1;
      args[last] = this.pick([`*[${args[last]}]`, `p${last}=${args[last]}`, `**{"p${last}": ${args[last]}}`]);
    }
    return `${f.name}(${args.join(", ")})`;
  }

  protected intExpression(depth: number): string {
    const e = (kind: Kind = "int"): string => this.expression(kind, depth);
    switch (this.int(0, 23)) {
      case 0:
        return `(${e()} + ${e()})`;
      case 1:
        return `(${e()} - ${e()})`;
      case 2:
        return `(${e()} * ${e()})`;
      case 3:
        return `(${e()} // ${this.divisor()})`;
      case 4:
        return `(${e()} % ${this.divisor()})`;
      case 5:
        return `(${e()} ${this.pick(["&", "|", "^"])} ${e()})`;
      case 6:
        return `(${e()} << ${this.int(0, 9)})`;
      case 7:
        return `(${e()} >> ${this.int(0, 4)})`;
      case 8:
        return `${this.pick(["-", "~", "+"])}${e()}`;
      case 9:
        return `len(${e(this.pick(["list", "str", "dict"]))})`;
      case 10:
        return `sum(${e("list")})`;
      case 11:
        return `(${e()} if ${this.condition(depth)} else ${e()})`;
      case 12:
        return `${this.pick(["max", "min"])}(${e()}, ${e()})`;
      case 13:
        return this.chance(0.3) ? `${e("list")}[${e()}]` : `[*${e("list")}, 4][${this.int(-1, 0)}]`;
      case 14:
        return `${this.owner(e("dict"))}.get(${e("str")}, ${e()})`;
      case 15:
        return this.chance(0.3) ? `${e("dict")}[${e("str")}]` : `len(${e("dict")})`;
      case 16:
        return `(lambda a, b=${e()}: a - b)(${e()})`;
      case 17:
        return this.over("sum", depth);
      case 18:
        return `(${e()} ${this.pick(["and", "or"])} ${e()})`;
      case 19:
        return `int(${e("float")})`;
      case 20:
        return `abs(${e()})`;
      case 21:
        return `divmod(${e()}, ${this.divisor()})[${this.int(0, 1)}]`;
      case 22:
        return this.instance(depth) ?? e();
      default:
        return `next(iter(${e("list")}), ${e()})`;
    }
  }

  protected divisor(): string {
    return this.chance(0.15) ? this.expression("int", 1) : this.pick(["3", "7", "-4", "10**9"]);
  }

  /** Something of an instance, as a number. */
  protected instance(depth: number): string | undefined {
    if (this.classes.length === 0) return undefined;
    const c = this.pick(this.classes);
    const make = `${c.name}(${this.expression("int", depth - 1)})`;
    return this.pick([
      `${make}.${c.field}`,
      `${make}.${this.pick(c.methods)}(${this.expression("int", depth - 1)})`,
      `(${make} + ${this.expression("int", 0)}).${c.field}`,
      `len(repr(${make}))`,
      `${make}.twice`,
    ]);
  }

  protected over(what: string, depth: number): string {
    const x = this.name("x");
    const source = this.expression("list", depth);
    this.variables.push({ name: x, kind: "int" });
    const item = this.expression("int", depth);
    const test = this.chance(0.4) ? ` if ${this.condition(depth)}` : "";
    let inner = "";
    if (this.chance(0.2)) inner = ` for ${this.name("y")} in range(${this.int(0, 3)})`;
    this.variables.pop();
    return `${what}(${item} for ${x} in ${source}${inner}${test})`;
  }

  protected strExpression(depth: number): string {
    const e = (kind: Kind = "str"): string => this.expression(kind, depth);
    switch (this.int(0, 13)) {
      case 0:
        return `(${e()} + ${e()})`;
      case 1:
        return `${e()}[${this.int(-3, 3)}:${this.pick(["", String(this.int(-2, 6))])}]`;
      case 2:
        return `str(${e(this.pick(["int", "list", "float", "dict"]))})`;
      case 3:
        return `repr(${e(this.pick(["str", "int", "list", "float"]))})`;
      case 4:
        return `${this.pick(['","', '""', '"-"'])}.join(map(str, ${e("list")}))`;
      case 5:
        return `f"{${this.quoted(e("int"))}}:{${this.quoted(e("str"))}!r:>5}"`;
      case 6:
        return `(${e()} * ${this.int(0, 3)})`;
      case 7:
        return `${this.owner(e())}.${this.pick(["upper()", "title()", "strip()", "swapcase()", 'replace("a", "bb")', "zfill(5)", "center(7, '*')"])}`;
      case 8:
        return `${e()}[::-1]`;
      case 9:
        return `("%s|%d" % (${e()}, ${e("int")}))`;
      case 10:
        return this.chance(0.3) ? `${e()}[${e("int")}]` : `${e()}[${this.int(0, 2)}:]`;
      case 11:
        return `type(${e(this.pick(["int", "str", "list", "float"]))}).__name__`;
      case 12:
        return `"{:>{}}".format(${e()}, ${this.int(1, 8)})`;
      default:
        return `(${e()} if ${this.condition(depth)} else ${e()})`;
    }
  }

  /** Before a dot: an int of the wrong place needs parentheses there. */
  private owner(text: string): string {
    return /^\d+$/.test(text) ? `(${text})` : text;
  }

  /** Inside a hole of an f-string in double quotes: nested quotes are allowed since 3.12, braces of displays need room. */
  protected quoted(text: string): string {
    return text.startsWith("{") ? ` ${text}` : text;
  }

  protected listExpression(depth: number): string {
    const e = (kind: Kind = "list"): string => this.expression(kind, depth);
    switch (this.int(0, 14)) {
      case 0:
        return `[${e("int")}, ${e("int")}]`;
      case 1:
        return `list(range(${this.int(-1, 6)}))`;
      case 2:
        return `(${e()} + ${e()})`;
      case 3:
        return `${e()}[${this.int(-3, 2)}:${this.int(-2, 5)}${this.pick(["", ":2", ":-1"])}]`;
      case 4:
        return `sorted(${e()}${this.pick(["", ", reverse=True", ", key=lambda v: -v", ", key=lambda v: v % 3"])})`;
      case 5:
        return `[*${e()}, ${e("int")}]`;
      case 6:
        return this.over("list", depth);
      case 7:
        return this.over("list", depth).replace(/^list\((.*)\)$/s, "[$1]");
      case 8:
        return `[len(w) for w in ${this.owner(e("str"))}.split(",")]`;
      case 9:
        return `list(map(lambda v: v * 2, ${e()}))`;
      case 10:
        return `[v for v in ${e()} if v > ${e("int")}]`;
      case 11:
        return `[a * b for a, b in zip(${e()}, ${e()})]`;
      case 12:
        return `sorted(${this.owner(e("dict"))}.values())`;
      case 13: {
        const gens = this.functions.filter((f) => f.result === "gen");
        return gens.length === 0 ? e() : `list(${this.pick(gens).name}(${this.int(0, 4)}))`;
      }
      default:
        return `list(reversed(${e()}))`;
    }
  }

  protected floatExpression(depth: number): string {
    const e = (kind: Kind = "float"): string => this.expression(kind, depth);
    switch (this.int(0, 6)) {
      case 0:
        return `(${e("int")} / ${this.divisor()})`;
      case 1:
        return `(${e()} * ${e()})`;
      case 2:
        return `round(${e()}, 2)`;
      case 3:
        return `float(${e("int")})`;
      case 4:
        return `(${e()} - ${e("int")})`;
      case 5:
        return `(${e()} % ${this.chance(0.1) ? e() : "7.5"})`;
      default:
        return `(${e()} ** 2)`;
    }
  }

  protected dictExpression(depth: number): string {
    const e = (kind: Kind): string => this.expression(kind, depth);
    switch (this.int(0, 4)) {
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

  protected condition(depth: number): string {
    const e = (kind: Kind): string => this.expression(kind, depth - 1);
    switch (this.int(0, 9)) {
      case 0:
        return `${e("int")} ${this.pick(["<", ">", "==", "!=", "<=", ">="])} ${e("int")}`;
      case 1:
        return `${e("int")} < ${e("int")} <= ${e("int")}`;
      case 2:
        return `${e("int")} in ${e("list")}`;
      case 3:
        return `${e("str")} in ${e("dict")}`;
      case 4:
        return `not ${e("list")}`;
      case 5:
        return `${e("str")} ${this.pick(["<", "==", "!="])} ${e("str")}`;
      case 6:
        return `(${this.condition(depth - 1)} ${this.pick(["and", "or"])} ${this.condition(depth - 1)})`;
      case 7:
        return `any(v > ${e("int")} for v in ${e("list")})`;
      case 8:
        return `isinstance(${e("int")}, ${this.pick(["int", "str", "bool", "(int, float)"])})`;
      default:
        return e("int");
    }
  }
}
