/** Several videos of one deck: each has a job of its own, and one that fails leaves the others alone. */

import * as api from "./api";
import { isOver } from "./follow";
import type { Job } from "./model";
import type { Dressed, Store } from "./store";

export interface SeveralEvents {
  /** Follow a job to its end; every step goes to `seen`. */
  readonly follow: (job: string, signal: AbortSignal, seen: (job: Job) => void) => Promise<void>;
  readonly failed: (error: unknown, again: () => void) => void;
}

export class Several {
  readonly #store: Store;
  readonly #events: SeveralEvents;
  #life = new AbortController();

  constructor(store: Store, events: SeveralEvents) {
    this.#store = store;
    this.#events = events;
  }

  /** Have a video written of each combination. */
  async make(themes: readonly string[], sizes: readonly string[]): Promise<void> {
    const { project } = this.#store.state;
    const { signal } = this.#life;
    if (!project) return;
    try {
      const started = await api.startVariants(project.id, themes, sizes, signal);
      if (signal.aborted) return;
      const made = started.map(({ id, name, job }) => ({ id, name, job: bare(job, "queued"), outdated: false }));
      this.#store.set({ several: [...made, ...this.#store.state.several], message: null });
      for (const { id, job } of made) void this.#follow(id, job.id, signal);
    } catch (error) {
      if (!signal.aborted) this.#events.failed(error, () => void this.make(themes, sizes));
    }
  }

  /** Stop one that is not finished. */
  cancel(id: string): void {
    const job = this.#store.state.several.find((each) => each.id === id)?.job;
    if (job && !isOver(job))
      api.cancelJob(job.id).catch((error: unknown) => this.#events.failed(error, () => this.cancel(id)));
  }

  /** Bring back those that were finished before the page was loaded. */
  async recall(project: string): Promise<void> {
    const { signal } = this.#life;
    const asked = Promise.all([api.getVariants(project, signal), api.getVersions(project, "", signal)]);
    const found = await asked.catch(() => null); // nobody waits for them
    if (!found || signal.aborted) return;
    const [variants, { versions }] = found;
    const changed = versions.find(({ current }) => current)?.created ?? 0;
    const known = new Set(this.#store.state.several.map(({ id }) => id));
    const finished = variants
      .filter(({ id, url }) => url && !known.has(id))
      .map(({ id, name, created }) => ({ id, name, job: bare("", "done"), outdated: created < changed }));
    this.#store.set({ several: [...this.#store.state.several, ...finished.reverse()] });
  }

  /** The slides were changed: whatever has begun shows what they were; what waits takes the newest. */
  outdate(): void {
    const aged = (each: Dressed): Dressed => (each.job.state === "queued" ? each : { ...each, outdated: true });
    if (this.#store.state.several.length) this.#store.set({ several: this.#store.state.several.map(aged) });
  }

  /** Let go of them all; the server goes on. */
  stop(): void {
    this.#life.abort();
    this.#life = new AbortController();
  }

  async #follow(id: string, job: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#events.follow(job, signal, (now) => this.#put(id, now));
    } catch (error) {
      const lost = this.#store.state.several.find((each) => each.id === id);
      if (signal.aborted || !lost || isOver(lost.job)) return;
      this.#put(id, { ...lost.job, state: "failed", message: (error as Error).message });
    }
  }

  #put(id: string, job: Job): void {
    const changed = (each: Dressed): Dressed => (each.id === id ? { ...each, job } : each);
    this.#store.set({ several: this.#store.state.several.map(changed) });
  }
}

function bare(id: string, state: Job["state"]): Job {
  return { id, state, stage: "", percent: 0, seconds_left: null, message: null };
}
