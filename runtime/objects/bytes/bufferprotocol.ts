/**
 * bufferprotocol - `__buffer__` of the types in C that export memory, by which `collections.abc.Buffer` knows them (PEP 688).
 *
 * Mirrors     slot___buffer__ wrappers of Objects/typeobject.c
 */
import type { Suspends } from "../../frames/suspend.js";
import { bytearray } from "../bytearray.js";
import { bytes } from "../bytes.js";
import type { Value } from "../object.js";
import { call } from "../protocols/call.js";
import { methods } from "../register.js";
import { memoryview } from "./memoryview.js";

for (const cls of [bytes, bytearray, memoryview] as Value[]) {
  methods(cls, {
    "__buffer__(self, flags, /)": function (this: Value): Suspends<Value> {
      return call(memoryview, this);
    },
  });
}
