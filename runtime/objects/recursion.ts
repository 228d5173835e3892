/** recursion - containers that are being printed, so that one that contains itself ends. */
const printed = new Set<unknown>();

/** Whether the container is being printed already; else it is from now on, until `leave`. */
export function isWithin(container: unknown): boolean {
  if (printed.has(container)) return true;
  printed.add(container);
  return false;
}

export function leave(container: unknown): void {
  printed.delete(container);
}
