/**
 * base - what all streams share: closing, lines, `with`, and the methods a stream does not have.
 *
 * Mirrors     Modules/_io/iobase.c of CPython 3.13
 * Calls back  close, flush, read, readline of subclasses
 */
import { PyObject, type Value } from "../../objects/object.js";
import { pyclass } from "../../objects/pyclass.js";
import { getset } from "../../objects/type.js";
import { OSError, ValueError, TypeError, StopIteration } from "../../objects/exceptions.js";
import { callMethod } from "../../objects/protocols/call.js";
import { len } from "../../objects/protocols/len.js";
import { iter, END } from "../../objects/protocols/iter.js";
import { typeOf } from "../../objects/object.js";
import { getattr } from "../../objects/attributes.js";
import type { Suspends } from "../../frames/suspend.js";
import { bytes } from "../../objects/bytes.js";

/** io.UnsupportedOperation: both an OSError and a ValueError. */
export const UnsupportedOperation = pyexception("io.UnsupportedOperation", [OSError, ValueError]);
import { pyexception } from "../../objects/exceptions.js";
