/**
 * tempfile - temporary files and folders.
 *
 * Mirrors     Lib/tempfile.py of CPython 3.13; SpooledTemporaryFile is its text (importer/twin.ts)
 */
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { NamedTemporaryFile, TemporaryDirectory, TemporaryFile, TemporaryFileCloser, TemporaryFileWrapper } from "./files.js";
import { gettempdir, gettempdirb, gettempprefix, gettempprefixb, mkdtemp, mkstemp, mktemp, moduleFolder, template } from "./names.js";

const module = pymodule("tempfile", {
  NamedTemporaryFile,
  TemporaryFile,
  TemporaryDirectory,
  _TemporaryFileCloser: TemporaryFileCloser,
  _TemporaryFileWrapper: TemporaryFileWrapper,
  mkstemp,
  mkdtemp,
  mktemp,
  TMP_MAX: 238328,
  gettempprefix,
  gettempdir,
  gettempprefixb,
  gettempdirb,
  template,
  tempdir: null,
  __all__: [
    "NamedTemporaryFile",
    "TemporaryFile",
    "SpooledTemporaryFile",
    "TemporaryDirectory",
    "mkstemp",
    "mkdtemp",
    "mktemp",
    "TMP_MAX",
    "gettempprefix",
    "tempdir",
    "gettempdir",
    "gettempprefixb",
    "gettempdirb",
  ],
});
moduleFolder.read = () => (module as Value).tempdir as Value;
moduleFolder.write = (folder) => void ((module as Value).tempdir = folder);
export default module;
