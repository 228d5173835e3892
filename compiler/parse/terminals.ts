/**
 * terminals - the token types under the names that the grammar uses.
 *
 * Never a literal symbol: nearley compares one with the token's text, and the text of an f-string may be `if`.
 */
import * as classes from "../lex/tokens.js";

type Terminal = { readonly type: classes.TokenType } | { readonly test: (token: { readonly classes: number }) => boolean; readonly name: string };

/** Any token of a class: one state of the chart instead of twenty. */
const any = (name: string, bit: number): Terminal => ({ test: (token) => (token.classes & bit) !== 0, name });

export const ARROW: Terminal = { type: "->" };
export const AS: Terminal = { type: "as" };
export const ASSERT: Terminal = { type: "assert" };
export const ASYNC: Terminal = { type: "async" };
export const AT: Terminal = { type: "@" };
export const ATOM: Terminal = any("ATOM", classes.ATOM);
export const AUG: Terminal = any("AUG", classes.AUG);
export const AWAIT: Terminal = { type: "await" };
export const BANG: Terminal = { type: "!" };
export const BINOP: Terminal = any("BINOP", classes.BINOP);
export const BREAK: Terminal = { type: "break" };
export const CASE: Terminal = { type: "case" };
export const CLASS: Terminal = { type: "class" };
export const COLON: Terminal = { type: ":" };
export const COMMA: Terminal = { type: "," };
export const CONTINUE: Terminal = { type: "continue" };
export const DEF: Terminal = { type: "def" };
export const DEL: Terminal = { type: "del" };
export const DOT: Terminal = { type: "." };
export const DSTAR: Terminal = { type: "**" };
export const ELIF: Terminal = { type: "elif" };
export const ELL: Terminal = { type: "..." };
export const ELSE: Terminal = { type: "else" };
export const EQ: Terminal = { type: "=" };
export const EXCEPT: Terminal = { type: "except" };
export const FALSE: Terminal = { type: "False" };
export const FCOLON: Terminal = { type: "F:" };
export const FEND: Terminal = { type: "FEND" };
export const FINALLY: Terminal = { type: "finally" };
export const FLB: Terminal = { type: "F{" };
export const FMID: Terminal = { type: "FMID" };
export const FOR: Terminal = { type: "for" };
export const FRB: Terminal = { type: "F}" };
export const FROM: Terminal = { type: "from" };
export const FSTART: Terminal = { type: "FSTART" };
export const GLOBAL: Terminal = { type: "global" };
export const IF: Terminal = { type: "if" };
export const IMPORT: Terminal = { type: "import" };
export const IN: Terminal = { type: "in" };
export const LAMBDA: Terminal = { type: "lambda" };
export const LB: Terminal = { type: "[" };
export const LC: Terminal = { type: "{" };
export const LP: Terminal = { type: "(" };
export const MATCH: Terminal = { type: "match" };
export const MINUS: Terminal = { type: "-" };
export const NAME: Terminal = { type: "NAME" };
export const NONE: Terminal = { type: "None" };
export const NONLOCAL: Terminal = { type: "nonlocal" };
export const NUMBER: Terminal = { type: "NUMBER" };
export const PASS: Terminal = { type: "pass" };
export const PLUS: Terminal = { type: "+" };
export const RAISE: Terminal = { type: "raise" };
export const RB: Terminal = { type: "]" };
export const RC: Terminal = { type: "}" };
export const RETURN: Terminal = { type: "return" };
export const RP: Terminal = { type: ")" };
export const SLASH: Terminal = { type: "/" };
export const STAR: Terminal = { type: "*" };
export const STRING: Terminal = { type: "STRING" };
export const TRUE: Terminal = { type: "True" };
export const TRY: Terminal = { type: "try" };
export const TYPE: Terminal = { type: "type" };
export const UNARY: Terminal = any("UNARY", classes.UNARY);
export const VBAR: Terminal = { type: "|" };
export const WALRUS: Terminal = { type: ":=" };
export const WHILE: Terminal = { type: "while" };
export const WITH: Terminal = { type: "with" };
export const YIELD: Terminal = { type: "yield" };
