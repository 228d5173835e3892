/**
 * cputime - the processor time of this process, all its threads together.
 */

/** Milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
