/**
 * builtins - everything that emitted text may import from "gilt": Python's builtins, the functions of Python's module operator, and gilt's few helpers.
 *
 * See  docs/conventions.md, section 7, for what emitted text means by each
 */
export * from "../../objects/exceptions.js";
export {
  delattr,
  dir,
  getattr,
  globals,
  hasattr,
  id,
  callable,
  classmethod,
  isinstance,
  issubclass,
  locals,
  object,
  property,
  setattr,
  staticmethod,
  super_ as super,
  type,
  vars,
} from "./classes.js";
export { all, any, hash, iter, len, max, min, next, sorted, sum } from "./iteration.js";
export { abs, ascii, bin, chr, divmod, format, hex, oct, ord, pow as powBuiltin, repr, round } from "./numbers.js";
export { input, print } from "./print.js";
export { open } from "../io/open.js";
export { enumerate, filter, map, reversed, zip } from "../../objects/iterators.js";
export { bool } from "../../objects/bool.js";
export { bytearray } from "../../objects/bytearray.js";
export { bytes } from "../../objects/bytes.js";
export { memoryview } from "../../objects/bytes/memoryview.js";
export { copied, viewed } from "../../objects/bytes/temporary.js";
export { complex } from "../../objects/complex.js";
export { dict } from "../../objects/dict.js";
export { float } from "../../objects/float.js";
export { int } from "../../objects/int.js";
export { list } from "../../objects/list.js";
export { range } from "../../objects/range.js";
export { frozenset, set } from "../../objects/set.js";
export { slice } from "../../objects/slice.js";
export { str } from "../../objects/str.js";
export { tuple } from "../../objects/tuple.js";
export { Ellipsis, NotImplemented } from "../../objects/object.js";
export {
  add,
  bitand,
  bitor,
  floordiv,
  iadd,
  ibitand as iand,
  ibitor as ior,
  ifloordiv,
  ilshift,
  imatmul,
  imod,
  imul,
  invert,
  ipow,
  irshift,
  isub,
  itruediv,
  ixor,
  lshift,
  matmul,
  mod,
  mul,
  neg,
  pos,
  pow,
  rshift,
  sprintf,
  sub,
  truediv,
  xor as bitxor,
  xor,
} from "../../objects/arithmetic.js";
export { ge, gt, le, lt } from "../../objects/protocols/compare.js";
export { eq, ne } from "../../objects/protocols/eq.js";
export { contains } from "../../objects/protocols/contains.js";
export { delitem, getitem, setitem } from "../../objects/protocols/getitem.js";
export { unpack, unpackRest } from "../../objects/unpack.js";
export { enter } from "../../objects/with.js";
export { exceptStar } from "../../objects/exceptiongroup.js";
export { causedBy } from "../../objects/raise.js";
export { chk } from "../../objects/check.js";
export { generic, paramSpec, typeAlias, typeVar, typeVarTuple } from "../../objects/typeparams.js";
export { annotate } from "../../objects/function.js";
export { isMapping, isSequence, matchClass, matchMapping, matchSequence, without } from "../../objects/match.js";
export { compile, eval_ as eval, exec } from "./evaluate.js";
export { __import__, aiter, anext, breakpoint, exit, help, quit } from "./interactive.js";
export { copyright, credits, license } from "./printers.js";
