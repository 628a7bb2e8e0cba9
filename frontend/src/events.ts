/** Jobs as they go on: one stream of events a page, for up to 50 jobs that it follows. */

import { serverAddress } from "./address";
import { isOver } from "./follow";
import type { Job } from "./model";

const MOST_NAMES = 50; // that the server takes for one stream

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
  #sources: readonly EventSource[] = [];
  #due = false; // a stream is about to be opened

  constructor(open = (address: string): EventSource => new EventSource(serverAddress(address))) {
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

  /** Listen to the jobs that are followed by now, however many were added at once. */
  #reopen(): void {
    this.#close();
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#listen();
    });
  }

  #close(): void {
    for (const source of this.#sources) source.close();
    this.#sources = [];
  }

  #listen(): void {
    const jobs = [...this.#followers.keys()];
    const streams = Math.ceil(jobs.length / MOST_NAMES);
    this.#sources = Array.from({ length: streams }, (_, place) =>
      this.#opened(jobs.slice(place * MOST_NAMES, (place + 1) * MOST_NAMES)),
    );
  }

  #opened(jobs: readonly string[]): EventSource {
    const source = this.#open(`/api/events?job=${jobs.map(encodeURIComponent).join(",")}`);
    source.addEventListener("job", (event) => this.#hear(JSON.parse((event as MessageEvent<string>).data) as Job));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself
      for (const job of jobs) this.#followers.get(job)?.fail();
    });
    return source;
  }

  #hear(job: Job): void {
    const follower = this.#followers.get(job.id);
    follower?.seen(job);
    if (isOver(job)) follower?.end(job);
  }
}
