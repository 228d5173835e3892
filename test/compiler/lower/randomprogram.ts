/**
 * randomprogram - random JavaScript programs: nested loops, labels, try and finally, closures, switch, generators, jumps.
 */

/** A generator of numbers in [0, 1) that is good enough for choices. */
export function chooser(seed: number): () => number {
  let s = seed >>> 0 || 1;
  return () => {
    s = (s ^ (s << 13)) >>> 0;
    s ^= s >>> 17;
    s = (s ^ (s << 5)) >>> 0;
    return s / 2 ** 32;
  };
}

/** What is in scope where a piece is made. */
interface Scope {
  readonly vars: string[];
  readonly writable: string[];
  readonly functions: string[];
  readonly loops: readonly string[];
  readonly inFinally: boolean;
}

const PRELUDE = `let fuel = 300, out2;
function chk() { if (--fuel < 0) { if (fuel < -200) out2.length = 0; throw new Error('fuel'); } }
function log(x) { chk(); out2.push(String(x)); }
function f(x) { chk(); return x; }
function g(a, b) { return f(a) * 2 + b; }
function msg(e) { return e.message; }
function may(x) { chk(); if (x % 5 === 4) throw new Error('may' + x); return x; }
function* gen(n) { for (let i = 0; i < n; i++) { try { yield f(i); } finally { out2.push('gf'); } } return n; }
class O { constructor() { this.x = this.m(1); } m(v) { return f(v) + 1; } }`;

