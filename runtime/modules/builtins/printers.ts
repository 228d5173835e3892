/**
 * printers - builtins that show a text at the prompt: copyright, credits, license.
 *
 * Mirrors  _Printer in Lib/_sitebuiltins.py, setcopyright() in Lib/site.py of CPython 3.13
 * Differs  the text of the license is not there: license() tells where it is
 */
import { PyObject, type Value } from "../../objects/object.js";
import { call } from "../../objects/protocols/call.js";
import { define, pyclass } from "../../objects/register.js";
import type { Suspends } from "../../frames/suspend.js";
import { sysModule } from "../sys/module.js";
import { print } from "./print.js";

@pyclass("_sitebuiltins._Printer", {
  doc: "interactive prompt objects for printing the license text, a list of\n    contributors and the copyright notice.",
})
class Printer extends PyObject {
  declare $data: () => string;

  __repr__(): string {
    return this.$data();
  }

  __call__(): Suspends<null> {
    call(print, this.$data());
    return null;
  }
}
define(Printer as Value, "MAXLINES", 23, 23);

function printer(data: () => string): Value {
  const made = new Printer();
  made.$data = data;
  return made;
}

const copyrightText = (): string => String(sysModule.copyright);
const creditsText = (): string =>
  "    Thanks to CWI, CNRI, BeOpen.com, Zope Corporation and a cast of thousands\n" +
  "    for supporting Python development.  See www.python.org for more information.";
const licenseText = (): string => "See https://www.python.org/psf/license/";

export const copyright = printer(copyrightText);
export const credits = printer(creditsText);
export const license = printer(licenseText);
