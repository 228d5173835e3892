/**
 * clauses - the statements of one block, as they arrive: `elif`, `else`, `except`, `finally` and decorators find the statement they belong to.
 */
import type * as ast from "../ast/nodes.js";
import type { Header } from "./shape/headers.js";
import type { Mutable } from "./shape/unit.js";

/** How far an open statement has got: another clause may follow the last one only if it comes later in the grammar. */
const BODY = 0;
const HANDLERS = 1;
const ELSE = 2;
const DONE = 3;

interface Open {
  readonly statement: Mutable<ast.If | ast.While | ast.For | ast.AsyncFor | ast.Try | ast.TryStar>;
  /** The innermost `elif`: what follows goes to its `orelse`. */
  tail: Open["statement"];
  /** All whose end moves with each further clause. */
  readonly chain: { end: number }[];
  state: number;
  star: boolean;
}

export class Clauses {
  readonly statements: ast.Stmt[] = [];
  #open: Open | null = null;
  #decorators: ast.Expr[] = [];

  get decorated(): boolean {
    return this.#decorators.length > 0;
  }

  /** A `try` that has neither `except` nor `finally` yet. */
  get bareTry(): boolean {
    const s = this.#open?.statement;
    return s !== undefined && (s.kind === "Try" || s.kind === "TryStar") && s.handlers.length === 0 && s.finalbody.length === 0;
  }

  decorate(decorator: ast.Expr): void {
    this.#open = null;
    this.#decorators.push(decorator);
  }

  add(statement: ast.Stmt): void {
    this.#open = null;
    this.statements.push(statement);
  }

  /** May a line that begins with this token stand here? */
  accepts(type: string): boolean {
    const open = this.#open;
    const isTry = open !== null && (open.statement.kind === "Try" || open.statement.kind === "TryStar");
    switch (type) {
      case "elif":
        return open !== null && open.statement.kind === "If" && open.state === BODY;
      case "else":
        return open !== null && (isTry ? open.state === HANDLERS : open.state < ELSE);
      case "except":
        return isTry && open.state <= HANDLERS;
      case "finally":
        return isTry && open.state <= ELSE;
      default:
        return !this.bareTry;
    }
  }

  /** A clause of the open statement; `accepts` has been asked. False: `except` and `except*` on one `try`. */
  join(header: Header, body: ast.Stmt[], end: number): boolean {
    const open = this.#open!;
    switch (header.clause) {
      case "Elif":
        header.node.body = body;
        (open.tail as Mutable<ast.If>).orelse = [header.node];
        open.chain.push(header.node);
        open.tail = header.node;
        break;
      case "Else":
        open.tail.orelse = body;
        open.state = open.statement.kind === "Try" || open.statement.kind === "TryStar" ? ELSE : DONE;
        break;
      case "Except":
      case "ExceptStar": {
        const star = header.clause === "ExceptStar";
        if (open.state === HANDLERS && open.star !== star) return false;
        open.star = star;
        const statement = open.statement as Mutable<ast.Try | ast.TryStar>;
        if (star) statement.kind = "TryStar";
        header.node.body = body;
        header.node.end = end;
        (statement.handlers as ast.ExceptHandler[]).push(header.node);
        open.state = HANDLERS;
        break;
      }
      case "Finally":
        (open.statement as Mutable<ast.Try>).finalbody = body;
        open.state = DONE;
    }
    for (const node of open.chain) node.end = end;
    return true;
  }

  /** A new compound statement. False: it cannot be decorated. */
  compound(header: Header, body: ast.Stmt[], cases: ast.MatchCase[], end: number): boolean {
    this.#open = null;
    switch (header.clause) {
      case "Def":
      case "Class":
        header.node.decorator_list = this.#decorators;
        this.#decorators = [];
        header.node.body = body;
        break;
      case "Match":
        header.node.cases = cases;
        break;
      case "With":
        header.node.body = body;
        break;
      case "If":
      case "While":
      case "For":
      case "Try":
        header.node.body = body;
        this.#open = { statement: header.node, tail: header.node, chain: [header.node], state: BODY, star: false };
        break;
      default:
        throw new Error(`${header.clause} begins no statement: this is a bug in gilt`);
    }
    if (this.#decorators.length > 0) return false;
    header.node.end = end;
    this.statements.push(header.node);
    return true;
  }
}