/** The text of a program with a function \`main(out)\`. */
export function randomProgram(seed: number): string {
  const next = chooser(Math.imul(seed, 2654435761));
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  let names = 0;
  let labels = 0;

  function expression(c: Scope, depth: number): string {
    const e = () => expression(c, depth - 1);
    switch (depth <= 0 ? below(3) : below(17)) {
      case 0:
        return String(below(5));
      case 3:
        return `f(${e()})`;
      case 4:
        return `g(${e()}, ${e()})`;
      case 5:
        return `(${e()} + ${e()})`;
      case 6:
        return `(${e()} ? ${e()} : ${e()})`;
      case 7:
        return `(${e()} && ${e()})`;
      case 8:
        return `(${e()} ?? ${e()})`;
      case 9:
        return `o.m(${e()})`;
      case 10:
        return `(o.x += ${e()})`;
      case 11:
        return c.writable.length > 0 ? `(${pick(c.writable)} = ${e()})` : "f(1)";
      case 12:
        return `may(${e()})`;
      case 13:
        return `[${e()}, ...f([${e()}])].length`;
      case 14:
        return c.functions.length > 0 ? `${pick(c.functions)}(${e()})` : "f(2)";
      case 15:
        return `o?.m?.(${e()})`;
      case 16:
        return c.writable.length > 0 ? `(${pick(c.writable)} ${pick(["+=", "-=", "??=", "||="])} ${e()})` : "f(3)";
      default:
        return pick(c.vars);
    }
  }

  function block(c: Scope, depth: number, count: number): string {
    const inner: Scope = { ...c, vars: [...c.vars], writable: [...c.writable], functions: [...c.functions] };
    return Array.from({ length: count }, () => `${statement(inner, depth)}\n`).join("");
  }

  function statement(c: Scope, depth: number): string {
    const d = depth - 1;
    const finalScope = (): Scope => ({ ...c, loops: next() < 0.8 ? [] : c.loops, inFinally: true });
    switch (depth <= 0 ? below(5) : below(18)) {
      case 0:
        return `log(${expression(c, 2)});`;
      case 1:
        return `${expression(c, 3)};`;
      case 2: {
        const name = `v${names++}`;
        const value = expression(c, 2);
        const kind = pick(["let", "const", "let"]);
        c.vars.push(name);
        if (kind === "let") c.writable.push(name);
        return `${kind} ${name} = ${value};`;
      }
      case 3:
        return c.writable.length > 0 ? `${pick(c.writable)} = ${expression(c, 3)};` : ";";
      case 4:
        return `o.x = ${expression(c, 2)};`;
      case 5:
      case 6:
        return `if (${expression(c, 2)}) {\n${block(c, d, 2)}} else {\n${block(c, d, 2)}}`;
      case 7: {
        const label = `L${labels++}`;
        const i = `i${names++}`;
        const inner = { ...c, vars: [...c.vars, i], loops: [...c.loops, label] };
        return `${label}: for (let ${i} = 0; ${next() < 0.5 ? `f(${i})` : i} < ${below(4)}; ${next() < 0.5 ? `${i}++` : `${i} += f(1)`}) {\n${block(inner, d, 3)}}`;
      }
      case 8: {
        const label = `L${labels++}`;
        const n = `n${names++}`;
        const inner = { ...c, loops: [...c.loops, label] };
        return `let ${n} = 0; ${label}: ${next() < 0.5 ? `while (f(${n}++) < ${below(3)}) {\n${block(inner, d, 3)}}` : `do {\n${block(inner, d, 2)}} while (f(++${n}) < ${below(3)});`}`;
      }
      case 9: {
        const label = `L${labels++}`;
        const x = `x${names++}`;
        const inner = { ...c, vars: [...c.vars, x], loops: [...c.loops, label] };
        return `${label}: for (const ${x} of ${next() < 0.5 ? `[1, ${expression(c, 1)}, 3]` : `gen(${below(4)})`}) {\n${block(inner, d, 3)}}`;
      }
      case 10:
      case 11:
        return `try {\n${block(c, d, 3)}} catch (e) { log('c' + msg(e));\n${block(c, d, 1)}}${next() < 0.5 ? ` finally {\n${block(finalScope(), d, 1)}}` : ""}`;
      case 12:
        return `try {\n${block(c, d, 3)}} finally { log('fin');${next() < 0.5 ? "f(1);" : ""}\n${next() < 0.5 ? block({ ...c, loops: [], inFinally: true }, d, 1) : ""}}`;
      case 13:
        return c.loops.length > 0 ? `if (${expression(c, 1)}) ${pick(["break", "continue"])} ${pick(c.loops)};` : "log('x');";
      case 14:
        return c.inFinally && next() < 0.9 ? ";" : `if (${expression(c, 1)} > ${below(6)}) return ${expression(c, 2)};`;
      case 15: {
        const name = `h${names++}`;
        const p = `p${names++}`;
        const inner: Scope = { ...c, vars: [...c.vars, p], writable: [...c.writable, p], loops: [], inFinally: false };
        const body = block(inner, d, 2);
        c.functions.push(name);
        return next() < 0.5
          ? `const ${name} = (${p}) => {\nif (--fuel < 0) return 0;\n${body}return ${p};\n};`
          : `const ${name} = function (${p} = f(1)) {\nif (--fuel < 0) return 0;\n${body}return ${expression(inner, 1)};\n};`;
      }
      case 16:
        return `switch (${expression(c, 1)}) {\ncase 0:\n${block(c, d, 1)}case 1: { ${block(c, d, 1)} break; }\ndefault:\n${block(c, d, 1)}case 3:\n${block(c, d, 1)}}`;
      default:
        return next() < 0.3
          ? `if (${expression(c, 1)} > 3) throw new Error('T' + ${expression(c, 1)});`
          : `log(\`\${${expression(c, 1)}}-\${${expression(c, 1)}}\`);`;
    }
  }

  const scope = (): Scope => ({ vars: ["a", "b", "o.x"], writable: ["a", "b"], functions: [], loops: [], inFinally: true });
  const parts = Array.from({ length: 6 }, () => `try { ${block(scope(), 4, 3)} } catch (e) { log('top' + msg(e)); a = 1; b = 2; o.x = 3; }`);
  return `${PRELUDE}
function body(a, b) { const o = new O(); ${block(scope(), 2, 3)}\n${parts.join("\n")}\n return [a, b, o.x]; }
function main(out) { fuel = 1500; out2 = out; try { out.push(String(body(1, 2))); } catch (e) { out.push('X' + e.message); } }`;
}
