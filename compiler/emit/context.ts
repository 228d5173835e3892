/**
 * context - what the emitters of one module share: names, helpers in use, marks; and what they know of the function around them.
 */
import type * as ast from "../ast/nodes.js";
import { mangle, type Resolution, type Scope, type SymbolTable, type Variable } from "../bind/symtable.js";
import type { SourceFile, Span } from "../source.js";
import type { Type, TypeTable } from "../types/types.js";
import { code, type Code, Marks } from "./code.js";
import type { Comment } from "./comments.js";
import { libraryName } from "./library.js";
import { BUILTINS, jsIdentifier, seenName } from "./names.js";
import { stringLiteral } from "./strings.js";
import { placeDeclarations, type Declarations, type Placing } from "./variables.js";
import { Writer } from "./writer.js";

/** Names of types that "gilt" exports. */
const TYPE_NAMES: ReadonlySet<string> = new Set(["Value", "int", "float", "str", "bool", "bytes", "list", "tuple", "dict", "set", "Float"]);

/** Builtins that look at their caller: names that no `import *` is thought to bind. */
const OF_CALLER: ReadonlySet<string> = new Set(["super", "globals", "locals", "vars", "dir", "eval", "exec"]);

export interface EmitOptions {
  /** The module is run, not imported: variables of inner blocks need not be visible from outside. */
  readonly main?: boolean;
  /** What the text calls a module of the script, which is beside it: `./name.js` instead of `gilt/name`; null: it is none. `level`: the dots of a relative import. */
  readonly scriptModule?: (name: string, level: number) => string | null;
  /** The public names of a module, for `from m import *`; undefined: not known. */
  readonly exportsOf?: (name: string) => readonly string[] | undefined;
  /** Functions get their `__annotations__`; default: if the module looks for annotations. */
  readonly annotations?: boolean;
  /** Text for eval and exec: the names of the module's own code are in dictionaries. */
  readonly dynamic?: boolean;
  /** Flags of compile(). */
  readonly flags?: number;
  /** Values of known type go through `chk`. */
  readonly checkTypes?: boolean;
}

/** What stands for the whole module. */
export class ModuleContext {
  readonly marks = new Marks();
  readonly helpers = new Map<string, string>();
  readonly typeNames = new Map<string, string>();
  readonly temporaries = new Set<string>();
  /** Every identifier of the script. */
  readonly taken: ReadonlySet<string>;
  commentAt = 0;
  /** Rest parameters (`*args`, `**kw`) that stay JavaScript arrays and keyword objects. */
  readonly rawRests = new Set<Variable>();
  /** Functions get their `__annotations__`. */
  annotations = false;
  /** Annotations that are evaluated where they stand, since that perhaps fails. */
  doubtful: ReadonlySet<ast.Expr> = new Set();
  /** Names that a global statement has, anywhere in the text: at its top they mean the globals, too. */
  globals: ReadonlySet<string> = new Set();
  /** `from __future__ import annotations` */
  futureAnnotations = false;
  /** Text of the prompt: values of statements are shown, those in loops and branches too. */
  interactive = false;

  constructor(
    readonly symbols: SymbolTable,
    readonly types: TypeTable,
    readonly source: SourceFile,
    readonly comments: readonly Comment[],
    readonly options: EmitOptions,
    taken: Set<string>,
    /** Names that some scope binds. */
    readonly bound: ReadonlySet<string>,
    /** Names that a module imported with `*` may have bound: nothing is certain about builtins. */
    readonly starImports: boolean,
    readonly hoistAll: boolean,
  ) {
    this.taken = taken;
  }

  /** Local name of something imported from "gilt". */
  helper(name: string): string {
    return this.#imported(this.helpers, name);
  }

  /** Local name of a type of "gilt". */
  type(name: string): string {
    if (this.helpers.has(name)) return this.helpers.get(name)!;
    return this.#imported(this.typeNames, name);
  }

  #imported(table: Map<string, string>, name: string): string {
    let local = table.get(name);
    if (local === undefined) {
      local = jsIdentifier(name);
      while (this.bound.has(local)) local += "_";
      table.set(name, local);
    }
    return local;
  }
}

