/**
 * _ast.classes - the classes of syntax trees.
 *
 * Mirrors     Python/Python-ast.c, made of Parser/Python.asdl, of CPython 3.13
 * Suspends    AST.__init__: setting attributes
 */
import type { Suspends } from "../../frames/suspend.js";
import { $getattr, $setattr, getattrOr } from "../../objects/attributes.js";
import { newClass } from "../../objects/class.js";
import { TypeError } from "../../objects/exceptions.js";
import type { Kw } from "../../objects/function.js";
import { Dict } from "../../objects/dict.js";
import { hidden, object, type as typeType, type PyType, type Value } from "../../objects/object.js";
import { methods } from "../../objects/register.js";
import { Tuple } from "../../objects/tuple.js";
import { warn } from "../../objects/warn.js";

/** Classes by their base: `Name:field,field?,field*`; `?` may be None, `*` is a list. */
const CLASSES: Readonly<Record<string, string>> = {
  AST:
    "alias:name,asname? arg:arg,annotation?,type_comment? arguments:posonlyargs*,args*,vararg?,kwonlyargs*,kw_defaults*,kwarg?,defaults* boolop cmpop " +
    "comprehension:target,iter,ifs*,is_async excepthandler expr expr_context keyword:arg?,value match_case:pattern,guard?,body* mod operator pattern stmt " +
    "type_ignore type_param unaryop withitem:context_expr,optional_vars?",
  operator: "Add BitAnd BitOr BitXor Div FloorDiv LShift MatMult Mod Mult Pow RShift Sub",
  boolop: "And Or",
  stmt:
    "AnnAssign:target,annotation,value?,simple Assert:test,msg? Assign:targets*,value,type_comment? AsyncFor:target,iter,body*,orelse*,type_comment? " +
    "AsyncFunctionDef:name,args,body*,decorator_list*,returns?,type_comment?,type_params* AsyncWith:items*,body*,type_comment? AugAssign:target,op,value " +
    "Break ClassDef:name,bases*,keywords*,body*,decorator_list*,type_params* Continue Delete:targets* Expr:value " +
    "For:target,iter,body*,orelse*,type_comment? FunctionDef:name,args,body*,decorator_list*,returns?,type_comment?,type_params* Global:names* " +
    "If:test,body*,orelse* Import:names* ImportFrom:module?,names*,level? Match:subject,cases* Nonlocal:names* Pass Raise:exc?,cause? Return:value? " +
    "Try:body*,handlers*,orelse*,finalbody* TryStar:body*,handlers*,orelse*,finalbody* TypeAlias:name,type_params*,value While:test,body*,orelse* " +
    "With:items*,body*,type_comment?",
  expr:
    "Attribute:value,attr,ctx Await:value BinOp:left,op,right BoolOp:op,values* Call:func,args*,keywords* Compare:left,ops*,comparators* " +
    "Constant:value,kind? Dict:keys*,values* DictComp:key,value,generators* FormattedValue:value,conversion,format_spec? GeneratorExp:elt,generators* " +
    "IfExp:test,body,orelse JoinedStr:values* Lambda:args,body List:elts*,ctx ListComp:elt,generators* Name:id,ctx NamedExpr:target,value Set:elts* " +
    "SetComp:elt,generators* Slice:lower?,upper?,step? Starred:value,ctx Subscript:value,slice,ctx Tuple:elts*,ctx UnaryOp:op,operand Yield:value? " +
    "YieldFrom:value",
  expr_context: "Del Load Store",
  cmpop: "Eq Gt GtE In Is IsNot Lt LtE NotEq NotIn",
  excepthandler: "ExceptHandler:type?,name?,body*",
  mod: "Expression:body FunctionType:argtypes*,returns Interactive:body* Module:body*,type_ignores*",
  unaryop: "Invert Not UAdd USub",
  pattern:
    "MatchAs:pattern?,name? MatchClass:cls,patterns*,kwd_attrs*,kwd_patterns* MatchMapping:keys*,patterns*,rest? MatchOr:patterns* MatchSequence:patterns* " +
    "MatchSingleton:value MatchStar:name? MatchValue:value",
  type_param: "ParamSpec:name,default_value? TypeVar:name,bound?,default_value? TypeVarTuple:name,default_value?",
  type_ignore: "TypeIgnore:lineno,tag",
};
/** Classes whose instances stand somewhere in the text. */
const LOCATED = ["stmt", "expr", "excepthandler", "pattern", "type_param", "arg", "keyword", "alias"];
const POSITION = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

