/**
 * builtindocs - records the docstrings and signatures of what is C in CPython: `node bin/builtindocs.mjs PYTHON > runtime/objects/builtindocs.json`, with a CPython 3.13.
 *
 * Out     {"docs": {"": {"__eq__": doc, ...}, "builtins": {"len": doc, "str.upper": doc, ...}, ...}, "signatures": {"builtins": {"len": signature, "dict": null, ...}, ...}}:
 *         by the module that gilt has it in and its qualified name; under "" what most types say of a special method, left out where a type says the same.
 *         The docstring of a module itself stands under "" of the module's own name. A signature is null where CPython has none; special methods have none here
 */
import { execFileSync } from "node:child_process";

const MODULES =
  "builtins _thread _io _functools _collections _operator _random _struct _weakref array atexit binascii cmath errno fcntl gc grp itertools marshal " +
  "math mmap posix pwd queue resource select signal sys time unicodedata zlib _contextvars _datetime _decimal _hashlib _heapq _bisect _csv _json _pickle " +
  "_socket _sqlite3 _string _tracemalloc _warnings faulthandler termios _queue _asyncio _lsprof";

const PROGRAM = String.raw`
import builtins, collections, importlib, json, sys, types
C = (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType,
     types.GetSetDescriptorType, types.MemberDescriptorType)
HEAP = 1 << 9
docs = collections.defaultdict(dict)
usual = collections.defaultdict(collections.Counter)
signatures = collections.defaultdict(dict)
def public(module):
    name = module or "builtins"
    return {"_io": "io", "_functools": "functools", "_collections": "collections", "_operator": "operator", "_random": "random", "_struct": "struct",
            "_weakref": "weakref", "posix": "os", "_contextvars": "contextvars", "_datetime": "datetime", "_decimal": "decimal", "_signal": "signal",
            "_sqlite3": "sqlite3", "_socket": "socket", "_csv": "csv", "_pickle": "pickle"}.get(name, name)
def note(module, name, value):
    doc = value.__doc__
    if isinstance(doc, str) and doc != "":
        docs[public(module)].setdefault(name, doc)
    if callable(value) and not name.rsplit(".", 1)[-1].startswith("__"):
        signatures[public(module)].setdefault(name, value.__text_signature__)
seen = set()
def cls(t):
    if t in seen: return
    seen.add(t)
    note(t.__module__, t.__qualname__, t)
    for key, value in vars(t).items():
        if isinstance(value, staticmethod): value = value.__func__
        if isinstance(value, C) and isinstance(value.__doc__, str):
            if key.startswith("__"): usual[key][value.__doc__] += 1
            note(t.__module__, t.__qualname__ + "." + key, value)
for name in sys.argv[1].split():
    try: module = importlib.import_module(name)
    except ImportError: continue
    if isinstance(module.__doc__, str) and module.__spec__.origin != "frozen" and not hasattr(module, "__file__") or str(getattr(module, "__file__", "")).endswith(".so"):
        if module.__doc__: docs[name][""] = module.__doc__
    for value in list(vars(module).values()):
        if isinstance(value, type): cls(value)
        elif isinstance(value, C): note(value.__module__, value.__name__, value)
for value in (type(lambda: 0), type(cls), type((lambda: (yield))()), type(sys), type(sys._getframe()), type(cls.__code__), type({}.keys()), type({}.values()),
              type({}.items()), type(iter([])), type(iter({})), type(iter(())), type(iter("")), type(None), type(NotImplemented), type(...), types.MappingProxyType,
              types.MethodType, types.GenericAlias, types.UnionType, types.CellType, types.TracebackType, types.SimpleNamespace, types.CoroutineType,
              types.AsyncGeneratorType):
    cls(value)
docs[""] = {key: found.most_common(1)[0][0] for key, found in usual.items()}
for module, table in docs.items():
    if module: docs[module] = {k: v for k, v in sorted(table.items()) if docs[""].get(k.rsplit(".", 1)[-1]) != v or "." not in k}
sorts = lambda tables: {k: tables[k] for k in sorted(tables) if tables[k]}
for module, table in signatures.items(): signatures[module] = dict(sorted(table.items()))
print(json.dumps({"docs": sorts(docs), "signatures": sorts(signatures)}, indent=1, ensure_ascii=False))
`;

process.stdout.write(execFileSync(process.argv[2], ["-c", PROGRAM, MODULES], { encoding: "utf8", maxBuffer: 1 << 26 }));
