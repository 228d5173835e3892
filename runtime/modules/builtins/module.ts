/**
 * module - the Python module builtins.
 *
 * Mirrors  Python/bltinmodule.c of CPython 3.13
 */
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import * as all from "./index.js";

/** Helpers of emitted text that are no builtins of Python. */
const HELPERS: ReadonlySet<string> = new Set(
  (
    "add bitand bitor floordiv iadd iand ior ifloordiv ilshift imatmul imod imul invert ipow irshift isub itruediv ixor lshift matmul mod mul neg pos pow powBuiltin rshift sub " +
    "truediv bitxor xor ge gt le lt eq ne contains delitem getitem setitem unpack unpackRest enter exceptStar causedBy annotate chk generic paramSpec typeAlias typeVar typeVarTuple isMapping isSequence matchClass matchMapping matchSequence " +
    "without sprintf viewed copied exceptionType exceptionAllocator"
  ).split(" "),
);

// without a prototype it is a table to V8 from the beginning: as an object it would get a shape for each name
const members = Object.create(null) as Record<string, Value>;
for (const name of Object.keys(all)) if (!HELPERS.has(name)) members[name] = (all as Record<string, Value>)[name];
Object.assign(members, { pow: all.powBuiltin, True: true, False: false, None: null, EnvironmentError: all.OSError, IOError: all.OSError, __debug__: true });

const builtinsModule = pymodule("builtins", members);

export default builtinsModule;
