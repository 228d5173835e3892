/**
 * tempfile - temporary files and folders.
 *
 * Mirrors     Lib/tempfile.py of CPython 3.13
 */
import { NotImplementedError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";
import { pyfunction } from "../../objects/register.js";
import { NamedTemporaryFile, TemporaryDirectory, TemporaryFile, TemporaryFileWrapper } from "./files.js";
import { gettempdir, gettempdirb, gettempprefix, gettempprefixb, mkdtemp, mkstemp, mktemp, moduleFolder, template } from "./names.js";

const SpooledTemporaryFile = pyfunction(
  "SpooledTemporaryFile(*args, **kwargs)",
  (): Value => {
    throw new NotImplementedError("tempfile.SpooledTemporaryFile is not there yet");
  },
  "tempfile",
);

const module = pymodule("tempfile", {
  NamedTemporaryFile,
  TemporaryFile,
  SpooledTemporaryFile,
  TemporaryDirectory,
  _TemporaryFileWrapper: TemporaryFileWrapper,
  mkstemp,
  mkdtemp,
  mktemp,
  TMP_MAX: 10000,
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
