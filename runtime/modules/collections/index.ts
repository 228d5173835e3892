/**
 * collections - containers beyond dict, list, set and tuple.
 *
 * Mirrors     Lib/collections/__init__.py of CPython 3.13
 */
import { pymodule } from "../../objects/module.js";
import { callMethod } from "../../objects/protocols/call.js";
import { deque, _deque_iterator } from "../_collections/deque.js";
import abc from "./abc/index.js";
import { MutableSequence } from "./abc/sequences.js";
import { Counter, countElements, defaultdict, OrderedDict } from "./dicts.js";
import { namedtuple, tupleGetter } from "./namedtuple.js";
import { ChainMap, UserDict, UserList, UserString } from "./wrappers.js";

export { ChainMap, Counter, defaultdict, deque, namedtuple, OrderedDict, UserDict, UserList, UserString, abc };

callMethod(MutableSequence, "register", deque);

export default pymodule("collections", {
  __path__: [],
  ChainMap,
  Counter,
  OrderedDict,
  UserDict,
  UserList,
  UserString,
  defaultdict,
  deque,
  namedtuple,
  abc,
  _count_elements: countElements,
  _deque_iterator,
  _tuplegetter: tupleGetter,
});
