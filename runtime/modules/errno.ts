/**
 * errno - the system's error numbers by name.
 *
 * Mirrors     Modules/errnomodule.c of CPython 3.13 on Linux
 */
import { Dict } from "../objects/dict.js";
import { pymodule } from "../objects/module.js";
import { errnoNames, errorCodes } from "../system/errors.js";

const errorcode = new Dict();
for (const [number, name] of errorCodes()) errorcode.$set(number, name);

export default pymodule("errno", { ...Object.fromEntries(errnoNames()), errorcode });
