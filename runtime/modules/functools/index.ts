/**
 * functools - functions that act on functions.
 *
 * Mirrors     Lib/functools.py of CPython 3.13, members in the order of its __all__
 */
import { pymodule } from "../../objects/module.js";
import { cache, cached_property, lru_cache, lruCacheWrapper } from "./cache.js";
import { c3Mro, composeMro, findImpl } from "./mro.js";
import { singledispatch, singledispatchmethod } from "./dispatch.js";
import { partial, partialmethod, reduce, unwrapPartial, unwrapPartialMethod } from "./partial.js";
import { orderings, total_ordering } from "./ordering.js";
import { cmp_to_key, update_wrapper, WRAPPER_ASSIGNMENTS, WRAPPER_UPDATES, wraps } from "./wraps.js";

export {
  update_wrapper,
  wraps,
  WRAPPER_ASSIGNMENTS,
  WRAPPER_UPDATES,
  total_ordering,
  cache,
  cmp_to_key,
  lru_cache,
  reduce,
  partial,
  partialmethod,
  singledispatch,
  singledispatchmethod,
  cached_property,
};

export default pymodule("functools", {
  update_wrapper,
  wraps,
  WRAPPER_ASSIGNMENTS,
  WRAPPER_UPDATES,
  total_ordering,
  cache,
  cmp_to_key,
  lru_cache,
  reduce,
  partial,
  partialmethod,
  singledispatch,
  singledispatchmethod,
  cached_property,
  _lru_cache_wrapper: lruCacheWrapper,
  _unwrap_partial: unwrapPartial,
  _unwrap_partialmethod: unwrapPartialMethod,
  _c3_mro: c3Mro,
  _compose_mro: composeMro,
  _find_impl: findImpl,
  ...orderings,
});
