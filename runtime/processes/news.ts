/**
 * news - what an isolate does about what its mailbox announces; the same for the first process and the others.
 */
import { loader } from "../importer/code.js";
import { mail } from "../scheduler/mail.js";
import { noteSignal, watches } from "../scheduler/signals.js";
import { Waiters } from "../scheduler/waiters.js";
import { NEWS_CHILD, NEWS_KILL, NEWS_MESSAGE, NEWS_SIGCHLD, NEWS_SIGNAL, NEWS_WAKE } from "./layout.js";
import { bell, polled, polling, sleep, takeAnnounced, takeNews } from "./mailbox.js";
import { serveLots } from "./parking.js";

const SIGCHLD = 17;

/** Threads that wait for a child to end. */
export const childEnded = new Waiters();

/** What differs between the first process and a worker. */
export interface Reactions {
  messages(): void;
  signals(): void;
  /** the kernel's: somebody sent a signal that ends a process */
  kills(): void;
}

function noteChild(): void {
  if (watches(SIGCHLD)) noteSignal(SIGCHLD);
}

/** A child has been waited for: SIGCHLD is pending, as the system has it, and does not come later. */
export function childSeen(): void {
  if (takeAnnounced(NEWS_SIGCHLD)) noteChild();
}

/** The scheduler looks for news of other isolates from now on. */
export function watchNews(reactions: Reactions): void {
  if (!mail.worker) loader.untune();
  mail.box = {
    look(): void {
      const news = takeNews();
      if (news === 0) return;
      if ((news & NEWS_MESSAGE) !== 0) reactions.messages();
      if ((news & NEWS_CHILD) !== 0) childEnded.wakeAll(null);
      if ((news & NEWS_SIGCHLD) !== 0) noteChild();
      if ((news & NEWS_WAKE) !== 0) serveLots();
      if ((news & NEWS_KILL) !== 0) reactions.kills();
      if ((news & NEWS_SIGNAL) !== 0) reactions.signals();
    },
    sleep,
    polling,
    polled,
    bell,
  };
}
