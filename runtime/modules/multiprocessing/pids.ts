/**
 * multiprocessing.pids - who this process is.
 */
export function getpid(): number {
  return process.pid;
}
