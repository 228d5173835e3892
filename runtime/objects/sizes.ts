/**
 * sizes - how many bytes an object takes in CPython 3.13 on 64 bits: `__sizeof__` and `sys.getsizeof`.
 *
 * Mirrors   the layouts of Include/cpython, list_resize, dict's and set's tables
 * Differs   a list is thought to have grown item by item, a dictionary and a set without deletions; frames of generators are estimates
 */
import type { Suspends } from "../frames/suspend.js";
import { getattrOr } from "./attributes.js";
import { Dict } from "./dict.js";
import { isType, object, typeOf, type PyType, type Value } from "./object.js";
import { len } from "./protocols/len.js";
import { memberType } from "./register.js";
import { SetBase } from "./set.js";
import { plainTuple } from "./tuple.js";

const WORD = 8;
/** Two words before each object that the collector looks at. */
const HEADER = 16;

/** Instances of these are not looked at by the collector. */
const LEAVES: ReadonlySet<string> = new Set(
  "NoneType NotImplementedType ellipsis object int bool float complex str bytes bytearray range datetime.datetime datetime.date datetime.timedelta datetime.time decimal.Decimal".split(
    " ",
  ),
);

/** Whole sizes, headers and all, of what always has the same. */
const FIXED: Readonly<Record<string, number>> = {
  object: 16,
  NoneType: 16,
  NotImplementedType: 16,
  ellipsis: 16,
  float: 24,
  complex: 32,
  range: 48,
  slice: 56,
  FrameLocalsProxy: 40,
  function: 160,
  method: 64,
  builtin_function_or_method: 72,
  module: 72,
  enumerate: 72,
  zip: 64,
  map: 48,
  filter: 40,
  dict_keys: 40,
  dict_values: 40,
  dict_items: 40,
  memoryview: 184,
  property: 80,
  staticmethod: 48,
  classmethod: 48,
  coroutine: 200,
  async_generator: 216,
  "datetime.datetime": 48,
  "datetime.date": 32,
  "datetime.time": 40,
  "datetime.timedelta": 40,
};

/** The room of a list that has grown to `n` by appending (list_resize). */
function roomOf(n: number): number {
  let room = 0;
  while (room < n) {
    const next = room + 1;
    room = Math.floor((next + Math.floor(next / 8) + 6) / 4) * 4;
  }
  return room;
}

/** The places of a table of `n` keys, and the bytes of it. */
function keysOf(n: number, text: boolean): { readonly places: number; readonly bytes: number } {
  let places = 8;
  while (Math.floor((places * 2) / 3) < n) places *= 2;
  const index = places <= 128 ? 1 : places <= 32768 ? 2 : 4;
  return { places, bytes: 32 + places * index + Math.floor((places * 2) / 3) * (text ? 2 : 3) * WORD };
}

function dictSize(d: Dict): number {
  const n = d.$map.size as number;
  return n === 0
    ? 64
    : 64 +
        keysOf(
          n,
          d.$entries().every(({ key }) => typeof key === "string"),
        ).bytes;
}

function setSize(n: number): number {
  let places = 8;
  for (;;) {
    const full = Math.ceil(((places - 1) * 3) / 5);
    if (n < full) break;
    const wanted = full > 50000 ? full * 2 : full * 4;
    while (places <= wanted) places *= 2;
  }
  return places === 8 ? 216 : 216 + places * 16;
}

/** The bytes of what a builtin class says of its instances, the collector's header with them. */
function builtinSize(cls: PyType, o: Value): Suspends<number> {
  const name = cls.$module === "builtins" || cls.$module === "" ? cls.$name : `${cls.$module}.${cls.$name}`;
  const plain: Value = o === null ? o : (o.$value ?? o);
  if (Array.isArray(plain) && cls.$name === "list") return 56 + roomOf(plain.length) * WORD;
  if (cls.$name === "tuple") return 40 + plainTuple(o).items.length * WORD;
  if (o instanceof Dict) return dictSizeOf(o, cls.$name);
  if (o instanceof SetBase) return setSize(o.$size());
  if (name === "bytes") return 33 + lengthOf(plain.$data);
  if (name === "bytearray") return lengthOf(plain.$data) === 0 ? 56 : 57 + lengthOf(plain.$data);
  if (name === "generator") return generatorSize(o);
  if (cls.$name === "deque") return 232 + 528 * Math.floor((1 + (o.$size as number) + 63) / 64);
  if (name === "array.array") return 80 + (getattrOr(o, "itemsize") as number) * len(o);
  if (isType(o)) return o.$heap ? 1712 : 416;
  if (Object.hasOwn(FIXED, name)) return FIXED[name]!;
  if (o instanceof Error) return 88;
  return /iterator$/.test(name) ? 64 : 48;
}

function dictSizeOf(o: Dict, name: string): number {
  const base = dictSize(o);
  if (name === "OrderedDict") {
    const n = o.$map.size as number;
    return n === 0 ? 128 : base + 64 + keysOf(n, true).places * WORD + n * 32;
  }
  return name === "defaultdict" ? base + WORD : name === "Counter" ? base + HEADER : base;
}

function generatorSize(o: Value): Suspends<number> {
  if (getattrOr(o, "__name__") === "<genexpr>") return 200;
  const names: Value = getattrOr(getattrOr(o, "gi_code"), "co_varnames");
  return 176 + plainTuple(names).items.length * WORD;
}

function lengthOf(x: Value): number {
  return x !== null && x !== undefined && typeof x.length === "number" ? x.length : 0;
}

/** Slots that classes of the line declare. */
function slotsOf(cls: PyType): number {
  let n = 0;
  for (const base of cls.$mro) {
    if (!base.$heap) break;
    for (const value of base.$dict.values()) if (value !== null && typeof value === "object" && value.$cls === memberType && value.$owner === base) n++;
  }
  return n;
}

/** Whether the collector looks at instances of a class. */
export function isCollected(cls: PyType): boolean {
  const base = baseOf(cls);
  return cls.$heap || !LEAVES.has(base.$module === "builtins" || base.$module === "" ? base.$name : `${base.$module}.${base.$name}`);
}

/** The bytes before an object: the collector's. */
const before = (cls: PyType): number => (isCollected(cls) ? HEADER : 0);

function baseOf(cls: PyType): PyType {
  return cls.$mro.find((one) => !one.$heap) ?? object;
}

/** `sys.getsizeof(o)`, where the class has no `__sizeof__` of its own. */
export function wholeSize(o: Value): Suspends<number> {
  const cls = typeOf(o);
  const base = baseOf(cls);
  if (base === cls || isType(o)) return builtinSize(base, o);
  const own = base === object ? 32 : builtinSize(base, o);
  return own + slotsOf(cls) * WORD + (cls.$hasDict && !base.$hasDict ? HEADER : 0);
}

/** `o.__sizeof__()`: what the type knows of, without what stands before the object. */
export function ownSize(o: Value): Suspends<number> {
  const cls = typeOf(o);
  const base = baseOf(cls);
  return wholeSize(o) - before(cls) - (cls.$heap && cls.$hasDict && !base.$hasDict ? HEADER : 0);
}

/** What `sys.getsizeof` adds to a `__sizeof__` that a class has itself. */
export function headerOf(o: Value): number {
  const cls = typeOf(o);
  return before(cls) + (cls.$heap && cls.$hasDict && !baseOf(cls).$hasDict ? HEADER : 0);
}
