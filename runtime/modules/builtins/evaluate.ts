/**
 * evaluate - compile, eval, exec: text that becomes code while the program runs.
 */
import { NotImplementedError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { builtin } from "../../objects/register.js";

export const compile = builtin("compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)", (): Value => {
  throw new NotImplementedError("compile() is not available in gilt yet");
});
export const eval_ = builtin("eval(source, /, globals=None, locals=None)", (): Value => {
  throw new NotImplementedError("eval() is not available in gilt yet");
});
export const exec = builtin("exec(source, /, globals=None, locals=None, *, closure=None)", (): Value => {
  throw new NotImplementedError("exec() is not available in gilt yet");
});
