/**
 * genexpr - comprehensions that are not inlined: steps over an iterator, and to Python a generator.
 *
 * Suspends    $next: the source and the step's function
 */
import type { Suspends } from "../frames/suspend.js";
import { END, PyIterator } from "./iteratorbase.js";
import { iterate } from "./iterator.js";
import type { Value } from "./object.js";
import { truth } from "./protocols/bool.js";

type Kind = "map" | "filter" | "flatMap";

class Steps extends PyIterator {
  inner: PyIterator | null = null;
  done = false;
  constructor(
    readonly source: PyIterator,
    readonly kind: Kind,
    readonly f: Value,
    readonly name: string,
  ) {
    super();
  }

  $next(): Suspends<Value> {
    if (this.done) return END;
    try {
      return this.advance();
    } catch (error) {
      this.done = true;
      throw error;
    }
  }

  private advance(): Suspends<Value> {
    for (;;) {
      if (this.inner !== null) {
        const value = this.inner.$next();
        if (value !== END) return value;
        this.inner = null;
      }
      const item = this.source.$next();
      if (item === END) {
        this.done = true;
        return END;
      }
      if (this.kind === "flatMap") this.inner = iterate(this.f(item));
      else if (this.kind === "map") return this.f(item);
      else if (truth(this.f(item))) return item;
    }
  }
}

/** One step of a comprehension. */
export function $genexpr(source: PyIterator, kind: Kind, f: Value, name: string): PyIterator {
  return new Steps(source, kind, f, name);
}
