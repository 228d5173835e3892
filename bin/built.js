/**
 * built - what `node out/script.js` comes to: runs a script that `gilt build` wrote, on the runtime alone.
 */
"use strict";
const { loadBundle } = require("./loader.js");

/** @param {string} file the script's JavaScript @param {string[]} args */
exports.run = (file, args) => loadBundle("runtime").runBuilt(file, args);
