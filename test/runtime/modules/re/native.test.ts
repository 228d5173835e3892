/** Patterns that V8 may match give what the matcher gives; those that differ are not given to V8. */
import test from "ava";
import { Machine, Outcome } from "../../../../runtime/modules/re/machine.js";
import { translate } from "../../../../runtime/modules/re/native.js";
import { parse } from "../../../../runtime/modules/re/parser.js";
import { assemble } from "../../../../runtime/modules/re/program.js";
import { State } from "../../../../runtime/modules/re/tree.js";

function treeOf(pattern: string, flags = 0) {
  const state = new State();
  const tree = parse(pattern, pattern, true, flags, state);
  return { tree, flags: state.flags, groups: state.groups - 1 };
}

function byMachine(pattern: string, subject: string): (string | undefined)[] | null {
  const { tree, flags, groups } = treeOf(pattern);
  const codes = Uint16Array.from(subject, (char) => char.charCodeAt(0));
  const machine = new Machine(assemble(tree, flags, groups), codes, codes.length, false);
  machine.begin(0, true, false);
  if (machine.run() !== Outcome.matched) return null;
  const found: (string | undefined)[] = [subject.slice(machine.start, machine.end)];
  for (let i = 0; i < groups; i++) {
    const [start, end] = [machine.registers[2 * i] as number, machine.registers[2 * i + 1] as number];
    found.push(start < 0 ? undefined : subject.slice(start, end));
  }
  return found;
}

function byV8(pattern: string, subject: string): (string | undefined)[] | null {
  const { tree, flags, groups } = treeOf(pattern);
  const translation = translate(tree, flags, groups)!;
  for (const text of [translation.narrow, translation.wide()]) {
    const found = new RegExp(text).exec(subject);
    if (text === translation.wide()) return found === null ? null : Array.from(found);
  }
  return null;
}

const SAME: Record<string, string> = {
  "(\\d+)-(\\d+)": "tel 12-34",
  "^(?:(a)|b)$": "b",
  "(a)?(?:b|c)$": "ac\n",
  "\\b(\\w+)\\b.*?(\\1)": "one two one",
  "(?i:K)x": "\u212ax",
  "(?m)^b$": "a\nb\nc",
  "(?s)a.b": "a\nb",
  "(?<=a)b(?!c)": "abc ab",
  "[^\\W\\d]+": "12ab_é",
  "(a*)?b": "b",
};
for (const [pattern, subject] of Object.entries(SAME)) {
  test(`${JSON.stringify(pattern)} means the same to V8`, (t) => t.deepEqual(byV8(pattern, subject), byMachine(pattern, subject)));
}

const DIFFERENT = ["(?:(a)|b)*", "(a*)*", "(a)?\\1", "(?<=(a))b", "(?>a)", "a++", "(a)?(?(1)b)", "(?:a+)+b", "(?:a|a)*b", "(?i)(a)\\1"];
for (const pattern of DIFFERENT) {
  test(`${pattern} is left to the matcher`, (t) => {
    const { tree, flags, groups } = treeOf(pattern);
    t.is(translate(tree, flags, groups), null);
  });
}

test("repeats that can be cut in one way only are given to V8", (t) => {
  for (const pattern of ["(?:\\w+\\s)+", "(?:[a-z]+,)*[a-z]+", "(?:\\d+\\.)+"]) {
    const { tree, flags, groups } = treeOf(pattern);
    t.not(translate(tree, flags, groups), null, pattern);
  }
});
