/**
 * multiprocessing.tempdir - the folder for temporary files of a process and its children.
 *
 * Mirrors     Lib/multiprocessing/util.py: get_temp_dir, is_abstract_socket_namespace
 */
import fs from "node:fs";
import type { Suspends } from "../../frames/suspend.js";
import { bufferOf } from "../../objects/bytes/buffer.js";
import { TypeError } from "../../objects/exceptions.js";
import type { Value } from "../../objects/object.js";
import { truth } from "../../objects/protocols/bool.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { system } from "../../system/oserror.js";
import { finalize } from "./finalize.js";
import { info } from "./log.js";
import { current_process } from "./process.js";

export function is_abstract_socket_namespace(address: Value): Suspends<boolean> {
  if (!truth(address)) return false;
  const data = bufferOf(address);
  if (data !== undefined) return data[0] === 0;
  const text = stringOf(address);
  if (text !== undefined) return text.startsWith("\0");
  throw new TypeError(`address type of ${repr(address)} unrecognized`);
}

const removeTempDir = builtin(
  "_remove_temp_dir(tempdir)",
  (tempdir: Value): null => {
    fs.rmSync(String(tempdir), { recursive: true, force: true });
    current_process()._config.$setNamed("tempdir", null);
    return null;
  },
  "multiprocessing.util",
);

/** Where temporary files are put: as tempfile.gettempdir() finds it. */
function place(): string {
  for (const name of ["TMPDIR", "TEMP", "TMP"]) {
    const folder = process.env[name];
    if (folder !== undefined && folder !== "" && fs.existsSync(folder)) return folder;
  }
  return "/tmp";
}

/** A folder for temporary files that goes away with the process. */
export function get_temp_dir(): Suspends<Value> {
  const { _config: config } = current_process();
  let tempdir: Value = config.$named("tempdir") ?? null;
  if (tempdir === null) {
    tempdir = system(() => fs.mkdtempSync(`${place()}/pymp-`));
    info("created temp directory %s", tempdir);
    finalize(null, removeTempDir, [tempdir], -100);
    config.$setNamed("tempdir", tempdir);
  }
  return tempdir;
}
