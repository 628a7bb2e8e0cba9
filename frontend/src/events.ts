/** Jobs as they go on: one stream of events a page, for all the jobs that it follows. */

import { isOver } from "./follow";
import type { Job } from "./model";

interface Follower {
  readonly seen: (job: Job) => void;
  readonly end: (job: Job) => void;
  readonly fail: () => void;
}

/** No stream can be had, or it broke for good: ask for the job itself instead. */
export class NoStream extends Error {
  override readonly name = "NoStream";
}

export class EventStream {
  readonly #followers = new Map<string, Follower>();
  readonly #open: (address: string) => EventSource;
  #source: EventSource | null = null;
  #due = false; // a stream is about to be opened

  constructor(open = (address: string): EventSource => new EventSource(address)) {
    this.#open = open;
  }

  /** The job in its final state; every step on the way goes to `seen`. Fails with NoStream. */
  follow(id: string, seen: (job: Job) => void, signal: AbortSignal): Promise<Job> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener("abort", stop);
        if (this.#followers.delete(id) && !this.#followers.size) this.#close();
      };
      const stop = (): void => {
        leave();
        reject(signal.reason as Error);
      };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener("abort", stop);
      this.#followers.set(id, {
        seen,
        end: (job) => {
          leave();
          resolve(job);
        },
        fail: () => {
          leave();
          reject(new NoStream("no stream of events"));
        },
      });
      this.#reopen();
    });
  }

  /** Listen to the jobs that are followed by now, in one stream however many were added at once. */
  #reopen(): void {
    this.#close();
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.#followers.size) this.#listen();
    });
  }

  #close(): void {
    this.#source?.close();
    this.#source = null;
  }

  #listen(): void {
    const jobs = [...this.#followers.keys()].map(encodeURIComponent).join(",");
    const source = this.#open(`/api/events?job=${jobs}`);
    this.#source = source;
    source.addEventListener("job", (event) => this.#hear(JSON.parse((event as MessageEvent<string>).data) as Job));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself
      for (const follower of [...this.#followers.values()]) follower.fail();
    });
  }

  #hear(job: Job): void {
    const follower = this.#followers.get(job.id);
    follower?.seen(job);
    if (isOver(job)) follower?.end(job);
  }
}
