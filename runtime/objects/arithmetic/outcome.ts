/**
 * outcome - what an operator on builtin numbers may give.
 *
 * Mind  a function type with a result of unknown type counts as one that may suspend; this one says it does not
 */
import type { Complex } from "../complex.js";
import type { Float } from "../float.js";
import type { Int } from "../int/big.js";
import type { PyInstance } from "../object.js";
import type { Tuple } from "../tuple.js";

/** The last is NotImplemented. */
export type Outcome = Int | boolean | Float | Complex | Tuple | PyInstance;
