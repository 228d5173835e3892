/**
 * _sysconfigdata - how this Python was built, in the few words that programs ask for.
 *
 * Mirrors   Lib/_sysconfigdata__linux_x86_64-linux-gnu.py of an installed CPython 3.13
 * Differs   no compilers, and flags that are empty: there is nothing to build extensions for
 */
import { LIBRARY, PREFIX } from "../importer/place.js";
import { Dict } from "../objects/dict.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";

const CONFIG = `${LIBRARY}/config-3.13-x86_64-linux-gnu`;
const VARIABLES: [string, Value][] = [
  ["CFLAGS", ""],
  ["CONFIG_ARGS", ""],
  ["EXT_SUFFIX", ".cpython-313-x86_64-linux-gnu.so"],
  ["HAVE_FORK", 1],
  ["HAVE_GETRANDOM", 1],
  ["HOST_GNU_TYPE", "x86_64-pc-linux-gnu"],
  ["INCLUDEPY", `${PREFIX}/include/python3.13`],
  ["LDLIBRARY", "libpython3.13.so"],
  ["LIBDIR", `${PREFIX}/lib`],
  ["LIBPL", CONFIG],
  ["MACHDEP", "linux"],
  ["MULTIARCH", "x86_64-linux-gnu"],
  ["PYTHONFRAMEWORK", ""],
  ["PY_CFLAGS", ""],
  ["PY_CORE_CFLAGS", ""],
  ["Py_DEBUG", 0],
  ["Py_ENABLE_SHARED", 1],
  ["Py_GIL_DISABLED", 0],
  ["Py_TRACE_REFS", 0],
  ["SHLIB_SUFFIX", ".so"],
  ["SIZEOF_LONG", 8],
  ["SIZEOF_PTHREAD_T", 8],
  ["SIZEOF_SIZE_T", 8],
  ["SIZEOF_TIME_T", 8],
  ["SIZEOF_VOID_P", 8],
  ["SOABI", "cpython-313-x86_64-linux-gnu"],
  ["TZPATH", "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo"],
  ["VERSION", "3.13"],
  ["WITH_DOC_STRINGS", 1],
  ["WITH_PYMALLOC", 1],
  ["exec_prefix", PREFIX],
  ["prefix", PREFIX],
  ["srcdir", CONFIG],
];

export default pymodule("_sysconfigdata__linux_x86_64-linux-gnu", { build_time_vars: Dict.$of(VARIABLES) });
