/**
 * index - what the compiler offers to the commands, the runtime and the build.
 */
export * as ast from "./ast/nodes.js";
export { dump, type DumpOptions } from "./ast/dump.js";
export { PythonSyntaxError, type ParserWarning, type SyntaxErrorKind } from "./diagnostics/syntaxerror.js";
export { characterNamed, nameOfCharacter } from "./lex/names.js";
export { readSource, readSourceFile, textSource } from "./host.js";
export type { Comment } from "./lex/lexer.js";
export { compareFolder, describe as describeComparison } from "./parse/compare.js";
export { parse, parseWithComments, type Mode, type Parsed } from "./parse/parse.js";
export { lowerPython, type PythonOptions } from "./lower/python.js";
export { SourceFile, type Span } from "./source.js";
export { checkTextScopes, compile, compileText, translate, type Compiled, type CompileOptions } from "./pipeline.js";
export { importedNames, moduleFile, packageOf } from "./resolve/imports.js";
export { mappingsOf } from "./resolve/linemap.js";
