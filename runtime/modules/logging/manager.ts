/**
 * logging.manager - the tree of loggers as scripts see it, warnings that are logged, records that are formatted together.
 *
 * Mirrors   Manager, PlaceHolder, BufferingFormatter, captureWarnings of Lib/logging/__init__.py
 */
import type { Suspends } from "../../frames/suspend.js";
import { Dict } from "../../objects/dict.js";
import { TypeError } from "../../objects/exceptions.js";
import { isType, issubclass, PyObject, type Value } from "../../objects/object.js";
import { spread } from "../../objects/iterator.js";
import { call, callMethod } from "../../objects/protocols/call.js";
import { truth } from "../../objects/protocols/bool.js";
import { len } from "../../objects/protocols/len.js";
import { add } from "../../objects/arithmetic.js";
import { text } from "../../objects/protocols/str.js";
import { $getattr, $setattr } from "../../objects/attributes.js";
import { builtin, getset, pyclass, pyfunction } from "../../objects/register.js";
import { carriedContents } from "../../snapshot/carried.js";
import { nativeModule } from "../registry.js";
import { Formatter } from "./formatter.js";
import { NullHandler } from "./handler.js";
import { checkLevel } from "./record.js";
import { Logger, tree, type Managed } from "./logger.js";
import { stringOf } from "../../objects/str.js";

/** Stands for a logger that nobody has asked for yet, but for some below it. */
@pyclass("logging.PlaceHolder")
export class PlaceHolder extends PyObject {
  declare loggerMap: Dict;

  __init__(alogger: Value): Suspends<null> {
    this.loggerMap = new Dict();
    this.loggerMap.$set(alogger, null);
    return null;
  }
  append(alogger: Value): Suspends<null> {
    this.loggerMap.$set(alogger, null);
    return null;
  }
}

@pyclass("logging.Manager")
export class Manager extends PyObject implements Managed {
  declare root: Value;
  declare loggerDict: Dict;
  declare emittedNoHandlerWarning: boolean;
  declare loggerClass: Value;
  declare logRecordFactory: Value;

  __init__(rootnode: Value): null {
    this.root = rootnode;
    this.loggerDict = new Dict();
    this.emittedNoHandlerWarning = false;
    this.loggerClass = null;
    this.logRecordFactory = null;
    return null;
  }
  getLogger(given: Value): Suspends<Value> {
    const name = stringOf(given);
    if (name === undefined) throw new TypeError("A logger name must be a string");
    const known = this.loggerDict.$named(name);
    if (known !== undefined && !(known instanceof PlaceHolder)) return known;
    const made: Value = call(this.loggerClass ?? tree.loggerClass, name);
    made.manager = this;
    this.loggerDict.$setNamed(name, made);
    if (known !== undefined) this._fixupChildren(known, made);
    this._fixupParents(made);
    return made;
  }
  setLoggerClass(klass: Value): null {
    if (!isType(klass) || !issubclass(klass, Logger)) throw new TypeError(`logger not derived from logging.Logger: ${String(klass?.$name)}`);
    this.loggerClass = klass;
    return null;
  }
  setLogRecordFactory(factory: Value): null {
    this.logRecordFactory = factory;
    return null;
  }
  _fixupParents(alogger: Value): Suspends<null> {
    const name = alogger.name$ as string;
    for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
      const above = name.slice(0, dot);
      const found = this.loggerDict.$named(above);
      if (found === undefined) this.loggerDict.$setNamed(above, call(PlaceHolder, alogger));
      else if (found instanceof PlaceHolder) found.append(alogger);
      else {
        alogger.parent = found;
        return null;
      }
    }
    alogger.parent = this.root;
    return null;
  }
  _fixupChildren(ph: Value, alogger: Value): null {
    for (const entry of (ph as PlaceHolder).loggerMap.$entries()) {
      const child: Value = entry.key;
      if ((child.parent.name$ as string).startsWith(alogger.name$ as string)) continue;
      alogger.parent = child.parent;
      child.parent = alogger;
    }
    return null;
  }
  _clear_cache(): null {
    return null;
  }
}
getset(Manager, {
  disable: [
    () => tree.disabled,
    (_self: Value, level: Value): Suspends<void> => {
      tree.disabled = checkLevel(level);
    },
  ],
});

@pyclass("logging.BufferingFormatter")
export class BufferingFormatter extends PyObject {
  declare linefmt: Value;

  __init__(linefmt: Value = null): Suspends<null> {
    this.linefmt = linefmt !== null && truth(linefmt) ? linefmt : call(Formatter);
    return null;
  }
  formatHeader(_records: Value): Value {
    return "";
  }
  formatFooter(_records: Value): Value {
    return "";
  }
  format(records: Value): Suspends<Value> {
    let shown: Value = "";
    if (len(records) === 0) return shown;
    shown = add(shown, callMethod(this, "formatHeader", records));
    for (const record of spread(records)) shown = add(shown, callMethod(this.linefmt, "format", record));
    return add(shown, callMethod(this, "formatFooter", records));
  }
}

/** What `warnings.showwarning` was before warnings were logged. */
const capturing = { showwarning: null as Value };
carriedContents("logging warnings", capturing);

export const _showwarning = builtin(
  "_showwarning(message, category, filename, lineno, file=None, line=None)",
  function (message: Value, category: Value, filename: Value, lineno: Value, file: Value, line: Value): Suspends<null> {
    if (file !== undefined && file !== null) {
      if (capturing.showwarning !== null) call(capturing.showwarning, message, category, filename, lineno, file, line ?? null);
      return null;
    }
    const shown = callMethod(nativeModule("warnings"), "formatwarning", message, category, filename, lineno, line ?? null);
    const logger: Value = (tree.manager as Manager).getLogger("py.warnings");
    if (logger.handlers.length === 0) callMethod(logger, "addHandler", call(NullHandler));
    callMethod(logger, "warning", text(shown));
    return null;
  },
  "logging",
);

export const captureWarnings = pyfunction(
  "captureWarnings(capture)",
  function (capture: Value): Suspends<null> {
    const warnings = nativeModule("warnings") as Value;
    if (truth(capture)) {
      if (capturing.showwarning !== null) return null;
      capturing.showwarning = $getattr(warnings, "showwarning");
      $setattr(warnings, "showwarning", _showwarning);
    } else if (capturing.showwarning !== null) {
      $setattr(warnings, "showwarning", capturing.showwarning);
      capturing.showwarning = null;
    }
    return null;
  },
  "logging",
);

tree.manager = new Manager(tree.root);
tree.root.manager = tree.manager;
(Logger as Value).$dict.set("manager", tree.manager);