/** Their `__module__` is that of a module which is a script to gilt: `$native` says to snapshots that they are the runtime's all the same. */
export const classes: Record<string, PyType> = {};
/** Fields that are lists. */
const lists = new Map<string, readonly string[]>();

function make(name: string, base: PyType, fields: readonly string[]): Suspends<PyType> {
  const names = new Map<string, Value>([
    ["__module__", "ast"],
    ["_fields", new Tuple(fields.map((field) => field.replace(/[?*]$/, "")))],
    ["__match_args__", new Tuple(fields.map((field) => field.replace(/[?*]$/, "")))],
  ]);
  if (LOCATED.includes(name))
    names
      .set("_attributes", new Tuple([...POSITION]))
      .set("end_lineno", null)
      .set("end_col_offset", null);
  for (const field of fields) if (field.endsWith("?")) names.set(field.slice(0, -1), null);
  lists.set(
    name,
    fields.filter((field) => field.endsWith("*")).map((field) => field.slice(0, -1)),
  );
  const made = newClass(typeType, name, [base], names, null, null);
  hidden(made, "$native", true);
  classes[name] = made;
  return made;
}

const root = newClass(
  typeType,
  "AST",
  [object],
  new Map<string, Value>([
    ["__module__", "ast"],
    ["_fields", new Tuple([])],
    ["_attributes", new Tuple([])],
    ["__match_args__", new Tuple([])],
  ]),
  null,
  null,
);
hidden(root, "$native", true);
classes["AST"] = root;
for (const base in CLASSES) {
  for (const row of CLASSES[base]!.split(" ")) {
    const [name, fields] = row.split(":") as [string, string | undefined];
    make(name, classes[base]!, fields === undefined ? [] : fields.split(","));
  }
}

const singles = new Map<string, Value>();

/** The node that stands for `Load`, `Add` ...: each is one object. */
export function single(name: string): Value {
  let made: Value = singles.get(name);
  if (made === undefined) singles.set(name, (made = Object.create(classes[name]!.prototype as object)));
  return made;
}

/** What is no list and may not be left out, though it has no mark. */
function isRequired(cls: PyType, field: string): Suspends<boolean> {
  return getattrOr(cls, field) === undefined;
}

methods(root, {
  "__init__(self, /, *args, **kwargs)"(this: Value, args: Value[], kw: Kw): Suspends<null> {
    const cls = this.$cls as PyType;
    const fields = ($getattr(cls, "_fields") as Tuple).items as string[];
    if (args.length > fields.length)
      throw new TypeError(`${cls.$name} constructor takes at most ${fields.length} positional argument${fields.length === 1 ? "" : "s"}`);
    const given = new Set<string>();
    for (let i = 0; i < args.length; i++) {
      given.add(fields[i]!);
      $setattr(this, fields[i]!, args[i]);
    }
    const attributes = ($getattr(cls, "_attributes") as Tuple).items as string[];
    for (const name in kw) {
      if (given.has(name)) throw new TypeError(`${cls.$name} got multiple values for argument '${name}'`);
      if (!fields.includes(name) && !attributes.includes(name)) {
        warn(
          "DeprecationWarning",
          `${cls.$name}.__init__ got an unexpected keyword argument '${name}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.`,
        );
      }
      given.add(name);
      $setattr(this, name, kw[name]);
    }
    const own = ownLists(cls);
    for (const field of fields) {
      if (given.has(field)) continue;
      if (own.includes(field)) $setattr(this, field, []);
      else if (field === "ctx") $setattr(this, field, single("Load"));
      else if (isRequired(cls, field))
        warn("DeprecationWarning", `${cls.$name}.__init__ missing 1 required positional argument: '${field}'. This will become an error in Python 3.15.`);
    }
    return null;
  },
  "__reduce__(self, /)"(this: Value): Suspends<Value> {
    const state = $getattr(this, "__dict__") as Dict;
    return new Tuple([this.$cls, new Tuple([]), state]);
  },
});

function ownLists(cls: PyType): readonly string[] {
  for (const base of cls.$mro) {
    const known = lists.get(base.$name);
    if (known !== undefined && classes[base.$name] === base) return known;
  }
  return [];
}
