/**
 * module - the module object of sys, apart from what is in it, for all who read sys.stdout and its like.
 */
import { newModule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";

export const sysModule = newModule(
  "sys",
  "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact strongly with the interpreter.",
) as Value;
