/**
 * bufferprotocol - `__buffer__` and `__release_buffer__` of the types in C that export memory, by which `collections.abc.Buffer` knows them (PEP 688).
 *
 * Mirrors     wrap_buffer and wrap_releasebuffer of Objects/typeobject.c
 */
import type { Suspends } from "../../frames/suspend.js";
import { bytearray } from "../bytearray.js";
import { bytes } from "../bytes.js";
import { TypeError, ValueError } from "../exceptions.js";
import type { Value } from "../object.js";
import { methods } from "../register.js";
import { MemoryView } from "./data.js";
import { makeView, memoryview } from "./memoryview.js";
import { releaseView } from "./view.js";

for (const cls of [bytes, bytearray, memoryview] as Value[]) {
  methods(cls, {
    "__buffer__(self, flags, /)": function (this: Value): Suspends<Value> {
      return makeView(this);
    },
  });
}

for (const cls of [bytearray, memoryview] as Value[]) {
  methods(cls, {
    "__release_buffer__(self, buffer, /)": function (this: Value, buffer: Value): null {
      if (!(buffer instanceof MemoryView)) throw new TypeError("expected a memoryview object");
      if (buffer.$released) throw new ValueError("memoryview's buffer has already been released");
      if (buffer.$obj !== this) throw new ValueError("memoryview's buffer is not this object");
      releaseView(buffer);
      return null;
    },
  });
}
