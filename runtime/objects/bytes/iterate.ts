/** iterate - iterators of memoryviews. */
import { iteratorType } from "../iterator.js";
import { END, PyIterator } from "../iteratorbase.js";
import type { Value } from "../object.js";
import type { MemoryView } from "./data.js";
import { readItem } from "./items.js";
import { numberAt } from "./numbers.js";
import { checkReleased } from "./view.js";

class MemoryIterator extends PyIterator {
  at = 0;
  constructor(public view: MemoryView | null) {
    super();
  }
  $next(): Value {
    const { view } = this;
    if (view === null) return END;
    const numbers = view.$numbers;
    if (numbers !== undefined && this.at < numbers.length) return numberAt(view, this.at++);
    if (this.at < (view.$shape[0] as number)) {
      checkReleased(view);
      return readItem(view.$memory, view.$offset + this.at++ * (view.$strides[0] as number), view.$format);
    }
    this.view = null;
    return END;
  }
}
iteratorType("memory_iterator", MemoryIterator);

export function iterateItems(view: MemoryView): PyIterator {
  return new MemoryIterator(view);
}
