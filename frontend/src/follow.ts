/** Following a job to its end by asking again and again, ever less often while nothing moves. */

import type { Job } from "./model";

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 3000;
const HIDDEN_WAIT_MS = 5000;
const SLOWER = 1.3;
const LOST_AFTER = 20; // answers missed in a row: about a minute

export interface FollowOptions {
  readonly ask: (signal: AbortSignal) => Promise<Job>;
  readonly seen: (job: Job) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly hidden: () => boolean;
  readonly temporary: (error: unknown) => boolean; // may the next try succeed?
  readonly signal: AbortSignal;
}

/** Whether a job has come to its end. */
export function isOver(job: Job): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

/** The job in its final state; every answer on the way goes to `seen`. */
export async function follow({ ask, seen, wait, hidden, temporary, signal }: FollowOptions): Promise<Job> {
  let pause = FIRST_WAIT_MS;
  let missed = 0;
  let before = "";
  for (;;) {
    try {
      const job = await ask(signal);
      missed = 0;
      seen(job);
      if (isOver(job)) return job;
      const now = `${job.state} ${job.stage} ${Math.floor(job.percent)}`;
      pause = now === before ? Math.min(LONGEST_WAIT_MS, pause * SLOWER) : FIRST_WAIT_MS;
      before = now;
    } catch (error) {
      if (signal.aborted || !temporary(error) || ++missed >= LOST_AFTER) throw error;
      pause = Math.min(LONGEST_WAIT_MS, pause * SLOWER);
    }
    await wait(hidden() ? HIDDEN_WAIT_MS : pause, signal);
  }
}

/** Wait `ms`, or until the page is looked at again; fails when `signal` fires. */
export function patience(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const life = new AbortController();
    const finish = (): void => {
      clearTimeout(timer);
      life.abort();
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { signal: life.signal });
    document.addEventListener("visibilitychange", () => document.hidden || finish(), { signal: life.signal });
  });
}
