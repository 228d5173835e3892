/**
 * fwalk - os.fwalk(): folders one below the other, each with a descriptor.
 *
 * Mirrors     fwalk, _fwalk in Lib/os.py of CPython 3.13
 * Calls back  __fspath__, onerror
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { Bytes } from "../../objects/bytes/data.js";
import { OSError } from "../../objects/exceptions.js";
import { generatorIterator } from "../../objects/generatoriterators.js";
import { PyIterator } from "../../objects/iteratorbase.js";
import { isinstance, type Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { call } from "../../objects/protocols/call.js";
import { END } from "../../objects/protocols/iter.js";
import { $caught, $handled, $uncaught } from "../../objects/raise.js";
import { pyfunction } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { closeFd, real } from "../../system/descriptors.js";
import { openFile } from "../../system/fds.js";
import { system } from "../../system/oserror.js";
import { plainPath } from "../../system/paths.js";
import { entriesOf, leadsToFolder } from "./scandir.js";
import { folderArgument, seenFrom } from "./arguments.js";
import { audit } from "../../objects/audit.js";

const HOW = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | 0o2000000; /* O_CLOEXEC */

/** What is still to do: enter a folder, yield one that waited for those below it, close one's descriptor. */
type Step = ["enter", isRoot: boolean, folder: number | undefined, path: string, name: string] | ["yield", row: Tuple] | ["close", fd: number];

class FolderWalk extends PyIterator {
  declare $steps: Step[];
  declare $topdown: boolean;
  declare $onerror: Value;
  declare $follow: boolean;
  declare $bytes: boolean;
  /** the row that the caller has, whose list of folders it may change; its path and descriptor */
  declare $given: { row: Tuple; path: string; fd: number } | null;

  $next(): Suspends<Value> {
    const { $given } = this;
    if ($given !== null) {
      this.$given = null;
      this.$descend(
        $given.path,
        $given.fd,
        ($given.row.items[1] as Value[]).map((name) => this.$text(name)),
      );
    }
    for (let step = this.$steps.pop(); step !== undefined; step = this.$steps.pop()) {
      if (step[0] === "close") closeFd(step[1]);
      else if (step[0] === "yield") return step[1];
      else {
        const row = this.$enter(step);
        if (row !== undefined) return row;
      }
    }
    return END;
  }

  $text(name: Value): string {
    return typeof name === "string" ? name : Buffer.from(name.$data as Uint8Array).toString("utf8");
  }

  $named(text: string): Value {
    return this.$bytes ? new Bytes(Buffer.from(text)) : text;
  }

  $descend(path: string, fd: number, names: readonly string[]): void {
    const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
    for (const name of [...names].reverse()) this.$steps.push(["enter", false, real(fd), prefix + name, name]);
  }

  /** A folder's row if it is to be yielded now. */
  $enter([, isRoot, folder, path, name]: Step & { 0: "enter" }): Suspends<Value> {
    let before: fs.BigIntStats | undefined;
    let fd: number;
    const handled = $handled();
    try {
      const seen = seenFrom(folder, name, this.$named(name));
      if (!this.$follow) before = system(() => fs.lstatSync(seen, { bigint: true }), this.$named(name));
      fd = system(() => openFile(seen, HOW, 0o777), this.$named(name));
    } catch (thrown) {
      const error = $caught(thrown, null);
      if (isRoot || !isinstance(error, OSError)) throw thrown;
      if (this.$onerror !== null) call(this.$onerror, error);
      $uncaught(handled);
      return undefined;
    }
    this.$steps.push(["close", fd]);
    if (before !== undefined) {
      const now = system(() => fs.fstatSync(real(fd), { bigint: true }));
      if ((isRoot && !before.isDirectory()) || before.ino !== now.ino || before.dev !== now.dev) return undefined;
    }
    const entries = system(() => entriesOf(`/proc/self/fd/${real(fd)}`), fd);
    const isFolder = (entry: fs.Dirent): boolean => entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(`/proc/self/fd/${real(fd)}/${entry.name}`));
    const folders = entries.filter(isFolder).map((entry) => entry.name);
    const files = entries.filter((entry) => !isFolder(entry)).map((entry) => entry.name);
    const row = new Tuple([this.$named(path), folders.map((text) => this.$named(text)), files.map((text) => this.$named(text)), fd]);
    if (this.$topdown) {
      this.$given = { row, path, fd };
      return row;
    }
    this.$steps.push(["yield", row]);
    this.$descend(path, fd, folders);
    return undefined;
  }

  /** Closes the descriptors that are still open. */
  $finish(): void {
    for (const step of this.$steps.splice(0)) if (step[0] === "close") closeFd(step[1]);
    this.$given = null;
  }
}
generatorIterator("fwalk", FolderWalk);

function walkFolders(top: Value, topdown: Value, onerror: Value, follow_symlinks: Value, dir_fd: Value): Suspends<Value> {
  audit("os.fwalk", top ?? ".", topdown ?? true, onerror ?? null, follow_symlinks ?? false, dir_fd ?? null);
  const given = top === undefined ? "." : plainPath(top);
  const it = new FolderWalk() as Value;
  it.$bytes = typeof given !== "string";
  const text = it.$text(given) as string;
  it.$steps = [["enter", true, folderArgument(dir_fd), text, text]];
  it.$topdown = topdown === undefined || truth(topdown);
  it.$onerror = onerror ?? null;
  it.$follow = follow_symlinks !== undefined && truth(follow_symlinks);
  it.$given = null;
  return it;
}

export const fwalk = pyfunction("fwalk(top='.', topdown=True, onerror=None, *, follow_symlinks=False, dir_fd=None)", walkFolders, "os");
