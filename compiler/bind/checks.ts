/**
 * checks - the SyntaxErrors that CPython's symtable and compiler find after parsing.
 */
import type * as ast from "../ast/nodes.js";
import type { SourceFile } from "../source.js";
import type { Scope } from "./symtable.js";

/** Statements and expressions in places where they may not stand. */
export function check(_module: ast.Mod, _source: SourceFile): void {}

/** Contradictions between what a scope says about a name. */
export function checkNames(_scope: Scope, _source: SourceFile): void {}
