/**
 * completion - jumps, `try` and `finally`.
 *
 * finally without sites   stays JavaScript's; its body runs only if nothing is being captured
 * finally with sites      a completion record: `k = 0; L: try { B } catch (x) { k = -1; v = x } F; if (k === -1) throw v; if (k === 1) return v; ...`
 *                         so that F is ordinary code which both forms can enter; jumps out of B set k, and are resolved again after F
 */
import { Exploder } from "./explode.js";
import type * as E from "./estree.js";
import { eachChild, isFunction } from "./estree.js";
import type { Ops, Target } from "./ops.js";

export abstract class Completer extends Exploder {
  readonly #targets: Target[] = [];

  protected abstract block(node: E.Statement): Ops;

  protected target(kind: Target["kind"], labels: readonly string[]): Target {
    return { kind, labels, label: this.unit.nextLabel(), used: false, continues: null, done: null, kv: "", vv: "", codes: [] };
  }

  protected within<T>(target: Target, build: () => T): T {
    this.#targets.push(target);
    const made = build();
    this.#targets.pop();
    return made;
  }

  protected insideTry(): boolean {
    return this.#targets.some((target) => target.kind === "finally" || target.kind === "try");
  }

  protected emitIf(test: string, then: () => void, otherwise: (() => void) | null): void {
    const { at } = this;
    const a = this.into(then);
    const b = otherwise ? this.into(otherwise) : null;
    this.at = at;
    this.emit({ op: "if", test, then: a, else: b });
  }

  protected emitBreak(label: string): void {
    this.emit({ op: "break", label });
  }

  protected findTarget(label: string | undefined, continues: boolean): Target {
    for (let i = this.#targets.length - 1; i >= 0; i--) {
      const target = this.#targets[i] as Target;
      if (target.kind === "finally" || target.kind === "try") continue;
      if (label !== undefined ? target.labels.includes(label) : target.kind === "loop" || (!continues && target.kind === "switch")) return target;
    }
    throw new Error("a jump without a target");
  }

  /** The innermost `finally` with a record between here and `to`. */
  #crossed(to: Target | null): Target | undefined {
    for (let i = this.#targets.length - 1; i >= 0 && this.#targets[i] !== to; i--) if (this.#targets[i]?.kind === "finally") return this.#targets[i];
    return undefined;
  }

  #code(through: Target, to: Target | null, continues: boolean): number {
    let way = through.codes.find((c) => c.to === to && c.continues === continues);
    if (!way) through.codes.push((way = { code: through.codes.length + 1, to, continues }));
    return way.code;
  }

  /** `return`; the text has no site left. */
  protected leave(text: string | null): void {
    const through = this.#crossed(null);
    if (!through) {
      this.emit({ op: "return", text });
      return;
    }
    this.text(`${through.vv} = ${text ?? "undefined"}`);
    this.text(`${through.kv} = ${this.#code(through, null, false)}`);
    this.emitBreak(through.label);
  }

  /** `break` and `continue`. */
  protected jump(to: Target, continues: boolean): void {
    const through = this.#crossed(to);
    if (through) {
      this.text(`${through.kv} = ${this.#code(through, to, continues)}`);
      this.emitBreak(through.label);
    } else if (continues && to.continues !== null) this.emitBreak(to.continues);
    else {
      to.used = true;
      this.emit({ op: continues ? "continue" : "break", label: to.label });
    }
  }

  protected tryStatement(node: E.TryStatement): void {
    const { at } = this;
    const core = () => {
      const target = this.target("try", []);
      if (!node.handler) {
        this.out.push(...this.within(target, () => this.block(node.block)));
        return;
      }
      const { handler } = node;
      const block = this.within(target, () => this.block(node.block));
      const number = ++this.temporaries;
      const caught = `$x${number}`;
      this.at = handler.start >= 0 ? handler : at;
      const body = this.within(target, () =>
        this.into(() => {
          if (handler.param) this.declarePattern(handler.param, caught, "let");
          this.out.push(...this.block(handler.body));
        }),
      );
      this.at = at;
      this.emit({ op: "try", block, caught, handler: body, flag: `$h${number}` });
    };
    const final = node.finalizer;
    if (!final) core();
    else if (this.has(final) || (node.$pending === true && raises(final))) this.complete(core, () => this.out.push(...this.block(final)), node.$pending);
    else {
      const block = this.within(this.target("try", []), () => this.into(core));
      const made = this.block(final);
      this.at = at;
      this.emit({ op: "finally", block, final: made });
    }
  }

  /**
   * `core` under a completion record, then `final`.
   *
   * @param pending an exception that passes is the handled one while `final` runs
   */
  protected complete(core: () => void, final: () => void, pending = false): void {
    const { at } = this;
    const target = this.target("finally", []);
    target.kv = this.temp();
    target.vv = this.temp();
    this.declare("let", target.kv, "0");
    this.declare("let", target.vv, null);
    const block = this.within(target, () => this.into(core));
    this.at = at;
    this.emit({ op: "guard", target, block, caught: `$x${++this.temporaries}` });
    if (pending) this.emitIf(`${target.kv} === -1`, () => this.text(`${target.vv} = $caught(${target.vv}, ${this.unit.frameCode()})`), null);
    this.keeping([target.kv, target.vv], () => this.out.push(...this.into(final)));
    this.at = at;
    this.emitIf(`${target.kv} === -1`, () => this.emit({ op: "throw", text: pending ? `$reraise(${target.vv})` : target.vv }), null);
    for (const way of target.codes)
      this.emitIf(`${target.kv} === ${way.code}`, () => (way.to === null ? this.leave(target.vv) : this.jump(way.to, way.continues)), null);
  }
}

/** Whether something is raised in a statement: it asks for the exception that is handled there. */
function raises(node: E.Node): boolean {
  let found = node.type === "ThrowStatement";
  if (!isFunction(node)) eachChild(node, (child) => (found ||= raises(child)));
  return found;
}
