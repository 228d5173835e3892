/**
 * multiprocessing.pids - who this process is.
 */
import { ownPid } from "../../processes/index.js";

export function getpid(): number {
  return ownPid();
}
