/**
 * ready - waiting until a descriptor can be read or written without blocking.
 */
export { waitReadable, waitWritable } from "./poll.js";
