/**
 * concurrent - the package; all of it is in concurrent.futures.
 */
import { pymodule } from "../../objects/module.js";

export default pymodule("concurrent", { __path__: [] });
