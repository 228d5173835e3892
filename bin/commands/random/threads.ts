/**
 * threads - the ways in which a random program runs a job in threads: calls of the prelude's functions, whose output does not depend on who runs when.
 */
export const threadBlocks: readonly string[] = [
  "joined(JOB, N)",
  "queued(JOB, N)",
  "counted(JOB, N)",
  "in_turn(JOB, N)",
  "piped(JOB, N)",
  "pooled(JOB, N)",
  "gathered(JOB, N)",
  "waited(JOB, N)",
];
