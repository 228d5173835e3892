/**
 * abi - everything that lowered code uses but builtins: docs/conventions.md, section 8.
 *
 * The names that never suspend stand in compiler/lower/python.ts.
 */
// frames
export { S } from "./frames/suspend.js";
export { $fly, $held, $landed, $pause, $resume } from "./frames/flight.js";
export { $c, $enter, $fn, $save, $saveGen, $take, $throw, $tick } from "./frames/save.js";
export { $left } from "./frames/left.js";
export { $gen, $coroutine } from "./frames/generator.js";
export { $asyncgen, $yielded } from "./frames/asyncgenerator.js";
export { $await, $delegate, $sent } from "./frames/delegate.js";
export { $inj } from "./frames/inject.js";
// values
export { Float } from "./objects/float.js";
export { $double, $fdiv, $fsqrt } from "./objects/float/raw.js";
export { len as $len } from "./objects/protocols/len.js";
export { Tuple } from "./objects/tuple.js";
export { Kw } from "./objects/function.js";
export { $dict, $dictadd, $dictmerge, $kwdict, $set, $tuple } from "./objects/display.js";
export { $bytes } from "./objects/bytes/literal.js";
// attributes and items
export { $delattr, $getattr, $setattr } from "./objects/attributes.js";
export { $shownOf } from "./objects/shown.js";
export { delitem as $delitem, getitem as $getitem, setitem as $setitem } from "./objects/protocols/getitem.js";
// calls
export { $callattr, $callattrkw, $callmethodkw, $callattrx, $callmethodx, $callkw, $callobj, $callx } from "./objects/call.js";
export { $isKw, $keywords, $kw, $kwmerge, $kwrest, $mapkw, $names } from "./objects/keywords.js";
export { $callsuper, $callsuperkw, $callsuperx, $superattr } from "./objects/super.js";
export { $badargs } from "./objects/arguments.js";
export { $changed } from "./objects/changed.js";
export { $entitled } from "./objects/generators.js";
// definitions
export { $apart } from "./objects/apart.js";
export { $classmethod, $copy, $def, $extend, $locals, $plain, $spread, $staticmethod, $unbound } from "./objects/definition.js";
export { $class } from "./objects/class.js";
// iteration
export { END, $items, $iter, $spreadarg } from "./objects/iterator.js";
export { $unpack, $unpackRest } from "./objects/unpack.js";
export { $rangenext, $rangeslow, $rangestop } from "./objects/counting.js";
export { $aiter, $anext, $isAsyncEnd } from "./objects/protocols/asynciter.js";
export { $asyncwith } from "./objects/asyncwith.js";
// truth
export { $eq, $ge, $gt, $le, $lt, $ne, $truth } from "./objects/protocols/tests.js";
// exceptions
export { $caught, $except, $handled, $instance, $noactive, $outside, $raise, $reraise, $uncaught } from "./objects/raise.js";
// lifetimes
export { settle as $settle, settleAfter as $settleAfter, settleOwned as $settleOwned, letGo as $letGo, settleLeft as $settleLeft } from "./lifetimes/settle.js";
// modules
export { $global, $globals, $import, $importAll, $importAs, $importFrom } from "./importer/names.js";
export { $delName, $displayed, $evaluated, $nameOf, $namespaceOf, $setName } from "./importer/dynamic.js";
