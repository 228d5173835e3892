/**
 * library - libraries of the system as objects, whose attributes are their functions: CDLL, PyDLL, LibraryLoader; prototypes of functions.
 *
 * Mirrors     Lib/ctypes/__init__.py of CPython 3.13
 * Differs     PyDLL is as CDLL: there is no lock to hold, and errors that Python's own C functions would set are not looked for
 */
import { LIBRARY } from "../../importer/place.js";
import { $passing, type Passed } from "../../objects/raise.js";
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { AttributeError, TypeError } from "../../objects/exceptions.js";
import { address } from "../../objects/identity.js";
import { int } from "../../objects/int.js";
import { isinstance, PyObject, typeOf, type PyType, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { toIndex } from "../../objects/protocols/index.js";
import { truth } from "../../objects/protocols/bool.js";
import { generic } from "../../objects/genericalias.js";
import { builtin, define, pyclass, pyfunction } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { carriedContents } from "../../snapshot/carried.js";
import { ends } from "../ends.js";
import { flushAll } from "../../system/posix.js";
import { cint } from "../os/descriptors.js";
import { FUNCFLAG_CDECL, FUNCFLAG_PYTHONAPI, FUNCFLAG_USE_ERRNO, FUNCFLAG_USE_LASTERROR, functionClass, ownErrno, swapErrno } from "./foreign.js";
import { c_int } from "./simple.js";
import { libraryHandle, RTLD_LOCAL } from "./symbols.js";

const flushing = { said: false };

/** `self._handle = _dlopen(self._name, mode)` */
const OPENING: Passed = { file: `${LIBRARY}/ctypes/__init__.py`, name: "__init__", span: [390, 27, 390, 52] };

function opened(name: Value, mode: Value): Suspends<Value> {
  try {
    return libraryHandle(name, cint(mode));
  } catch (thrown) {
    throw $passing(thrown, [OPENING]);
  }
}

@pyclass("ctypes.CDLL")
export class CDLL extends PyObject {
  declare _name: Value;
  declare _handle: Value;
  declare _FuncPtr: PyType;

  __init__(
    name: Value,
    mode: Value = RTLD_LOCAL,
    handle: Value = null,
    use_errno: Value = false,
    use_last_error: Value = false,
    winmode: Value = null,
  ): Suspends<null> {
    void winmode;
    this._name = name;
    const own: Value = $getattr(this, "_func_flags_");
    const flags = Number(toIndex(own)) | (truth(use_errno) ? FUNCFLAG_USE_ERRNO : 0) | (truth(use_last_error) ? FUNCFLAG_USE_LASTERROR : 0);
    const cls = functionClass("_FuncPtr", flags, $getattr(this, "_func_restype_"), null);
    cls.$qualname = "CDLL.__init__.<locals>._FuncPtr";
    this._FuncPtr = cls;
    this._handle = handle === null ? opened(name, mode) : handle;
    flushAtEnd();
    return null;
  }

  __repr__(): Suspends<string> {
    const handle = BigInt.asUintN(64, BigInt(toIndex(this._handle)));
    return `<${typeOf(this).$name} '${this._name === null ? "None" : String(this._name)}', handle ${handle.toString(16)} at ${address(this)}>`;
  }

  __getattr__(name: Value): Suspends<Value> {
    if (typeof name === "string" && name.startsWith("__") && name.endsWith("__")) throw new AttributeError(name);
    const func = functionOf(this, name);
    $setattr(this, name as string, func);
    return func;
  }

  __getitem__(name_or_ordinal: Value): Suspends<Value> {
    return functionOf(this, name_or_ordinal);
  }
}

function functionOf(library: CDLL, name: Value): Suspends<Value> {
  const func = call($getattr(library, "_FuncPtr"), new Tuple([name, library]));
  if (!isinstance(name, int)) $setattr(func, "__name__", name);
  return func;
}

@pyclass("ctypes.PyDLL")
export class PyDLL extends CDLL {}

define(CDLL as Value, "_func_flags_", FUNCFLAG_CDECL, FUNCFLAG_CDECL);
define(CDLL as Value, "_func_restype_", c_int, c_int);
define(PyDLL as Value, "_func_flags_", FUNCFLAG_CDECL | FUNCFLAG_PYTHONAPI, FUNCFLAG_CDECL | FUNCFLAG_PYTHONAPI);

/** What C functions have written goes out at the end, as at that of any C program. */
function flushAtEnd(): void {
  if (flushing.said) return;
  flushing.said = true;
  ends.system.push(() => {
    flushAll(0);
  });
}

@pyclass("ctypes.LibraryLoader")
export class LibraryLoader extends PyObject {
  declare _dlltype: Value;

  __init__(dlltype: Value): null {
    this._dlltype = dlltype;
    return null;
  }

  __getattr__(name: Value): Suspends<Value> {
    if (typeof name === "string" && name.startsWith("_")) throw new AttributeError(name);
    const dll = call(this._dlltype, name);
    $setattr(this, name as string, dll);
    return dll;
  }

  __getitem__(name: Value): Suspends<Value> {
    return $getattr(this, name as string);
  }

  LoadLibrary(name: Value): Suspends<Value> {
    return call(this._dlltype, name);
  }
}
generic(LibraryLoader);

// ---- prototypes

const prototypes = new Map<string, PyType>();
carriedContents("ctypes prototypes", prototypes);

function prototypeClass(flags: number, restype: Value, argtypes: Value[]): Suspends<PyType> {
  for (const type of argtypes) if (type === null || typeof type !== "function") throw new TypeError("item 1 in _argtypes_ has no from_param method");
  const key = `${flags} ${[restype, ...argtypes].map((type: Value) => (type === null ? "None" : keyOf(type))).join()}`;
  let made = prototypes.get(key);
  if (made === undefined) {
    made = functionClass("CFunctionType", flags, restype, argtypes);
    made.$qualname = `${(flags & FUNCFLAG_PYTHONAPI) === 0 ? "CFUNCTYPE" : "PYFUNCTYPE"}.<locals>.CFunctionType`;
    prototypes.set(key, made);
  }
  return made;
}

/** Classes by number: a prototype is one for the same types. */
const numbers: Value[] = [];
carriedContents("ctypes prototype types", numbers);
function keyOf(type: Value): number {
  const at = numbers.indexOf(type);
  return at >= 0 ? at : numbers.push(type) - 1;
}

export const CFUNCTYPE = pyfunction(
  "CFUNCTYPE(restype, *argtypes, use_errno=False, use_last_error=False)",
  (restype: Value, argtypes: Value[], use_errno: Value = false, use_last_error: Value = false): Suspends<PyType> => {
    return prototypeClass(
      FUNCFLAG_CDECL | (truth(use_errno) ? FUNCFLAG_USE_ERRNO : 0) | (truth(use_last_error) ? FUNCFLAG_USE_LASTERROR : 0),
      restype,
      argtypes,
    );
  },
  "ctypes",
);

export const PYFUNCTYPE = pyfunction(
  "PYFUNCTYPE(restype, *argtypes)",
  (restype: Value, argtypes: Value[]): Suspends<PyType> => prototypeClass(FUNCFLAG_CDECL | FUNCFLAG_PYTHONAPI, restype, argtypes),
  "ctypes",
);

export const get_errno = builtin("get_errno()", (): number => ownErrno(), "_ctypes");
export const set_errno = builtin("set_errno(value, /)", (value: Value): Suspends<number> => swapErrno(cint(value)), "_ctypes");
