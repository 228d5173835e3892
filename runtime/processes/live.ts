/**
 * live - the parts of processes/ that are loaded once there is a second process, or is to be one.
 */
export { endProcess, handOver, markWorker, parentOfWorker } from "./child.js";
export { groupOf, joinGroup, newSession, sessionOf } from "./groups.js";
export { hasWorkers, outlive, warmUp } from "./kernel.js";
export { limits, ownAttributes, ownTerminal, takeTerminal } from "./personal.js";
export { renewals } from "./renewal.js";
export { signalGroup, signalProcess } from "./signalling.js";
export { handTo, startProcess, type Start } from "./start.js";
export { field, setField, slotOf } from "./table.js";
export { childEnded } from "./news.js";
export { hasChildren, reapProcess, sentinelOf, waitProcess } from "./wait.js";
