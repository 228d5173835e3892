/**
 * _compat_pickle - names of Python 2 in Python 3.
 *
 * Mirrors     Lib/_compat_pickle.py
 */
import type { Suspends } from "../frames/suspend.js";
import { Dict } from "../objects/dict.js";
import { pymodule } from "../objects/module.js";
import { Tuple } from "../objects/tuple.js";
import { mappings, MULTIPROCESSING_EXCEPTIONS, PYTHON2_EXCEPTIONS, PYTHON3_IMPORTERROR_EXCEPTIONS, PYTHON3_OSERROR_EXCEPTIONS } from "./pickle/compat.js";

function pair(text: string): Tuple {
  return new Tuple(text.split("/"));
}

function byTuples(names: Map<string, string>): Suspends<Dict> {
  const made = new Dict();
  for (const [from, to] of names) made.$set(pair(from), pair(to));
  return made;
}

const { modules, names, oldModules, oldNames } = mappings();

export default pymodule("_compat_pickle", {
  IMPORT_MAPPING: Dict.$of(modules),
  NAME_MAPPING: byTuples(names),
  REVERSE_IMPORT_MAPPING: Dict.$of(oldModules),
  REVERSE_NAME_MAPPING: byTuples(oldNames),
  PYTHON2_EXCEPTIONS: new Tuple(PYTHON2_EXCEPTIONS),
  MULTIPROCESSING_EXCEPTIONS: new Tuple(MULTIPROCESSING_EXCEPTIONS),
  PYTHON3_OSERROR_EXCEPTIONS: new Tuple(PYTHON3_OSERROR_EXCEPTIONS),
  PYTHON3_IMPORTERROR_EXCEPTIONS: new Tuple(PYTHON3_IMPORTERROR_EXCEPTIONS),
});
