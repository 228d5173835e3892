/**
 * programs - random Python programs: from a seed always the same text, many programs to a script.
 *
 * Mind  every program ends (loops are counted, calls go to earlier functions, `step()` has a budget) and says the same under any switching of threads:
 *       what threads share is locked or handed over, what they say is kept per thread and told in order.
 */
import { Definitions } from "./definitions.js";
import { PRELUDE } from "./prelude.js";
import type { Place } from "./shape.js";

/** A script with the programs of the seeds `first` ... `first + count - 1`; each says its lines with `pSEED` before them. */
export function randomScript(first: number, count: number): string {
  const parts = [PRELUDE];
  for (let seed = first; seed < first + count; seed++) parts.push(new Programmer(seed).program());
  return parts.join("\n") + "\n";
}

class Programmer extends Definitions {
  program(): string {
    const top = this.chance(0.25);
    const place: Place = { loop: false, func: !top, gen: false, handler: false, depth: 0 };
    if (top) {
      // the body of the module itself: other code is emitted for its variables
      this.line(`begin("p${this.seed}")`);
      this.line("try:");
      this.block(() => this.body(place, 5));
      this.line("except BaseException as error:");
      this.line("    report(error)");
      this.line("finish()");
    } else {
      this.line(`def p${this.seed}():`);
      this.nesting = 1;
      this.block(() => this.body(place, 6));
      this.line(`run("p${this.seed}", p${this.seed})`);
    }
    return this.lines.join("\n");
  }

  protected body(place: Place, size: number): void {
    for (const kind of ["int", "str", "list", "int", "dict"] as const) this.declare(kind);
    if (this.chance(0.8)) this.defineFunction(place);
    if (this.chance(0.6)) this.defineGenerator(place);
    if (this.chance(0.5)) this.defineClass(place);
    if (this.chance(0.5)) this.defineFunction(place);
    for (let i = 0; i < size; i++) {
      if (this.chance(0.15)) {
        if (this.statement(place)) break;
        continue;
      }
      this.line("try:");
      this.block(() => this.statements({ ...place, depth: 1 }, this.int(1, 3)));
      this.line("except Exception as error:");
      this.line("    told(error)");
    }
    if (this.chance(0.3)) this.threads();
    this.line(
      `say("end", ${this.variables
        .slice(0, 8)
        .map((v) => v.name)
        .join(", ")})`,
    );
  }

  protected statements(place: Place, count: number): void {
    for (let i = 0; i < count; i++) if (this.statement(place)) return;
  }

  /** True if nothing after it in its block would run. */
  protected statement(place: Place): boolean {
    const inner = { ...place, depth: place.depth + 1 };
    const deep = place.depth >= 4 || this.lines.length > 110;
    switch (this.int(0, deep ? 9 : 31)) {
      case 0:
      case 1:
        this.say();
        return false;
      case 2:
      case 3:
        this.assign();
        return false;
      case 4:
        this.augment();
        return false;
      case 5:
        this.mutate();
        return false;
      case 6:
        return this.jump(place);
      case 7:
        if (place.gen) this.line(this.pick([`say("sent", (yield ${this.expression("int")}))`, `yield ${this.expression("int")}`]));
        else this.say();
        return false;
      case 8:
        this.unpack();
        return false;
      case 9:
        this.line(`assert ${this.condition(1)}, ${this.expression("str", 1)}`);
        return false;
      case 10:
      case 11:
      case 12:
        this.branch(inner);
        return false;
      case 13:
      case 14:
      case 15:
        this.forLoop(inner);
        return false;
      case 16:
      case 17:
        this.whileLoop(inner);
        return false;
      case 18:
      case 19:
      case 20:
      case 21:
      case 22:
        this.tryStatement(inner);
        return false;
      case 23:
      case 24:
        this.withStatement(inner);
        return false;
      case 25:
        this.defineFunction(place);
        return false;
      case 26:
        this.defineGenerator(place);
        return false;
      case 27:
      case 28:
        this.drive();
        return false;
      case 29:
        this.defineClass(place);
        return false;
      case 30:
        this.matchStatement(inner);
        return false;
      default:
        this.objects();
        return false;
    }
  }
}
