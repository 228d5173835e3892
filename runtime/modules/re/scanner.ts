/**
 * re.scanner - re.Scanner: a lexicon of patterns with what to do for each.
 *
 * Mirrors     Scanner of Lib/re/__init__.py
 * Suspends    scan: the actions
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr } from "../../objects/attributes.js";
import { spread } from "../../objects/iterator.js";
import { TypeError } from "../../objects/exceptions.js";
import { isCallable } from "../../objects/iterators.js";
import { PyObject, type Value } from "../../objects/object.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { getitem } from "../../objects/protocols/getitem.js";
import { toIndex } from "../../objects/protocols/index.js";
import { pyclass } from "../../objects/register.js";
import { stringOf } from "../../objects/str.js";
import { Slice } from "../../objects/slice.js";
import { Tuple } from "../../objects/tuple.js";
import { unpack } from "../../objects/unpack.js";
import { Compiled } from "./compiled.js";
import { parse } from "./parser.js";
import { Pattern } from "./pattern.js";
import { Sequence, State } from "./tree.js";

@pyclass("re.Scanner", {})
export class LexiconScanner extends PyObject {
  declare lexicon: Value;
  declare scanner: Value;
  declare match$: Value;

  __init__(lexicon: Value, flags: Value = 0): Suspends<null> {
    this.lexicon = lexicon;
    const number = Number(toIndex(flags));
    const state = new State();
    state.flags = number;
    const branches: Sequence[] = [];
    const entries = spread(lexicon);
    for (let i = 0; i < entries.length; i++) {
      const phrase: Value = unpack(entries[i], 2)[0];
      const text = stringOf(phrase);
      if (text === undefined) throw new TypeError("phrases of a lexicon must be str");
      const group = state.opengroup(null);
      const body = parse(phrase, text, true, number, new State());
      const branch = new Sequence(state, [{ op: "SUBPATTERN", group, add: 0, remove: 0, body }]);
      state.closegroup(group, branch);
      branches.push(branch);
    }
    const tree = new Sequence(state, [{ op: "BRANCH", branches }]);
    this.scanner = new Pattern(null, state.flags, false, new Compiled(tree, state.flags), state.groupdict);
    return null;
  }

  /** The results of the actions, and what is left of the string. */
  scan(string: Value): Suspends<Tuple> {
    const result: Value[] = [];
    const scanner = callMethod(this.scanner, "scanner", string);
    let at = 0;
    for (;;) {
      const found = callMethod(scanner, "match");
      if (found === null) break;
      const end: number = callMethod(found, "end");
      if (at === end) break;
      let action: Value = unpack(getitem(this.lexicon, $getattr(found, "lastindex") - 1), 2)[1];
      if (isCallable(action)) {
        this.match$ = found;
        action = call(action, this, callMethod(found, "group"));
      }
      if (action !== null) result.push(action);
      at = end;
    }
    const rest = getitem(string, new Slice(at, null, null));
    return new Tuple([result, rest]);
  }
}
