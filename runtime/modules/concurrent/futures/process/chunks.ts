/**
 * concurrent.futures.process.chunks - the items of map() in chunks, and the results of chunks one by one.
 *
 * Mirrors     Lib/concurrent/futures/process.py: _chain_from_iterable_of_lists; itertools.batched
 * Frames      $next: _chain_from_iterable_of_lists
 * Suspends    both
 */
import type { Suspends } from "../../../../frames/suspend.js";
import { generatorIterator } from "../../../../objects/generatoriterators.js";
import type { Value } from "../../../../objects/object.js";
import { END, iter, PyIterator } from "../../../../objects/protocols/iter.js";
import { Tuple } from "../../../../objects/tuple.js";

/** Results of chunks, one by one. */
export class ChunkResults extends PyIterator {
  chunk: Value[] = [];
  at = 0;
  constructor(readonly chunks: PyIterator) {
    super();
  }
  $next(): Suspends<Value> {
    while (this.at >= this.chunk.length) {
      const chunk = this.chunks.$next();
      if (chunk === END) return END;
      this.chunk = chunk as Value[];
      this.at = 0;
    }
    const result: Value = this.chunk[this.at];
    this.chunk[this.at++] = null;
    return result;
  }
}
generatorIterator("_chain_from_iterable_of_lists", ChunkResults);

/** The arguments of calls in chunks: tuples of tuples. */
export function chunksOf(iterables: Value[], size: number): Suspends<Value[]> {
  const iterators: PyIterator[] = [];
  for (let i = 0; i < iterables.length; i++) iterators.push(iter(iterables[i]));
  const chunks: Value[] = [];
  let rows: Value[] = [];
  while (iterators.length > 0) {
    const row: Value[] = [];
    let ended = false;
    for (let i = 0; i < iterators.length && !ended; i++) {
      const item = iterators[i]!.$next();
      if (item === END) ended = true;
      else row.push(item);
    }
    if (ended) break;
    rows.push(new Tuple(row));
    if (rows.length < size) continue;
    chunks.push(new Tuple(rows));
    rows = [];
  }
  if (rows.length > 0) chunks.push(new Tuple(rows));
  return chunks;
}
