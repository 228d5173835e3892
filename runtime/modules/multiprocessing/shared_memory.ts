/**
 * multiprocessing.shared_memory - memory that processes find by its name, and a list in such memory.
 *
 * Mirrors     Lib/multiprocessing/shared_memory.py of CPython 3.13
 * Suspends    SharedMemory.close (see mmap)
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { add } from "../../objects/arithmetic.js";
import { $getattr } from "../../objects/attributes.js";
import type { MemoryView } from "../../objects/bytes/data.js";
import { makeView } from "../../objects/bytes/memoryview.js";
import { releaseView } from "../../objects/bytes/view.js";
import { FileExistsError, OSError, ValueError } from "../../objects/exceptions.js";
import { pymodule } from "../../objects/module.js";
import { patched } from "../../objects/patches.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { ge } from "../../objects/protocols/compare.js";
import { eq } from "../../objects/protocols/eq.js";
import { toIndex } from "../../objects/protocols/index.js";
import { repr } from "../../objects/protocols/repr.js";
import { pyclass } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { closeFd, real } from "../../system/descriptors.js";
import { truncate } from "../../system/fds.js";
import { system } from "../../system/oserror.js";
import { randomBytes } from "../../system/urandom.js";
import { openSegment, unlinkSegment } from "../_posixshmem.js";
import { closeMap, mapFile, type MMap } from "../mmap/object.js";
import { ShareableList } from "./shareablelist.js";
import { register, unregister } from "./resource_tracker.js";

const { O_CREAT, O_EXCL, O_RDWR } = fs.constants;

/** A name that nobody has, most likely. */
export function _make_filename(): string {
  return `/psm_${Buffer.from(randomBytes(4)).toString("hex")}`;
}

@pyclass("multiprocessing.shared_memory.SharedMemory", {
  doc: `Creates a new shared memory block or attaches to an existing
    shared memory block.

    Every shared memory block is assigned a unique name.  This enables
    one process to create a shared memory block with a particular name
    so that a different process can attach to that same shared memory
    block using that same name.

    As a resource for sharing data across processes, shared memory blocks
    may outlive the original process that created them.  When one process
    no longer needs access to a shared memory block that might still be
    needed by other processes, the close() method should be called.
    When a shared memory block is no longer needed by any process, the
    unlink() method should be called to ensure proper cleanup.`,
})
export class SharedMemory extends PyObject {
  static _name: Value = null;
  static _fd: Value = -1;
  static _mmap: Value = null;
  static _buf: Value = null;
  static _flags: Value = O_RDWR;
  static _mode: Value = 0o600;
  static _prepend_leading_slash: Value = true;
  static _track: Value = true;
  declare _name: Value;
  declare _fd: number;
  declare _mmap: MMap | null;
  declare _buf: MemoryView | null;
  declare _flags: number;
  declare _mode: number;
  declare _size: number;
  declare _prepend_leading_slash: Value;
  declare _track: Value;

  /**
   * @param name  of the block; None: a new one is made up, if `create`
   * @param size  in bytes, if `create`; the block may get more
   * @param track the resource tracker removes the block when the program ends and has not done it
   */
  __init__(name: Value = null, create: Value = false, size: Value = 0, { track = true }: { track?: Value } = {}): Suspends<null> {
    if (!truth(ge(size, 0))) throw new ValueError("'size' must be a positive integer");
    const creates = truth(create);
    if (creates) {
      this._flags = O_CREAT | O_EXCL | O_RDWR;
      if (truth(eq(size, 0))) throw new ValueError("'size' must be a positive number different from zero");
    }
    if (name === null && (this._flags & O_EXCL) === 0) throw new ValueError("'name' can only be None if create=True");
    this._track = track;
    if (name === null) this.$createUnnamed();
    else {
      const path = truth(this._prepend_leading_slash) ? add("/", name) : name;
      this._fd = openSegment(path, this._flags, this._mode);
      this._name = path;
    }
    const { _fd: fd } = this;
    try {
      if (creates) {
        const bytes = Number(toIndex(size));
        system(() => truncate(fd, bytes));
      }
      this._size = system(() => fs.fstatSync(real(fd)).size);
      this._mmap = mapFile(real(fd), this._size);
    } catch (error) {
      if (error instanceof OSError) this.unlink();
      throw error;
    }
    if (truth(this._track)) register(this._name, "shared_memory");
    this._buf = makeView(this._mmap);
    return null;
  }

  $createUnnamed(): Suspends<void> {
    for (;;) {
      const name: Value = call(patched("multiprocessing.shared_memory._make_filename") ?? _make_filename);
      try {
        this._fd = openSegment(name, this._flags, this._mode);
      } catch (error) {
        if (error instanceof FileExistsError) continue;
        throw error;
      }
      this._name = name;
      return;
    }
  }

  __del__(): Suspends<null> {
    try {
      this.close();
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
    }
    return null;
  }

  __reduce__(): Suspends<Value> {
    const name = $getattr(this, "name");
    return new Tuple([typeOf(this), new Tuple([name, false, $getattr(this, "size")])]);
  }

  __repr__(): Suspends<string> {
    const name = repr($getattr(this, "name"));
    return `${typeOf(this).$name}(${name}, size=${repr($getattr(this, "size"))})`;
  }

  /** A memoryview of the block's contents. */
  get buf(): Value {
    return this._buf;
  }

  /** By which other processes find the block. */
  get name$(): Value {
    const { _name: name } = this;
    return this._prepend_leading_slash === true && typeof name === "string" && name.startsWith("/") ? name.slice(1) : name;
  }

  get size(): Value {
    return this._size;
  }

  /** This object does not use the block any more; it stays where it is. */
  close(): Suspends<null> {
    if (this._buf !== null) {
      releaseView(this._buf);
      this._buf = null;
    }
    if (this._mmap !== null) {
      closeMap(this._mmap);
      this._mmap = null;
    }
    if (this._fd >= 0) {
      const { _fd: fd } = this;
      system(() => closeFd(fd));
      this._fd = -1;
    }
    return null;
  }

  /** Removes the block: nobody finds it any more, and it is gone when all have closed it. */
  unlink(): Suspends<null> {
    if (truth(this._name)) {
      unlinkSegment(this._name);
      if (truth(this._track)) unregister(this._name, "shared_memory");
    }
    return null;
  }
}

export default pymodule("multiprocessing.shared_memory", {
  SharedMemory,
  ShareableList,
  _make_filename,
  _O_CREX: O_CREAT | O_EXCL,
  _SHM_NAME_PREFIX: "/psm_",
  _SHM_SAFE_NAME_LENGTH: 14,
  _USE_POSIX: true,
  _encoding: "utf8",
  __all__: ["SharedMemory", "ShareableList"],
});
