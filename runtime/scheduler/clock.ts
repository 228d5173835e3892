/**
 * clock - the machine's monotonic clock. `performance.now()` is the same clock, but its first use loads ten of Node's modules.
 */

/** CLOCK_MONOTONIC in milliseconds. */
export function monotonicMs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * 1000 + ns / 1e6;
}
