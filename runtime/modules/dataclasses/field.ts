/**
 * dataclasses.field - what a data class knows of one of its fields.
 *
 * Mirrors   Field, field, InitVar, KW_ONLY of Lib/dataclasses.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import { Dict } from "../../objects/dict.js";
import { argumentText, generic } from "../../objects/genericalias.js";
import { mappingProxy } from "../../objects/mappingproxy.js";
import { PyObject, type Value } from "../../objects/object.js";
import { repr } from "../../objects/protocols/repr.js";
import { builtin, methods, pyclass } from "../../objects/register.js";

@pyclass("dataclasses._MISSING_TYPE")
export class _MISSING_TYPE extends PyObject {}
@pyclass("dataclasses._KW_ONLY_TYPE")
export class _KW_ONLY_TYPE extends PyObject {}
@pyclass("dataclasses._HAS_DEFAULT_FACTORY_CLASS")
export class _HAS_DEFAULT_FACTORY_CLASS extends PyObject {
  __repr__(): string {
    return "<factory>";
  }
}
export const MISSING: Value = new _MISSING_TYPE();
export const KW_ONLY: Value = new _KW_ONLY_TYPE();
export const FACTORY: Value = new _HAS_DEFAULT_FACTORY_CLASS();

/** What kind of field it is; Python code sees the name. */
@pyclass("dataclasses._FIELD_BASE")
export class FieldKind extends PyObject {
  declare name$: string;
  __repr__(): string {
    return this.name$;
  }
}
function kind(name: string): FieldKind {
  const made = new FieldKind();
  made.name$ = name;
  return made;
}
export const FIELD = kind("_FIELD");
export const CLASSVAR = kind("_FIELD_CLASSVAR");
export const INITVAR = kind("_FIELD_INITVAR");

@pyclass("dataclasses.Field")
export class Field extends PyObject {
  declare name$: Value;
  declare type: Value;
  declare default: Value;
  declare default_factory: Value;
  declare repr: Value;
  declare hash: Value;
  declare init: Value;
  declare compare: Value;
  declare metadata: Value;
  declare kw_only: Value;
  declare _field_type: Value;

  __repr__(): Suspends<string> {
    return `Field(name=${repr(this.name$)},type=${repr(this.type)},default=${repr(this.default)},default_factory=${repr(this.default_factory)},init=${repr(this.init)},repr=${repr(this.repr)},hash=${repr(this.hash)},compare=${repr(this.compare)},metadata=${repr(this.metadata)},kw_only=${repr(this.kw_only)},_field_type=${repr(this._field_type)})`;
  }
}

export function makeField(otherwise: Value, factory: Value): Field {
  const made = new Field();
  made.name$ = null;
  made.type = null;
  made.default = otherwise;
  made.default_factory = factory;
  made.init = true;
  made.repr = true;
  made.hash = null;
  made.compare = true;
  made.metadata = mappingProxy(new Dict());
  made.kw_only = MISSING;
  made._field_type = null;
  return made;
}

export const field = builtin(
  "field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=MISSING)",
  function (otherwise: Value, factory: Value, init: Value, shown: Value, hash: Value, compare: Value, metadata: Value, kwOnly: Value): Value {
    const made = makeField(otherwise === undefined ? MISSING : otherwise, factory === undefined ? MISSING : factory);
    if (made.default !== MISSING && made.default_factory !== MISSING) throw new ValueError("cannot specify both default and default_factory");
    if (init !== undefined) made.init = init;
    if (shown !== undefined) made.repr = shown;
    if (hash !== undefined) made.hash = hash;
    if (compare !== undefined) made.compare = compare;
    if (metadata !== undefined && metadata !== null) made.metadata = mappingProxy(metadata);
    if (kwOnly !== undefined) made.kw_only = kwOnly;
    return made;
  },
  "dataclasses",
);

generic(Field);

@pyclass("dataclasses.InitVar")
export class InitVar extends PyObject {
  declare type: Value;

  __init__(type: Value): null {
    this.type = type;
    return null;
  }
  __repr__(): Suspends<string> {
    return `dataclasses.InitVar[${argumentText(this.type)}]`;
  }
}
methods(InitVar, {
  "__class_getitem__(cls, type, /)": function (this: Value, type: Value): Value {
    const made = new InitVar(null);
    made.type = type;
    return made;
  },
});
