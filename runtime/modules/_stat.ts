/**
 * _stat - constants and tests of st_mode, which the library's stat takes the place of its own with.
 *
 * Mirrors  Modules/_stat.c of CPython 3.13 on Linux
 */
import type { Suspends } from "../frames/suspend.js";
import { OverflowError, TypeError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { isinstance } from "../objects/object.js";
import { int } from "../objects/int.js";
import { toIndex } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";

/** Names and octal values; types that Linux does not have are 0. */
const CONSTANTS =
  "S_IFDIR:40000 S_IFCHR:20000 S_IFBLK:60000 S_IFREG:100000 S_IFIFO:10000 S_IFLNK:120000 S_IFSOCK:140000 S_IFDOOR:0 S_IFPORT:0 S_IFWHT:0 S_ISUID:4000 S_ISGID:2000 " +
  "S_ISVTX:1000 S_ENFMT:2000 S_IREAD:400 S_IWRITE:200 S_IEXEC:100 S_IRWXU:700 S_IRUSR:400 S_IWUSR:200 S_IXUSR:100 S_IRWXG:70 S_IRGRP:40 S_IWGRP:20 S_IXGRP:10 S_IRWXO:7 " +
  "S_IROTH:4 S_IWOTH:2 S_IXOTH:1 UF_SETTABLE:177777 UF_NODUMP:1 UF_IMMUTABLE:2 UF_APPEND:4 UF_OPAQUE:10 UF_NOUNLINK:20 UF_COMPRESSED:40 UF_TRACKED:100 UF_DATAVAULT:200 " +
  "UF_HIDDEN:100000 SF_SETTABLE:37777600000 SF_ARCHIVED:200000 SF_IMMUTABLE:400000 SF_APPEND:1000000 SF_NOUNLINK:4000000 SF_SNAPSHOT:10000000 SF_FIRMLINK:40000000 " +
  "SF_DATALESS:10000000000 ST_MODE:0 ST_INO:1 ST_DEV:2 ST_NLINK:3 ST_UID:4 ST_GID:5 ST_SIZE:6 ST_ATIME:7 ST_MTIME:10 ST_CTIME:11";

const constants: Record<string, number> = {};
for (const row of CONSTANTS.split(" ")) {
  const [name, octal] = row.split(":") as [string, string];
  constants[name] = parseInt(octal, 8);
}

const FORMAT = 0o170000;

/** A mode_t. */
function modeOf(given: Value): Suspends<number> {
  if (!isinstance(given, int)) throw new TypeError("an integer is required");
  const n = toIndex(given);
  if (n < 0) throw new OverflowError("can't convert negative value to unsigned int");
  if (n >= 2n ** 64n) throw new OverflowError("Python int too large to convert to C unsigned long");
  if (n >= 2 ** 32) throw new OverflowError("mode out of range");
  return Number(n);
}

function test(name: string, kind: number): Value {
  return builtin(`${name}(object, /)`, (mode: Value): Suspends<boolean> => (modeOf(mode) & FORMAT) === kind && kind !== 0, "_stat");
}

const KINDS: Readonly<Record<string, number>> = {
  S_ISDIR: 0o040000,
  S_ISCHR: 0o020000,
  S_ISBLK: 0o060000,
  S_ISREG: 0o100000,
  S_ISFIFO: 0o010000,
  S_ISLNK: 0o120000,
  S_ISSOCK: 0o140000,
  S_ISDOOR: 0,
  S_ISPORT: 0,
  S_ISWHT: 0,
};
const tests: Record<string, Value> = {};
for (const name in KINDS) tests[name] = test(name, KINDS[name]!);

const LETTERS: Readonly<Record<number, string>> = { 0o10: "-", 0o4: "d", 0o12: "l", 0o14: "s", 0o6: "b", 0o2: "c", 0o1: "p" };

/** `rwx` of three bits; `special` takes the place of the x, in capitals where there is none. */
function permissions(bits: number, special: string): string {
  const execute = (bits & 1) !== 0;
  return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${special === "" ? (execute ? "x" : "-") : execute ? special : special.toUpperCase()}`;
}

const filemode = builtin(
  "filemode(object, /)",
  (given: Value): Suspends<string> => {
    const mode = modeOf(given);
    const user = permissions(mode >> 6, mode & 0o4000 ? "s" : "");
    const group = permissions(mode >> 3, mode & 0o2000 ? "s" : "");
    return `${LETTERS[(mode & FORMAT) >> 12] ?? "?"}${user}${group}${permissions(mode, mode & 0o1000 ? "t" : "")}`;
  },
  "_stat",
);

export default pymodule("_stat", {
  ...tests,
  S_IMODE: builtin("S_IMODE(object, /)", (mode: Value): Suspends<number> => modeOf(mode) & 0o7777, "_stat"),
  S_IFMT: builtin("S_IFMT(object, /)", (mode: Value): Suspends<number> => modeOf(mode) & FORMAT, "_stat"),
  filemode,
  ...constants,
});
