/** How far a waiting job is from its turn. Events come only when the job itself moves, so its place is asked for. */

import type { Job } from "./model";

const AGAIN_MS = 3000;

export interface TurnOptions {
  readonly ask: (signal: AbortSignal) => Promise<Job>;
  readonly seen: (job: Job) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Takes a job's events, hands each to `seen`, and tells the job's place in between while it waits. */
export function withTurns({ ask, seen, wait, signal }: TurnOptions): (job: Job) => void {
  let waits = false;
  let asks = false;
  const watch = async (): Promise<void> => {
    while (waits && !signal.aborted) {
      const job = await ask(signal);
      if (waits && job.state === "queued") seen(job);
      await wait(AGAIN_MS, signal);
    }
  };
  return (job) => {
    seen(job);
    waits = job.state === "queued" && job.queue_position === undefined;
    if (!waits || asks) return;
    asks = true;
    watch()
      .catch(() => undefined) // a place in line is no condition
      .finally(() => (asks = false));
  };
}
