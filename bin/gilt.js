#!/usr/bin/env node
/**
 * gilt - the launcher: loads the built bundles through V8's code cache and hands the command line over.
 *
 * CommonJS and without imports at the top but two, because a start is counted in milliseconds.
 */
"use strict";
const { loadBundle, expectScript } = require("./loader.js");

const [command, ...rest] = process.argv.slice(2);
if (command === "run" && rest.length > 0 && (rest[0] === "-" || rest[0][0] !== "-")) {
  expectScript(rest[0]);
  loadBundle("runtime").runScript(rest[0], rest.slice(1));
} else {
  loadBundle("commands").main(process.argv.slice(2));
}
