/**
 * webbrowser - shows pages in the user's browser.
 *
 * Mirrors     Lib/webbrowser.py of CPython 3.13, as it is on Linux
 * Suspends    the programs that are started
 * Differs     `_browsers` and `_tryorder` are not shown
 */
import type { Suspends } from "../frames/suspend.js";
import { importModule } from "../importer/importer.js";
import { $callx } from "../objects/call.js";
import { $getattr, $setattr } from "../objects/attributes.js";
import { Exception, FileNotFoundError, NotADirectoryError, NotImplementedError, OSError, PermissionError } from "../objects/exceptions.js";
import { Kw } from "../objects/function.js";
import { pymodule } from "../objects/module.js";
import { isinstance, PyObject, type Value } from "../objects/object.js";
import { truth } from "../objects/protocols/bool.js";
import { call, callMethod } from "../objects/protocols/call.js";
import { spread } from "../objects/protocols/iter.js";
import { text as textOf } from "../objects/protocols/str.js";
import { define, pyclass, pyfunction } from "../objects/register.js";
import { carriedContents } from "../snapshot/carried.js";

/** What is known of a browser: its class, and an object that is there already. */
type Entry = [maker: Value, instance: Value];

const browsers = new Map<string, Entry>();
const order: { names: string[] | null; preferred: string | null } = { names: null, preferred: null };
carriedContents("webbrowser browsers", browsers);
carriedContents("webbrowser order", order);

@pyclass("webbrowser.Error")
export class WebbrowserError extends Exception {}

/** Starts a program of whose descriptors none but the usual ones are left. */
function start(command: Value[], more: Readonly<Record<string, Value>> = {}): Suspends<Value> {
  return $callx($getattr(importModule("subprocess"), "Popen"), [command], Object.assign(new Kw(), { close_fds: true, ...more }));
}

function devnull(): Suspends<Value> {
  return $getattr(importModule("subprocess"), "DEVNULL");
}

function which(program: string): Suspends<boolean> {
  return truth(callMethod(importModule("shutil"), "which", program));
}

