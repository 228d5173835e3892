/**
 * index - what the compiler offers to the commands, the runtime and the build.
 */
export * as ast from "./ast/nodes.js";
export { PythonSyntaxError, type SyntaxErrorKind } from "./diagnostics/syntaxerror.js";
export type { Comment } from "./lex/lexer.js";
export { parse, parseWithComments, type Mode, type Parsed } from "./parse/parse.js";
export { SourceFile, type Span } from "./source.js";
