/**
 * os.pathlike - os.PathLike: whatever has `__fspath__`.
 *
 * Mirrors     the class PathLike of Lib/os.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { $setattr } from "../../objects/attributes.js";
import { $class } from "../../objects/class.js";
import { NotImplementedError } from "../../objects/exceptions.js";
import { describe, plain, plainMeta } from "../../objects/function.js";
import { genericAlias } from "../../objects/genericalias.js";
import { forget, NotImplemented, type PyType, type Value } from "../../objects/object.js";
import { methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { ABC } from "../abc.js";

/** Return the file system path representation of the object. */
function fspath(): Value {
  return plain(
    describe(
      function () {
        throw new NotImplementedError();
      },
      plainMeta("__fspath__", "os", { qualname: "PathLike.__fspath__", params: ["self"], required: 1, method: true }),
    ),
  );
}

function makePathLike(): Suspends<PyType> {
  const method = fspath();
  $setattr(method, "__isabstractmethod__", true);
  const doc = "Abstract base class for implementing the file system path protocol.";
  const cls: PyType = $class({ name: "PathLike", qualname: "PathLike", module: "os", doc, line: 0, statics: [] }, [ABC], null, (ns) => {
    ns.set("__slots__", new Tuple([]));
    ns.set("__fspath__", method);
  });
  methods(cls, {
    "__subclasshook__(cls, subclass, /)": function (this: Value, subclass: Value): Value {
      if (this !== cls) return NotImplemented;
      const owner = (subclass as PyType).$mro.find((base) => base.$dict.has("__fspath__"));
      return owner === undefined || owner.$dict.get("__fspath__") === null ? NotImplemented : true;
    },
    "__class_getitem__(cls, item, /)": function (this: Value, item: Value): Value {
      return genericAlias(this, item);
    },
  });
  forget(cls);
  return cls;
}

export const PathLike: PyType = makePathLike();
