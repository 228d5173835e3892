/**
 * twin - the form that is entered at a saved site. It is structured as the source is: loops stay loops.
 *
 * `$pc` is the site to reach; 0 once it is reached. Sites are numbered in order, so that one comparison with the highest site inside
 * decides whether a compound statement is entered. Ops without sites run only while `$pc` is 0; after the last site of a list it always is.
 */
import { CAPTURING, Form } from "./form.js";
import type { FormContext } from "./form.js";
import type { BlockOp, DeclareOp, GuardOp, IfOp, LoopOp, Op, Ops, ReturnOp, Site, SwitchOp, TryOp } from "./ops.js";

export class TwinForm extends Form {
  protected readonly self = "$this";
  /** Variables that only this form has. */
  readonly extra = new Set<string>();
  /** In a generator: variables among the first saved that can change. */
  readonly #changing: ReadonlySet<string>;

  constructor(context: FormContext) {
    super(context);
    this.#changing = new Set(context.f.bindings.filter((b) => b.writes > 0 && !b.boxed).map((b) => b.uname));
  }

  body(ops: Ops): string {
    const own: Ops = ops.filter((op) => !op.fastOnly);
    own.hi = ops.hi ?? 0;
    return this.list(own);
  }

  /** A generator's frame is updated in place. */
  private store(op: Site): string {
    const fixed = this.context.entry.length;
    return op.vars.map((name, i) => (name === "" || (i < fixed && !this.#changing.has(name)) ? "" : `$l[${i}] = ${name}; `)).join("");
  }

  private leaves = false;

  private save(op: Site): string {
    this.leaves = true;
    return `{ $s = ${op.pc}; break $S; }`;
  }

  /** Around the body: where sites go when the frame is to be saved. */
  wrapped(body: string, sites: readonly Site[]): string {
    if (!this.leaves) return body;
    const { f, descriptor, isConstructor, isGenerator } = this.context;
    const groups = new Map<string, { text: string; pcs: number[] }>();
    for (const op of sites) {
      if (op.kind === "yield" || op.kind === "delegate") continue;
      const text = isGenerator ? this.store(op) : op.vars.join(", ");
      const group = groups.get(text);
      if (group) group.pcs.push(op.pc);
      else groups.set(text, { text, pcs: [op.pc] });
    }
    const self = f.usesThis || isConstructor ? "$this" : "null";
    const one = (text: string) => (isGenerator ? `${text}return $saveGen($fr, $s);` : `return $save(${descriptor}, $s, ${self}, [${text}]);`);
    const list = [...groups.values()];
    const end =
      list.length === 1 && list[0]
        ? one(list[0].text)
        : `switch ($s) { ${list.map(({ text, pcs }) => `${pcs.map((pc) => `case ${pc}:`).join(" ")} ${one(text)}`).join(" ")} }`;
    return `let $s = 0;\n$S: {\n${body}return${isConstructor ? " $this" : ""};\n}\n${end}\n`;
  }

  protected site(op: Site): string {
    const text = this.own(op.twinText ?? op.text);
    const save = this.save(op);
    const store = op.dst === null ? "" : `${op.dst} = `;
    switch (op.kind) {
      case "tick":
        return `if ($pc === 0) { if (--$f < 0) { $f = $tick(); if (${CAPTURING}) ${save}; } } else { $pc = 0; $take(); }`;
      case "yield":
        return `if ($pc === 0) { const $y = ${this.context.isAsyncGenerator ? `$yielded(${text})` : text}; $fr.pc = ${op.pc}; ${this.store(op)}$fr.y = true; return $y; } else if ($pc === ${op.pc}) { $pc = 0; ${store}$take(); }`;
      case "delegate":
        return `if ($pc === 0) { $fr.pc = ${op.pc}; ${this.store(op)}$fr.d = ${op.target}; $fr.y = true; return ${text}; } else if ($pc === ${op.pc}) { $pc = 0; $fr.d = null; $sent(${op.target}); }`;
      case "super": {
        const { cls } = this.context.f;
        const home = cls?.id ? this.context.unit.printer.name(cls.id) : "";
        return `if ($pc === 0) { $this = Reflect.construct(Object.getPrototypeOf(${home}), [${text}], $this); ${this.after(op, save)} } else if ($pc === ${op.pc}) { $pc = 0; $this = $take(); }`;
      }
      case "call":
        return `if ($pc === 0) { ${this.keeps(op) ? "const $r = " : store}${this.call(op, text)}; ${this.after(op, save)}${this.keeps(op) ? ` ${store}$r;` : ""} } else if ($pc === ${op.pc}) { $pc = 0; ${store}$take(); }`;
    }
  }

  protected list(ops: Ops): string {
    const hi = ops.hi ?? 0;
    let text = "";
    let group: Op[] = [];
    let reached = hi === 0;
    const flush = () => {
      if (group.length === 0) return;
      const lines = group.map((op) => this.op(op)).join("\n");
      text += reached ? `${lines}\n` : `if ($pc === 0) {\n${lines}\n}\n`;
      group = [];
    };
    for (const op of ops) {
      const inside = op.hi ?? 0;
      if (hi > 0 && inside === 0) {
        group.push(op);
        continue;
      }
      flush();
      const made = this.op(op);
      const guarded = inside > 0 && inside !== hi && !(op.op === "site" && op.kind !== "tick");
      text += guarded ? `if ($pc <= ${inside}) {\n${made}\n}\n` : `${made}\n`;
      if (inside === hi) reached = true;
    }
    flush();
    return text;
  }

  protected ifTest(op: IfOp): string {
    const test = this.own(op.test);
    if (!op.hi) return test;
    if (op.then.hi && op.else?.hi) return `$pc === 0 ? ${test} : $pc <= ${op.then.hi}`;
    return op.then.hi ? `$pc !== 0 || (${test})` : `$pc === 0 && (${test})`;
  }

  protected loopTest(op: LoopOp): string {
    if (op.test === null) return "";
    const test = this.own(op.test);
    return op.body.hi ? `$pc !== 0 || (${test})` : test;
  }

  protected declaration(op: DeclareOp): string {
    if (op.kind) return this.assigned(op);
    return `${this.own(op.lhs)}${op.rhs === null ? "" : ` = ${this.own(op.rhs)}`};`;
  }

  protected switchText(op: SwitchOp): string {
    const label = op.target.used ? `${op.target.label}: ` : "";
    if (!op.hi) {
      const cases = op.cases.map((c) => `${c.test === null ? "default" : `case ${this.own(c.test)}`}:\n${this.list(c.body)}`);
      return `${label}switch (${this.own(op.on)}) {\n${cases.join("")}}`;
    }
    // which case: by the test, or by the site to reach; then a switch on its number
    this.extra.add(op.selector);
    const choose = op.cases.map((c, i) => `${c.test === null ? "default" : `case ${this.own(c.test)}`}: ${op.selector} = ${i}; break;`).join(" ");
    const none = op.cases.some((c) => c.test === null) ? "" : ` default: ${op.selector} = -1;`;
    let byPc = "";
    let highest = 0;
    op.cases.forEach((c, i) => {
      const hi = c.body.hi ?? 0;
      if (hi <= highest) return;
      byPc += `$pc <= ${hi} ? ${i} : `;
      highest = hi;
    });
    const cases = op.cases.map((c, i) => `case ${i}:\n${this.list(c.body)}`).join("");
    return `if ($pc === 0) { switch (${this.own(op.on)}) { ${choose}${none} } } else ${op.selector} = ${byPc}-1;\n${label}switch (${op.selector}) {\n${cases}}`;
  }

  protected tryText(op: TryOp): string {
    const pass = this.passThrough;
    const passing = pass ? `if (${op.caught} === ${pass}) throw ${op.caught}; ` : "";
    const flights = this.catchesFlights(op.block);
    const label = `$B${op.flag.slice(2)}`;
    const block = this.inside(op.block, flights ? { label, thrown: (text) => `${op.flag} = 1; ${op.caught} = ${text};` } : null);
    const handler = this.handling(op.handler);
    if (!op.handler.hi && !flights) return `try {\n${block}} catch (${op.caught}) {\n${this.restoreDepth()}${passing}${handler}}`;
    this.extra.add(op.flag);
    this.extra.add(op.caught);
    return (
      `${op.flag} = ${op.handler.hi ? `$pc > ${op.block.hi ?? 0} ? 1 : 0` : "0"};\nif (${op.flag} === 0) ${flights ? `${label}: ` : ""}try {\n${block}} catch ($e) { ${this.restoreDepth()}${op.flag} = 1; ${op.caught} = $e; }\n` +
      (flights ? `if (S.mode === 2) { ${this.restoreDepth()}${op.flag} = 1; ${op.caught} = $landed(); }\n` : "") +
      `if (${op.flag} === 1) {\n${passing ? `if ($pc === 0) { ${passing} }\n` : ""}${handler}}`
    );
  }

  protected returnText(op: ReturnOp): string {
    if (this.context.isConstructor) return op.text === null ? "return $this;" : `return $constructed(${this.own(op.text)}, $this);`;
    return op.text === null ? "return;" : `return ${this.own(op.text)};`;
  }

  protected blockText(op: BlockOp): string {
    return op.label === null ? this.list(op.body) : `${op.label}: {\n${this.list(op.body)}}`;
  }

  protected beforeGuard(op: GuardOp): string {
    return op.block.hi ? `if ($pc !== 0) { ${op.target.kv} = 0; ${op.target.vv} = undefined; }\n` : "";
  }
}

/** `x = $l[0]; y = z = $l[1]; ...`: the variables from their slots. */
export function restoreText(slots: ReadonlyMap<string, number>): string {
  const bySlot: string[][] = [];
  for (const [name, slot] of slots) (bySlot[slot] ??= []).push(name);
  return bySlot.map((names, slot) => `${names.join(" = ")} = $l[${slot}];`).join(" ");
}