/** Where `break` and `continue` of the nearest loop go. */
export interface Loop {
  /** Label to break, when the loop has an `else`. */
  readonly label: string | null;
}

/** The code of one scope that is a function in TypeScript too. */
export class FunctionContext {
  declarations: Declarations;
  /** Text for the first parameter of a method; null where it is an ordinary variable. */
  thisName: string | null = null;
  loops: Loop[] = [];
  /** Variables of the enclosing `catch` clauses, innermost last; null where what passes is known at run time alone. */
  handlers: (string | null)[] = [];
  /** The `except` clauses around, innermost last. */
  clauses: ast.ExceptHandler[] = [];
  /** Declarations of temporaries that the next statement needs. */
  pending: string[] = [];
  /** Constants that the next statement needs, `x = e`; null where none may stand before what is being written. */
  constants: string[] | null = null;
  /** `super` may be written here: a method, or arrows in it. */
  superClass: string | null = null;
  /** `this` is a class. */
  isClassMethod = false;
  /** The call `super().__init__(...)` that is written `super(...)`. */
  superCall: ast.Call | null = null;
  /** `return` without a value gives null; constructors and generators do not care. */
  returnsValue = false;
  /** What it returns is a raw double. */
  rawResult = false;
  labels = 0;
  readonly #numbers = new Map<string, number>();

  constructor(
    readonly scope: Scope,
    placing: Placing,
    readonly parent: FunctionContext | null,
  ) {
    const { node } = scope;
    const body = scope.kind !== "comprehension" && "body" in node && Array.isArray(node.body) ? (node.body as readonly ast.Stmt[]) : [];
    this.declarations = placeDeclarations(scope, placing, body);
  }

  /** base, base2, base3 ...: a name that none of the functions around has, whose constants may be read here (defaults of parameters are). */
  number(base: string): string {
    let n = 0;
    for (let at: FunctionContext | null = this; at !== null; at = at.parent) n = Math.max(n, at.#numbers.get(base) ?? 0);
    this.#numbers.set(base, ++n);
    return n === 1 ? base : base + n;
  }
}

/** A class whose body is being written. */
export interface ClassContext {
  /** What stands before the dot: the class's name in its own body. */
  readonly name: string;
  readonly scope: Scope;
  /** Names bound for certain so far. */
  readonly bound: Set<string>;
  /** Its attributes are not what their initial values are. */
  readonly untyped: boolean;
  /** Names bound on some path so far. */
  readonly maybe: Set<string>;
  /** Names of methods and properties in the text: to tsc they are no members of the class itself. */
  readonly members: Set<string>;
  /** Names of static members in the text. */
  readonly statics: Set<string>;
  /** Properties that have no setter yet. */
  readonly getters: Set<string>;
  /** Some of its annotations stand in loops, branches or `try`: each gets into the dict where it is. */
  readonly annotatesInPlace: boolean;
}

export class Context {
  constructor(
    readonly module: ModuleContext,
    readonly fn: FunctionContext,
    readonly scope: Scope,
    readonly out: Writer,
    readonly inClass: ClassContext | null = null,
    /** Text that stands for a variable, where it is not its name: arrow parameters made for comprehensions. */
    readonly renamed: ReadonlyMap<Variable, string> = new Map(),
  ) {}

  with(parts: { fn?: FunctionContext; scope?: Scope; out?: Writer; inClass?: ClassContext | null; renamed?: ReadonlyMap<Variable, string> }): Context {
    return new Context(
      this.module,
      parts.fn ?? this.fn,
      parts.scope ?? this.scope,
      parts.out ?? this.out,
      parts.inClass === undefined ? this.inClass : parts.inClass,
      parts.renamed ?? this.renamed,
    );
  }

  helper(name: string): string {
    return this.module.helper(name);
  }

  /** `helper(a, b)` */
  call(name: string, ...args: string[]): Code {
    return code(`${this.helper(name)}(${args.join(", ")})`);
  }

  type(name: string): string {
    return this.module.type(name);
  }

  typeOf(node: ast.Expr): Type {
    return this.module.types.typeOf(node);
  }

