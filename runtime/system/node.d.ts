/** What Node has and its type declarations do not name. */
declare namespace NodeJS {
  interface Process {
    /** exit(2) at once: no events, no flushing. */
    reallyExit(status: number): never;
    initgroups(user: string, group: number): void;
  }
}
