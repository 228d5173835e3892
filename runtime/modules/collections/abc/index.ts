/**
 * collections.abc - abstract base classes of containers: what is registered with them, and the module.
 *
 * Mirrors     Lib/_collections_abc.py of CPython 3.13
 */
import type { Suspends } from "../../../frames/suspend.js";
import { dict } from "../../../objects/dict.js";
import { DictItems, DictKeys, DictValues } from "../../../objects/dictviews.js";
import { asyncGeneratorType } from "../../../objects/asyncgenerators.js";
import { coroutineType, generatorType } from "../../../objects/generators.js";
import { list } from "../../../objects/list.js";
import { frameLocalsProxy } from "../../../objects/framelocalsproxy.js";
import { mappingproxy } from "../../../objects/mappingproxy.js";
import { Pattern, setPattern } from "../../../objects/match.js";
import { pymodule } from "../../../objects/module.js";
import { jsName } from "../../../objects/names.js";
import { hidden, type PyType, type Value } from "../../../objects/object.js";
import { callMethod } from "../../../objects/protocols/call.js";
import { range } from "../../../objects/range.js";
import { frozenset, set } from "../../../objects/set.js";
import { bytearray } from "../../../objects/bytearray.js";
import { bytes } from "../../../objects/bytes.js";
import { memoryview } from "../../../objects/bytes/memoryview.js";
import { str } from "../../../objects/str.js";
import { tuple } from "../../../objects/tuple.js";
import { asyncHalf } from "../../libraryhalves.js";
import { callableAlias } from "./callable.js";
import { _check_methods } from "./define.js";
import { Mapping, MappingView, KeysView, ItemsView, ValuesView, MutableMapping } from "./mappings.js";
import {
  Hashable,
  Awaitable,
  Coroutine,
  AsyncIterable,
  AsyncIterator,
  AsyncGenerator,
  Iterable,
  Iterator,
  Reversible,
  Generator,
  Sized,
  Container,
  Collection,
  Buffer,
  Callable,
} from "./protocols.js";
import { Sequence, ByteString, MutableSequence } from "./sequences.js";
import { SetABC, MutableSet } from "./sets.js";

setPattern(Sequence as PyType, Pattern.Sequence);
setPattern(Mapping as PyType, Pattern.Mapping);
for (const [base, classes] of [
  [SetABC, [frozenset]],
  [MutableSet, [set]],
  [Mapping, [mappingproxy, frameLocalsProxy]],
  [MutableMapping, [dict]],
  [Sequence, [tuple, str, range, memoryview]],
  [ByteString, [bytes, bytearray]],
  [MutableSequence, [list, bytearray]],
  [KeysView, [(DictKeys.prototype as Value).$cls]],
  [ItemsView, [(DictItems.prototype as Value).$cls]],
  [ValuesView, [(DictValues.prototype as Value).$cls]],
  [Generator, [generatorType]],
  [Coroutine, [coroutineType]],
  [AsyncGenerator, [asyncGeneratorType]],
] as [Value, Value[]][]) {
  for (const cls of classes) callMethod(base, "register", cls);
}

/** What the library's text has of its own besides: types of objects that no name leads to, and what it is made with. */
const LATER =
  "ABCMeta EllipsisType FunctionType GenericAlias abstractmethod async_generator bytearray_iterator bytes_iterator coroutine dict_itemiterator dict_items " +
  "dict_keyiterator dict_keys dict_valueiterator dict_values framelocalsproxy generator list_iterator list_reverseiterator longrange_iterator mappingproxy " +
  "range_iterator set_iterator str_iterator sys tuple_iterator zip_iterator _DeprecateByteStringMeta _is_param_expr _type_repr";

const abc = pymodule("collections.abc", {
  Awaitable,
  Coroutine,
  AsyncIterable,
  AsyncIterator,
  AsyncGenerator,
  Hashable,
  Iterable,
  Iterator,
  Generator,
  Reversible,
  Sized,
  Container,
  Callable,
  Collection,
  Set: SetABC,
  MutableSet,
  Mapping,
  MutableMapping,
  MappingView,
  KeysView,
  ItemsView,
  ValuesView,
  Sequence,
  MutableSequence,
  ByteString,
  Buffer,
  _CallableGenericAlias: callableAlias,
  _check_methods,
});
hidden(abc as object, "$later", LATER.split(" "));
hidden(abc as object, "$late", lateName);

function lateName(this: Value, name: string): Suspends<Value> {
  return (this.$later as string[]).includes(name) ? asyncHalf("collections.abc")[jsName(name)] : undefined;
}

export default abc;
