/**
 * fast - the form that normally runs: the source, and after each site a test.
 *
 * `t = call(); if (S.mode !== 0) return $save($F, pc, this, [locals]);`
 */
import { CAPTURING, Form } from "./form.js";
import type { BlockOp, DeclareOp, IfOp, LoopOp, Ops, ReturnOp, Site, SwitchOp, TryOp } from "./ops.js";
import { THIS } from "./print.js";

export class FastForm extends Form {
  protected readonly self = THIS;

  body(ops: Ops): string {
    return this.list(ops.filter((op) => !op.fastOnly));
  }

  /** What runs before the frame counts. */
  prologue(ops: Ops): string {
    return this.list(ops.filter((op) => op.fastOnly));
  }

  private save(op: Site): string {
    const { f, descriptor, isConstructor, isDerived } = this.context;
    const self = !f.usesThis && !isConstructor ? "null" : isDerived && !op.superDone ? "new.target" : THIS;
    const text = `$save(${descriptor}, ${op.pc}, ${self}, [${op.vars.join(", ")}])`;
    return isDerived ? `{ ${text}; return {}; }` : `return ${text}`;
  }

  protected site(op: Site): string {
    const save = this.save(op);
    if (op.kind === "tick") return `if (--$f < 0) { $f = $tick(); if (${CAPTURING}) ${save}; }`;
    if (op.kind === "super") return `super(${this.own(op.text)}); ${this.after(op, save)}`;
    if (this.keeps(op)) return `{ const $r = ${this.call(op, this.own(op.text))}; ${this.after(op, save)} ${op.dst!} = $r; }`;
    const target = op.dst === null ? "" : `${op.declare && !this.context.keepsLocals ? `${op.declare} ` : ""}${op.dst} = `;
    return `${target}${this.call(op, this.own(op.text))}; ${this.after(op, save)}`;
  }

  protected list(ops: Ops): string {
    let text = "";
    for (const op of ops) text += `${this.op(op)}\n`;
    return text;
  }

  protected ifTest(op: IfOp): string {
    return this.own(op.test);
  }

  protected loopTest(op: LoopOp): string {
    return op.test === null ? "" : this.own(op.test);
  }

  protected declaration(op: DeclareOp): string {
    if (this.context.keepsLocals && op.kind && op.fastOnly !== true) return this.assigned(op);
    return `${op.kind ? `${op.kind} ` : ""}${this.own(op.lhs)}${op.rhs === null ? "" : ` = ${this.own(op.rhs)}`};`;
  }

  protected switchText(op: SwitchOp): string {
    const cases = op.cases.map((c) => `${c.test === null ? "default" : `case ${this.own(c.test)}`}:\n${this.list(c.body)}`);
    return `${op.target.used ? `${op.target.label}: ` : ""}switch (${this.own(op.on)}) {\n${cases.join("")}}`;
  }

  protected tryText(op: TryOp): string {
    const pass = this.passThrough;
    if (this.catchesFlights(op.block)) return this.landingText(op);
    return `try {\n${this.inside(op.block, null)}} catch (${op.caught}) {\n${this.restoreDepth()}${pass ? `if (${op.caught} === ${pass}) throw ${op.caught}; ` : ""}${this.handling(op.handler)}}`;
  }

  /** The handler stands behind the `try`, where exceptions come by a jump, too. */
  private landingText({ block, handler, caught, flag }: TryOp): string {
    const label = `$B${flag.slice(2)}`;
    const end = `$T${flag.slice(2)}`;
    const text = this.inside(block, { label, thrown: (thrown) => `${caught} = ${thrown};` });
    return (
      `${end}: {\nlet ${caught};\n${label}: try {\n${text}break ${end};\n} catch ($e) { ${caught} = $e; }\n` +
      `${this.restoreDepth()}if (S.mode === 2) ${caught} = $landed(); ${this.handling(handler)}}`
    );
  }

  protected returnText(op: ReturnOp): string {
    const text = op.text === null ? "" : this.own(op.text);
    if (!this.context.counts) return text === "" ? "return;" : `return ${text};`;
    if (text === "") return "{ S.depth = $d - 1; return; }";
    return /^[$\w.]+$/.test(text) ? `{ S.depth = $d - 1; return ${text}; }` : `{ const $r = (${text}); S.depth = $d - 1; return $r; }`;
  }

  protected blockText(op: BlockOp): string {
    return `${op.label === null ? "" : `${op.label}: `}{\n${this.list(op.body)}}`;
  }

  protected beforeGuard(): string {
    return "";
  }
}