function environment(name: string): string | undefined {
  return process.env[name];
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function withUrl(args: Value, url: Value): Suspends<Value[]> {
  const made: Value[] = [];
  const list = spread(args);
  for (let i = 0; i < list.length; i++) made.push(callMethod(list[i], "replace", "%s", url));
  return made;
}

@pyclass("webbrowser.BaseBrowser", { doc: "Parent class for all browsers. Do not use directly." })
export class BaseBrowser extends PyObject {
  declare name$: Value;
  declare basename: Value;

  __init__(name: Value = ""): Suspends<null> {
    $setattr(this, "name", name);
    $setattr(this, "basename", name);
    return null;
  }

  open(_url: Value, _new: Value = 0, _autoraise: Value = true): Value {
    throw new NotImplementedError();
  }

  open_new(url: Value): Suspends<Value> {
    return callMethod(this, "open", url, 1);
  }

  open_new_tab(url: Value): Suspends<Value> {
    return callMethod(this, "open", url, 2);
  }
}
give(BaseBrowser, { args: ["%s"] });

/** Attributes of a class that are no functions. */
function give(cls: Value, attributes: Readonly<Record<string, Value>>): void {
  for (const name of Object.keys(attributes)) define(cls, name, attributes[name], attributes[name]);
}

@pyclass("webbrowser.GenericBrowser", { doc: "Class for all browsers started with a command\nand without remote functionality." })
export class GenericBrowser extends BaseBrowser {
  __init__(name: Value): Suspends<null> {
    if (typeof name === "string") {
      $setattr(this, "name", name);
      $setattr(this, "args", ["%s"]);
    } else {
      const [first, ...rest] = spread(name);
      $setattr(this, "name", first);
      $setattr(this, "args", rest);
    }
    $setattr(this, "basename", lastPart($getattr(this, "name") as string));
    return null;
  }

  open(url: Value, _new: Value = 0, _autoraise: Value = true): Suspends<Value> {
    const command = [$getattr(this, "name"), ...withUrl($getattr(this, "args"), url)];
    try {
      return !truth(callMethod(start(command), "wait"));
    } catch (error) {
      if (!isinstance(error as Value, OSError)) throw error;
      return false;
    }
  }
}

@pyclass("webbrowser.BackgroundBrowser", { doc: "Class for all browsers which are to be started in the\nbackground." })
export class BackgroundBrowser extends GenericBrowser {
  open(url: Value, _new: Value = 0, _autoraise: Value = true): Suspends<Value> {
    const command = [$getattr(this, "name"), ...withUrl($getattr(this, "args"), url)];
    try {
      return callMethod(start(command, { start_new_session: true }), "poll") === null;
    } catch (error) {
      if (!isinstance(error as Value, OSError)) throw error;
      return false;
    }
  }
}

@pyclass("webbrowser.UnixBrowser", { doc: "Parent class for all Unix browsers with remote functionality." })
export class UnixBrowser extends BaseBrowser {
  _invoke(args: Value, remote: Value, autoraise: Value, _url: Value = null): Suspends<Value> {
    const option: Value[] = [];
    const raising: Value = $getattr(this, "raise_opts");
    if (truth(remote) && truth(raising)) {
      const one: Value = spread(raising)[truth(autoraise) ? 1 : 0];
      if (truth(one)) option.push(one);
    }
    const command = [$getattr(this, "name"), ...option, ...spread(args)];
    const background = truth($getattr(this, "background"));
    const through = truth(remote) || background ? devnull() : null;
    const out = truth($getattr(this, "redirect_stdout")) ? through : null;
    const program = start(command, { stdin: through, stdout: out, stderr: through, start_new_session: true });
    if (truth(remote)) return !lasts(program);
    return background ? callMethod(program, "poll") === null : !truth(callMethod(program, "wait"));
  }

  open(url: Value, new_: Value = 0, autoraise: Value = true): Suspends<Value> {
    const action = actionOf(this, new_);
    const given = spread($getattr(this, "remote_args"));
    const args: Value[] = [];
    for (let i = 0; i < given.length; i++) {
      const arg = callMethod(callMethod(given[i], "replace", "%s", url), "replace", "%action", action);
      if (truth(arg)) args.push(arg);
    }
    if (truth(callMethod(this, "_invoke", args, true, autoraise, url))) return true;
    return callMethod(this, "_invoke", withUrl($getattr(this, "args"), url), false, false);
  }
}
give(UnixBrowser, {
  raise_opts: null,
  background: false,
  redirect_stdout: true,
  remote_args: ["%action", "%s"],
  remote_action: null,
  remote_action_newwin: null,
  remote_action_newtab: null,
});

/** Whether a program that is to pass the page on says within five seconds that it could not. */
function lasts(program: Value): Suspends<boolean> {
  try {
    return truth(callMethod(program, "wait", 5));
  } catch (error) {
    if (!isinstance(error as Value, $getattr(importModule("subprocess"), "TimeoutExpired"))) throw error;
    return false;
  }
}

function actionOf(browser: UnixBrowser, how: Value): Suspends<Value> {
  if (how === 0) return $getattr(browser, "remote_action");
  if (how === 1) return $getattr(browser, "remote_action_newwin");
  if (how !== 2) throw new WebbrowserError(`Bad 'new' parameter to open(); expected 0, 1, or 2, got ${textOf(how)}`);
  const tab = $getattr(browser, "remote_action_newtab");
  return tab === null ? $getattr(browser, "remote_action_newwin") : tab;
}

@pyclass("webbrowser.Mozilla", { doc: "Launcher class for Mozilla browsers." })
export class Mozilla extends UnixBrowser {}
give(Mozilla, { remote_action: "", remote_action_newwin: "-new-window", remote_action_newtab: "-new-tab", background: true });

@pyclass("webbrowser.Epiphany", { doc: "Launcher class for Epiphany browser." })
export class Epiphany extends UnixBrowser {}
give(Epiphany, { raise_opts: ["-noraise", ""], remote_action: "-n", remote_action_newwin: "-w", background: true });

@pyclass("webbrowser.Chrome", { doc: "Launcher class for Google Chrome browser." })
export class Chrome extends UnixBrowser {}
@pyclass("webbrowser.Opera", { doc: "Launcher class for Opera browser." })
export class Opera extends UnixBrowser {}
@pyclass("webbrowser.Edge", { doc: "Launcher class for Microsoft Edge browser." })
export class Edge extends UnixBrowser {}
for (const cls of [Chrome, Opera, Edge]) give(cls, { remote_action: "", remote_action_newwin: "--new-window", remote_action_newtab: "", background: true });

@pyclass("webbrowser.Elinks", { doc: "Launcher class for Elinks browsers." })
export class Elinks extends UnixBrowser {}
give(Elinks, {
  remote_args: ["-remote", "openURL(%s%action)"],
  remote_action: "",
  remote_action_newwin: ",new-window",
  remote_action_newtab: ",new-tab",
  redirect_stdout: false,
});

@pyclass("webbrowser.Konqueror", { doc: "Controller for the KDE File Manager (kfm, or Konqueror)." })
export class Konqueror extends BaseBrowser {
  open(url: Value, new_: Value = 0, _autoraise: Value = true): Suspends<Value> {
    const quiet = { stdin: devnull(), stdout: devnull(), stderr: devnull() };
    const first = started(["kfmclient", new_ === 2 ? "newTab" : "openURL", url], quiet);
    if (first !== null) {
      callMethod(first, "wait");
      return true;
    }
    const second = started(["konqueror", "--silent", url], { ...quiet, start_new_session: true });
    if (second !== null && callMethod(second, "poll") === null) return true;
    const third = started(["kfm", "-d", url], { ...quiet, start_new_session: true });
    return third !== null && callMethod(third, "poll") === null;
  }
}

function started(command: Value[], more: Readonly<Record<string, Value>>): Suspends<Value> {
  try {
    return start(command, more);
  } catch (error) {
    if (!isinstance(error as Value, OSError)) throw error;
    return null;
  }
}

// ---- the browsers that there are

const lower = (name: Value): Suspends<string> => callMethod(name, "lower") as string;

function enroll(name: Value, maker: Value, instance: Value, preferred: boolean): Suspends<void> {
  if (order.names === null) registerStandard();
  browsers.set(lower(name), [maker, instance]);
  if (preferred || (order.preferred !== null && `${name as string}.desktop` === order.preferred)) order.names!.unshift(name as string);
  else order.names!.push(name as string);
}

export const register = pyfunction(
  "register(name, klass, instance=None, *, preferred=False)",
  (name: Value, klass: Value, instance: Value, preferred: Value): Suspends<null> => {
    enroll(name, klass, instance ?? null, preferred !== undefined && truth(preferred));
    return null;
  },
  "webbrowser",
);

/** Those of a screen: the desktop's own ways first. */
function registerGraphic(): Suspends<void> {
  const simple = (program: string, command: Value = program): Suspends<void> => {
    if (which(program)) enroll(program, null, call(BackgroundBrowser, command), false);
  };
  const kind = (program: string, cls: Value): Suspends<void> => {
    if (which(program)) enroll(program, null, call(cls, program), false);
  };
  simple("xdg-open");
  simple("gio", ["gio", "open", "--", "%s"]);
  const desktop = (environment("XDG_CURRENT_DESKTOP") ?? "").split(":");
  if (desktop.includes("GNOME") || environment("GNOME_DESKTOP_SESSION_ID") !== undefined) simple("gvfs-open");
  if ((desktop.includes("KDE") || environment("KDE_FULL_SESSION") !== undefined) && which("kfmclient"))
    enroll("kfmclient", Konqueror, call(Konqueror, "kfmclient"), false);
  simple("x-www-browser");
  for (const name of ["firefox", "iceweasel", "seamonkey", "mozilla-firefox", "mozilla"]) kind(name, Mozilla);
  if (which("kfm")) enroll("kfm", Konqueror, call(Konqueror, "kfm"), false);
  else if (which("konqueror")) enroll("konqueror", Konqueror, call(Konqueror, "konqueror"), false);
  kind("epiphany", Epiphany);
  for (const name of ["google-chrome", "chrome", "chromium", "chromium-browser"]) kind(name, Chrome);
  kind("opera", Opera);
  kind("microsoft-edge", Edge);
}

/** What the desktop says is the user's browser; null if nothing can tell. */
function preferredBrowser(): Suspends<string | null> {
  try {
    const subprocess = importModule("subprocess");
    const options = Object.assign(new Kw(), { stderr: devnull() });
    const raw = $callx($getattr(subprocess, "check_output"), [["xdg-settings", "get", "default-web-browser"]], options);
    return callMethod(callMethod(raw, "decode"), "strip") as string;
  } catch (error) {
    const known: Value[] = [FileNotFoundError, PermissionError, NotADirectoryError, $getattr(importModule("subprocess"), "CalledProcessError")];
    for (let i = 0; i < known.length; i++) if (isinstance(error as Value, known[i])) return null;
    throw error;
  }
}

function registerStandard(): Suspends<void> {
  order.names = [];
  const screen = environment("DISPLAY") ?? "";
  if (screen !== "" || (environment("WAYLAND_DISPLAY") ?? "") !== "") {
    order.preferred = preferredBrowser();
    registerGraphic();
  }
  if ((environment("TERM") ?? "") !== "") {
    const kinds: [string, Value][] = [
      ["www-browser", GenericBrowser],
      ["links", GenericBrowser],
      ["elinks", Elinks],
      ["lynx", GenericBrowser],
      ["w3m", GenericBrowser],
    ];
    for (let i = 0; i < kinds.length; i++) {
      const [program, cls] = kinds[i]!;
      if (which(program)) enroll(program, null, call(cls, program), false);
    }
  }
  const chosen = environment("BROWSER");
  if (chosen === undefined) return;
  const commands = chosen.split(":").reverse();
  for (let i = 0; i < commands.length; i++) {
    const command = commands[i]!;
    if (command === "") continue;
    const [, instance] = synthesized(command, true);
    if (instance === null) enroll(command, null, call(GenericBrowser, command), true);
  }
}

/** A browser's program under another path, like the one of that name. */
function synthesized(browser: string, preferred: boolean): Suspends<Entry> {
  const program = browser.trim().split(/\s+/)[0] ?? "";
  if (!which(program)) return [null, null];
  const name = lastPart(program);
  const known = browsers.get(name.toLowerCase());
  const controller: Value = known?.[1] ?? null;
  if (controller === null || $getattr(controller, "basename") !== name.toLowerCase()) return [null, null];
  const made = callMethod(importModule("copy"), "copy", controller);
  $setattr(made, "name", browser);
  $setattr(made, "basename", lastPart(browser));
  enroll(browser, null, made, preferred);
  return [null, made];
}

export const get = pyfunction(
  "get(using=None)",
  (using: Value): Suspends<Value> => {
    if (order.names === null) registerStandard();
    const names: Value[] = using === undefined || using === null ? order.names!.slice() : [using];
    for (let i = 0; i < names.length; i++) {
      const browser = names[i] as string;
      if (browser.includes("%s")) {
        const command = spread(callMethod(importModule("shlex"), "split", browser));
        return command.at(-1) === "&" ? call(BackgroundBrowser, command.slice(0, -1)) : call(GenericBrowser, command);
      }
      const [maker, instance] = browsers.get(lower(browser)) ?? synthesized(browser, false);
      if (instance !== null) return instance;
      if (maker !== null) return call(maker);
    }
    throw new WebbrowserError("could not locate runnable browser");
  },
  "webbrowser",
);

function show(url: Value, how: Value, autoraise: Value): Suspends<boolean> {
  if (order.names === null) registerStandard();
  const names = order.names!.slice();
  for (let i = 0; i < names.length; i++) if (truth(callMethod(call(get, names[i]), "open", url, how, autoraise))) return true;
  return false;
}

export const open = pyfunction(
  "open(url, new=0, autoraise=True)",
  (url: Value, how: Value, autoraise: Value): Suspends<boolean> => show(url, how ?? 0, autoraise ?? true),
  "webbrowser",
);
export const open_new = pyfunction("open_new(url)", (url: Value): Suspends<boolean> => show(url, 1, true), "webbrowser");
export const open_new_tab = pyfunction("open_new_tab(url)", (url: Value): Suspends<boolean> => show(url, 2, true), "webbrowser");

/** `python -m webbrowser` */
export function main(): Suspends<null> {
  const argparse = importModule("argparse");
  const options = (more: Readonly<Record<string, Value>>): Kw => Object.assign(new Kw(), more);
  const parser = $callx($getattr(argparse, "ArgumentParser"), [], options({ description: "Open URL in a web browser." }));
  $callx($getattr(parser, "add_argument"), ["url"], options({ help: "URL to open" }));
  const group = callMethod(parser, "add_mutually_exclusive_group");
  const add = $getattr(group, "add_argument");
  $callx(add, ["-n", "--new-window"], options({ action: "store_const", const: 1, default: 0, dest: "new_win", help: "open new window" }));
  $callx(add, ["-t", "--new-tab"], options({ action: "store_const", const: 2, default: 0, dest: "new_win", help: "open new tab" }));
  const args = callMethod(parser, "parse_args");
  show($getattr(args, "url"), $getattr(args, "new_win"), true);
  callMethod(importModule("builtins"), "print", "\x07");
  return null;
}

export default pymodule("webbrowser", {
  Error: WebbrowserError,
  open,
  open_new,
  open_new_tab,
  get,
  register,
  main,
  BaseBrowser,
  GenericBrowser,
  BackgroundBrowser,
  UnixBrowser,
  Mozilla,
  Epiphany,
  Chrome,
  Chromium: Chrome,
  Opera,
  Elinks,
  Konqueror,
  Edge,
  __all__: ["Error", "open", "open_new", "open_new_tab", "get", "register"],
});
