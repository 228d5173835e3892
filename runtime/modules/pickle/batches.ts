/**
 * batches - items of other than exact lists and dicts, which come from iterators.
 *
 * Mirrors     Modules/_pickle.c (batch_list, batch_dict)
 * Suspends    the iterators, what save calls
 */
import type { Suspends } from "../../frames/suspend.js";
import { TypeError } from "../../objects/exceptions.js";
import { END, type PyIterator } from "../../objects/iterator.js";
import type { Value } from "../../objects/object.js";
import { isTuple, plainTuple } from "../../objects/tuple.js";
import { BATCHSIZE, Op } from "./opcodes.js";
import { save, type Writer } from "./writer.js";

export function batchAppends(w: Writer, it: PyIterator): Suspends<void> {
  const { out } = w;
  if (!w.bin) {
    for (let item = it.$next(); item !== END; item = it.$next()) {
      save(w, item, false);
      out.op(Op.APPEND);
    }
    return;
  }
  let n = 0;
  do {
    const first = it.$next();
    if (first === END) return;
    let item = it.$next();
    if (item === END) {
      save(w, first, false);
      out.op(Op.APPEND);
      return;
    }
    out.op(Op.MARK);
    save(w, first, false);
    for (n = 1; item !== END; item = it.$next()) {
      save(w, item, false);
      if (++n === BATCHSIZE) break;
    }
    out.op(Op.APPENDS);
  } while (n === BATCHSIZE);
}

function pairOf(item: Value): Value[] {
  if (!isTuple(item) || plainTuple(item).items.length !== 2) throw new TypeError("dict items iterator must return 2-tuples");
  return plainTuple(item).items;
}

export function batchSetItems(w: Writer, it: PyIterator): Suspends<void> {
  const { out } = w;
  if (!w.bin) {
    for (let item = it.$next(); item !== END; item = it.$next()) {
      savePair(w, pairOf(item));
      out.op(Op.SETITEM);
    }
    return;
  }
  let n = 0;
  do {
    const first = it.$next();
    if (first === END) return;
    const pair = pairOf(first);
    let item = it.$next();
    if (item === END) {
      savePair(w, pair);
      out.op(Op.SETITEM);
      return;
    }
    out.op(Op.MARK);
    savePair(w, pair);
    for (n = 1; item !== END; item = it.$next()) {
      savePair(w, pairOf(item));
      if (++n === BATCHSIZE) break;
    }
    out.op(Op.SETITEMS);
  } while (n === BATCHSIZE);
}

function savePair(w: Writer, pair: Value[]): Suspends<void> {
  save(w, pair[0], false);
  save(w, pair[1], false);
}
