/**
 * module - the module object of sys, apart from what is in it, for all who read sys.stdout and its like.
 */
import { newModule } from "../../objects/module.js";
import type { Value } from "../../objects/object.js";

export const sysModule = newModule("sys", null) as Value;
