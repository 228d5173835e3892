/**
 * open - the first half of `lower`: what Python means by the emitted text, in plain JavaScript and helpers.
 *
 * In      an emitted module as a JavaScript tree (tree.ts)
 * Out     statements of the module's outermost function, `$body` last, and the helpers they use; ready for frames
 * Rejects what is outside docs/conventions.md, section 7, with an InternalError that names it
 */
import type * as E from "../estree.js";
import { assign, call, id, literal, member, statement } from "../estree.js";
import { REPLACEABLE } from "../frames.js";
import type { Inlined } from "../inlined.js";
import { bind } from "./binding.js";
import type { Binding } from "./binding.js";
import { isFunctionForSure } from "./calls.js";
import { Context, array, declare, record } from "./context.js";
import type { OpenOptions } from "./context.js";
import { moduleDoc } from "./docs.js";
import { findUnchecked } from "./flow.js";
import { scratchVariables } from "./functions.js";
import { openBody } from "./statements.js";

export interface Opened {
  readonly program: E.Program;
  /** Names of `runtime/abi.ts` in use. */
  readonly helpers: ReadonlySet<string>;
  /** What the text imports from "gilt" and uses: name in the text to name in gilt. */
  readonly builtins: ReadonlyMap<string, string>;
  readonly inlined: readonly Inlined[];
}

const NOWHERE = { start: -1, end: -1 };

export function open(program: E.Program, options: OpenOptions): Opened {
  const bindings = bind(program, options.temporaries);
  const c = new Context(bindings, findUnchecked(program, bindings), options, program);
  const body = openBody(c, program.body);
  const fn: E.FunctionDeclaration = {
    type: "FunctionDeclaration",
    id: id("$body"),
    params: [],
    generator: false,
    async: false,
    expression: false,
    $name: "<module>",
    $prologue: 0,
    ...NOWHERE,
    body: { type: "BlockStatement", body: [...scratchVariables(c.fn, NOWHERE), ...body], ...NOWHERE },
  };
  const doc = moduleDoc(options.text);
  const statements: E.Statement[] = [
    ...moduleVariables(bindings.module),
    declare("const", "$name", member(member(id("$module"), "module"), "__name__"), NOWHERE),
    ...aliases(c.builtins, new Set(bindings.module.map((binding) => binding.python))),
    ...c.constants,
    ...(doc === null ? [] : [statement(assign(member(member(id("$module"), "module"), "__doc__"), literal(doc)))]),
    statement(
      call(member(id("$module"), "$bind"), [
        record(
          bindings.module.map((binding) => [
            binding.python,
            array([getter(binding), setter(binding), ...(isFunctionForSure(binding) ? [literal(true)] : [])], NOWHERE),
          ]),
          NOWHERE,
        ),
      ]),
    ),
    fn,
  ];
  return {
    program: { type: "Program", body: statements, sourceType: "module", start: 0, end: program.end },
    helpers: c.helpers,
    builtins: c.builtins,
    inlined: c.inlined,
  };
}

function moduleVariables(variables: readonly Binding[]): E.Statement[] {
  if (variables.length === 0) return [];
  return [
    {
      type: "VariableDeclaration",
      kind: "let",
      ...NOWHERE,
      declarations: variables.map((binding) => ({ type: "VariableDeclarator", id: id(binding.name), init: null, ...NOWHERE })),
    },
  ];
}

/** `const add_ = $gilt.builtins.add;` for what the text imports under another name; one that scripts may replace follows what is in its place. */
function aliases(builtins: ReadonlyMap<string, string>, variables: ReadonlySet<string>): E.Statement[] {
  const statements: E.Statement[] = [];
  for (const [name, imported] of builtins) {
    if (name === imported) continue;
    const follows = REPLACEABLE.has(imported) && !variables.has(imported);
    statements.push(declare(follows ? "let" : "const", name, member(member(id("$gilt"), "builtins"), imported), NOWHERE));
    if (!follows) continue;
    const set = accessor([id("$v")], statement(assign(id(name), id("$v"))));
    statements.push(statement(call(member(id("$module"), "$follow"), [record([[imported, set]], NOWHERE)])));
  }
  return statements;
}

function accessor(params: E.Pattern[], body: E.Statement): E.FunctionExpression {
  return {
    type: "FunctionExpression",
    id: null,
    params,
    body: { type: "BlockStatement", body: [body], ...NOWHERE },
    generator: false,
    async: false,
    expression: false,
    $prologue: 0,
    ...NOWHERE,
  };
}

function getter(binding: Binding): E.Expression {
  return accessor([], { type: "ReturnStatement", argument: id(binding.name), ...NOWHERE });
}

function setter(binding: Binding): E.Expression {
  return accessor([id("$v")], statement(assign(id(binding.name), id("$v"))));
}
