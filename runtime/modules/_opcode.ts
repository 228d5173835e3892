/**
 * _opcode - what CPython's instructions take. gilt has none; `opcode` and `dis` ask about them when they are imported.
 *
 * Mirrors   Modules/_opcode.c of CPython 3.13
 * Differs   no code has instructions here: stack_effect() and get_executor() raise NotImplementedError
 */
import { NotImplementedError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { builtin } from "../objects/register.js";
import { Tuple } from "../objects/tuple.js";

/** Instructions by number, as CPython 3.13.0 answers; ranges with "-". */
const KINDS: Readonly<Record<string, string>> = {
  has_arg: "45-118 149 162-206 208 211 220-222 236 240-245 248-253 256-262 264-267",
  has_const: "83 103 240",
  has_name: "63 66 67 74 75 82 90-93 108 113 114 192 202 205 206 211 259-262",
  has_jump: "72 77-79 97-100 104 188-190 256 257",
  has_free: "64 84 89 94 109",
  has_local: "3 65 85-88 110-112 258 267",
  has_exc: "264-266",
};
const FIRST =
  "INTRINSIC_1_INVALID INTRINSIC_PRINT INTRINSIC_IMPORT_STAR INTRINSIC_STOPITERATION_ERROR INTRINSIC_ASYNC_GEN_WRAP INTRINSIC_UNARY_POSITIVE " +
  "INTRINSIC_LIST_TO_TUPLE INTRINSIC_TYPEVAR INTRINSIC_PARAMSPEC INTRINSIC_TYPEVARTUPLE INTRINSIC_SUBSCRIPT_GENERIC INTRINSIC_TYPEALIAS";
const SECOND =
  "INTRINSIC_2_INVALID INTRINSIC_PREP_RERAISE_STAR INTRINSIC_TYPEVAR_WITH_BOUND INTRINSIC_TYPEVAR_WITH_CONSTRAINTS INTRINSIC_SET_FUNCTION_TYPE_PARAMS " +
  "INTRINSIC_SET_TYPEPARAM_DEFAULT";
const OPERATORS = "ADD + AND & FLOOR_DIVIDE // LSHIFT << MATRIX_MULTIPLY @ MULTIPLY * REMAINDER % OR | POWER ** RSHIFT >> SUBTRACT - TRUE_DIVIDE / XOR ^".split(
  " ",
);

function has(kind: string, op: Value): boolean {
  return KINDS[kind]!.split(" ").some((range) => {
    const [from, to = from] = range.split("-");
    return Number(from) <= op && op <= Number(to);
  });
}

const opcode = <F extends (...args: Value[]) => Value>(signature: string, body: F): F => builtin(signature, body, "_opcode");

function missing(signature: string): Value {
  return opcode(signature, (): never => {
    throw new NotImplementedError(`gilt compiles to JavaScript: there is no bytecode for _opcode.${signature.slice(0, signature.indexOf("("))}()`);
  });
}

function operators(): Value[] {
  const rows: Value[] = [];
  for (const prefix of ["NB_", "NB_INPLACE_"]) {
    for (let at = 0; at < OPERATORS.length; at += 2) {
      rows.push(new Tuple([prefix + OPERATORS[at]!, prefix === "NB_" ? OPERATORS[at + 1]! : `${OPERATORS[at + 1]!}=`]));
    }
  }
  return rows;
}

export default pymodule("_opcode", {
  ENABLE_SPECIALIZATION: true,
  ...Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, opcode(`${kind}(opcode)`, (op: Value): boolean => has(kind, op))])),
  is_valid: opcode("is_valid(opcode)", (op: Value): boolean => op >= 0 && op <= 267),
  get_intrinsic1_descs: opcode("get_intrinsic1_descs()", (): Value => FIRST.split(" ")),
  get_intrinsic2_descs: opcode("get_intrinsic2_descs()", (): Value => SECOND.split(" ")),
  get_nb_ops: opcode("get_nb_ops()", operators),
  get_specialization_stats: opcode("get_specialization_stats()", (): null => null),
  stack_effect: missing("stack_effect(opcode, oparg=None, /, *, jump=None)"),
  get_executor: missing("get_executor(*, code, offset)"),
});
