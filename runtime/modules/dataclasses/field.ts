/**
 * dataclasses.field - what a data class knows of one of its fields.
 *
 * Mirrors   Field, field, InitVar, KW_ONLY of Lib/dataclasses.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { ValueError } from "../../objects/exceptions.js";
import { Dict } from "../../objects/dict.js";
import { argumentText, generic } from "../../objects/genericalias.js";
import { getattrOr } from "../../objects/attributes.js";
import { mappingProxy, mappingproxy } from "../../objects/mappingproxy.js";
import { PyObject, typeOf, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { repr } from "../../objects/protocols/repr.js";
import { isWithin, leave } from "../../objects/recursion.js";
import { methods, pyclass, pyfunction } from "../../objects/register.js";

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
    if (isWithin(this)) return "...";
    try {
      return fieldText(this);
    } finally {
      leave(this);
    }
  }
  /** A default is told its name, as it would be if it stood in the class itself. */
  __set_name__(owner: Value, name: Value): Suspends<null> {
    if (this.default === null) return null;
    const hook = getattrOr(typeOf(this.default), "__set_name__");
    if (hook !== undefined) call(hook, this.default, owner, name);
    return null;
  }
}

function fieldText(self: Field): Suspends<string> {
  return `Field(name=${repr(self.name$)},type=${repr(self.type)},default=${repr(self.default)},default_factory=${repr(self.default_factory)},init=${repr(self.init)},repr=${repr(self.repr)},hash=${repr(self.hash)},compare=${repr(self.compare)},metadata=${repr(self.metadata)},kw_only=${repr(self.kw_only)},_field_type=${repr(self._field_type)})`;
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

export const field = pyfunction(
  "field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=MISSING)",
  function (otherwise: Value, factory: Value, init: Value, shown: Value, hash: Value, compare: Value, metadata: Value, kwOnly: Value): Suspends<Value> {
    const made = makeField(otherwise === undefined ? MISSING : otherwise, factory === undefined ? MISSING : factory);
    if (made.default !== MISSING && made.default_factory !== MISSING) throw new ValueError("cannot specify both default and default_factory");
    if (init !== undefined) made.init = init;
    if (shown !== undefined) made.repr = shown;
    if (hash !== undefined) made.hash = hash;
    if (compare !== undefined) made.compare = compare;
    if (metadata !== undefined && metadata !== null) made.metadata = call(mappingproxy, metadata);
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
