/**
 * compiler - the compiler's bundle, loaded by the commands that need it.
 */
export type Compiler = typeof import("../../compiler/index.js");

export function loadCompiler(): Compiler {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only when it is needed
  return require("gilt:compiler") as Compiler;
}
