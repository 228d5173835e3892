/**
 * constants - tables of the system's numbers, written as text.
 */
import type { Value } from "../objects/object.js";

/** "NAME:number ..." as an object. */
export function constantsOf(text: string): Record<string, Value> {
  return Object.fromEntries(
    text.split(" ").map((row) => {
      const [name, number] = row.split(":") as [string, string];
      return [name, Number(number)];
    }),
  );
}
