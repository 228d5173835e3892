/**
 * all - loads the whole object model, in an order in which every file finds what it needs: the first import of the runtime.
 */
import "./object.js";
import "./attributes.js";
import "./arguments.js";
import "./type.js";
import "./exceptions.js";
import "./objectmethods.js";
import "./typemethods.js";
import "./functionmethods.js";
import "./exceptionmethods.js";
import "./oserror.js";
import "./exceptiongroup.js";
import "./generators.js";
import "./asyncgenerators.js";
import "./class.js";
import "./bytes/bufferprotocol.js";
import "./descriptors.js";
import "./reductions.js";
import "./iteratorreductions.js";
import "./super.js";
import "./internal.js";
import "./traceback.js";
import "./framelocalsproxy.js";