  mark(span: Span, text: string, fact?: string): string {
    return this.module.marks.mark(span, text, fact);
  }

  marked(span: Span, part: Code, fact?: string): Code {
    return { text: this.module.marks.mark(span, part.text, fact), level: part.level };
  }

  /** The annotation of a variable, with the types it needs imported. */
  annotation(text: string): string {
    const known = text.includes("@") ? this.#named(text) : text;
    return known.replace(/[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g, (name) => (TYPE_NAMES.has(name) ? this.type(name) : name));
  }

  /** `@queue.Queue<int>` with the name it has here; Value where it has none. */
  #named(text: string): string {
    const found = /@([\w.]+)\.(\w+)/.exec(text);
    if (found === null) return text;
    const end = found.index + found[0].length;
    const local = libraryName(found[1]!, found[2]!, this.module.symbols.module);
    if (local !== null) return this.#named(text.slice(0, found.index) + local + text.slice(end));
    let close = end;
    let depth = 0;
    if (text[end] === "<") {
      do {
        if (text[close] === "<") depth++;
        else if (text[close] === ">") depth--;
        close++;
      } while (depth > 0);
    }
    return this.#named(`${text.slice(0, found.index)}Value${text.slice(close)}`);
  }

  /** The annotation of a variable by name. */
  annotationOf(name: string): string {
    const meaning = this.resolve(name);
    return this.annotation(meaning.kind === "variable" ? this.module.types.variable(meaning.variable).text : "Value");
  }

  /** Calls of decorators around something: `a(b(` and `))`. */
  decoratorCalls(decorators: readonly { readonly span: Span; readonly text: string }[]): { open: string; close: string } {
    const { marks } = this.module;
    return { open: decorators.map((d) => `${marks.begin(d.span)}${d.text}(`).join(""), close: `)${marks.end}`.repeat(decorators.length) };
  }

  /** Around a definition that is an expression: where it is, and inside of that where it begins, which may be a decorator. */
  definition(node: Span & { readonly decorator_list: readonly Span[] }): { begin: string; end: string } {
    const { marks } = this.module;
    const first = node.decorator_list[0];
    const own = marks.begin(node);
    return first === undefined
      ? { begin: own, end: marks.end }
      : { begin: own + marks.begin({ start: first.start, end: node.end }), end: marks.end + marks.end };
  }

  resolve(name: string): Resolution {
    return this.module.symbols.resolve(this.scope, mangle(this.scope.className, name));
  }

  mangled(name: string): string {
    return mangle(this.scope.className, name);
  }

  /** A fresh identifier. */
  name(base: string): string {
    let name: string;
    do name = this.fn.number(base);
    while (this.module.taken.has(name) || jsIdentifier(name) !== name || this.module.helpers.has(name));
    this.module.temporaries.add(name);
    return name;
  }

  /** A fresh variable, declared before the statement. */
  temporary(base: string): string {
    const name = this.name(base);
    this.fn.pending.push(name);
    return name;
  }

  /** `globals()`, where the module may bind that name itself. */
  get globals(): string {
    return this.module.bound.has("globals") ? `${this.helper("globalName")}("globals")()` : "globals()";
  }

  /** In text for eval and exec: whether the code here sees the locals it was given; functions see the globals only. */
  seesLocals(name: string): boolean {
    if (this.module.globals.has(name)) return false;
    let scope = this.scope;
    while (scope.kind === "comprehension" && scope.node.kind !== "GeneratorExp" && scope.parent !== null) scope = scope.parent;
    return scope.kind === "module";
  }

  /** `nameOf("x")`, in functions `nameOf("x", true)`: a name that is looked up in dictionaries. */
  dynamicName(helper: "nameOf" | "setName" | "delName", name: string, ...args: string[]): Code {
    return this.call(helper, stringLiteral(seenName(name)), ...args, ...(this.seesLocals(name) ? [] : ["true"]));
  }

  /** Whether a name means the builtin. */
  isBuiltin(name: string): boolean {
    return (
      BUILTINS.has(name) && !this.module.symbols.replaced.has(name) && (!this.module.starImports || OF_CALLER.has(name)) && this.resolve(name).kind === "global"
    );
  }
}
