/**
 * _sre - what the library's own compiler of patterns asks its machine for.
 *
 * Its machine is gilt's re: `compile` looks at the pattern's text again, not at the code.
 *
 * Mirrors     Modules/_sre/sre.c of CPython 3.13
 * Suspends    compile: warnings about patterns
 */
import type { Suspends } from "../frames/suspend.js";
import { NotImplementedError } from "../objects/exceptions.js";
import { pymodule } from "../objects/module.js";
import type { Value } from "../objects/object.js";
import { toInt } from "../objects/protocols/index.js";
import { builtin } from "../objects/register.js";
import { isCased, lowerAscii, lowerUnicode } from "./re/charset.js";
import { compileAnew } from "./re/compile.js";
import { MAXGROUPS, MAXREPEAT } from "./re/constants.js";

const ofCharacter = (name: string, result: (code: number) => Value): Value =>
  builtin(`${name}(character, /)`, (character: Value): Suspends<Value> => result(toInt(character)), "_sre");

export default pymodule("_sre", {
  MAGIC: 20230612,
  CODESIZE: 4,
  MAXREPEAT,
  MAXGROUPS,
  copyright: " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ",
  getcodesize: builtin("getcodesize()", (): number => 4, "_sre"),
  ascii_iscased: ofCharacter("ascii_iscased", (code) => code < 128 && isCased(code)),
  unicode_iscased: ofCharacter("unicode_iscased", isCased),
  ascii_tolower: ofCharacter("ascii_tolower", lowerAscii),
  unicode_tolower: ofCharacter("unicode_tolower", lowerUnicode),
  compile: builtin(
    "compile(pattern, flags, code, groups, groupindex, indexgroup)",
    (pattern: Value, flags: Value, _code: Value, _groups: Value, _groupindex: Value, _indexgroup: Value): Suspends<Value> => {
      if (pattern === null) throw new NotImplementedError("_sre.compile() without the pattern's text is not available in gilt");
      return compileAnew(pattern, toInt(flags));
    },
    "_sre",
  ),
});
