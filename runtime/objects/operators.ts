/** operators - all operators on values of any type, for the runtime and for emitted text. */
export {
  abs, add, bitand, bitor, divmod, floordiv, iadd, ibitand, ibitor, ifloordiv, ilshift, imatmul, imod, imul, invert, ipow, irshift, isub, itruediv,
  ixor, lshift, matmul, mod, mul, neg, pos, pow, powmod, round, rshift, sub, truediv, xor,
} from "./arithmetic.js";
export { eq, ne } from "./protocols/eq.js";
export { ge, gt, le, lt } from "./protocols/compare.js";
