/**
 * buffer - PickleBuffer: an object whose memory may travel beside a pickle instead of in it.
 *
 * Mirrors     Objects/picklebufobject.c
 */
import type { Suspends } from "../../frames/suspend.js";
import { bufferInfo, EXPORTERS } from "../../objects/bytes/buffer.js";
import { ByteArray, Bytes, MemoryView } from "../../objects/bytes/data.js";
import { counting, makeView } from "../../objects/bytes/memoryview.js";
import { isContiguous, viewBytes } from "../../objects/bytes/view.js";
import { BufferError, TypeError, ValueError } from "../../objects/exceptions.js";
import { object, type PyType, type Value } from "../../objects/object.js";
import { builtinType, methods } from "../../objects/register.js";
import { typeName } from "../../objects/typename.js";

export class PickleBuffer {
  declare $view: MemoryView | null;

  $open(): MemoryView {
    if (this.$view === null) throw new ValueError("operation forbidden on released PickleBuffer object");
    return this.$view;
  }

  /** The memory, if it is in one piece. */
  $shown(): { contiguous: Uint8Array | null; readonly: boolean } {
    const view = this.$open();
    return { contiguous: isContiguous(view) || isColumnMajor(view) ? ownBytes(view) : null, readonly: view.$readonly };
  }
}
Object.setPrototypeOf(PickleBuffer.prototype, object.prototype as object);

/** Are the items one after the other, the first index changing fastest? */
function isColumnMajor(view: MemoryView): boolean {
  let size = view.$itemsize;
  for (let i = 0; i < view.$shape.length; i++) {
    const length = view.$shape[i] as number;
    if (length > 1 && view.$strides[i] !== size) return false;
    size *= length;
  }
  return true;
}

function ownBytes(view: MemoryView): Uint8Array {
  if (isContiguous(view)) return viewBytes(view);
  const size = view.$shape.reduce((product, n) => product * n, view.$itemsize);
  return view.$memory.subarray(view.$offset, view.$offset + size);
}

function make(cls: PyType, x: Value): PickleBuffer {
  const known = x instanceof Bytes || x instanceof ByteArray || x instanceof MemoryView || x instanceof PickleBuffer || x?.$value instanceof Bytes;
  if (!known && (typeof x !== "object" || x === null || bufferInfo(x) === undefined))
    throw new TypeError(`a bytes-like object is required, not '${typeName(x)}'`);
  const made = Object.create(cls.prototype as object) as PickleBuffer;
  made.$view = x instanceof PickleBuffer ? x.$open() : makeView(x);
  return made;
}

export const pickleBuffer = builtinType("PickleBuffer(object, /)", (x: Value): Value => make(pickleBuffer as PyType, x), {
  prototype: PickleBuffer.prototype,
  module: "pickle",
  doc: "Wrapper for potentially out-of-band buffers",
});

methods(pickleBuffer, {
  "__new__(cls, object, /)"(this: PyType, x: Value): Value {
    return make(this, x);
  },
  "raw(self, /)"(this: PickleBuffer): Suspends<Value> {
    const { contiguous, readonly } = this.$shown();
    if (contiguous === null) throw new BufferError("cannot extract raw buffer from non-contiguous buffer");
    const view = this.$open();
    return counting(new MemoryView(view.$obj, view.$memory, view.$offset, "B", 1, [contiguous.length], [1], readonly, view.$counted), view);
  },
  "release(self, /)"(this: PickleBuffer): null {
    const view = this.$view;
    if (view !== null && view.$counted !== null) view.$counted.$viewed--;
    this.$view = null;
    return null;
  },
});

EXPORTERS.push((x) => {
  if (!(x instanceof PickleBuffer)) return undefined;
  const view = x.$open();
  const shown = x.$shown();
  if (shown.contiguous === null) throw new BufferError("memoryview: underlying buffer is not contiguous");
  return {
    owner: view.$obj,
    memory: shown.contiguous,
    format: view.$format,
    itemsize: view.$itemsize,
    readonly: shown.readonly,
    ...(view.$counted === null ? {} : { counted: view.$counted }),
  };
});
