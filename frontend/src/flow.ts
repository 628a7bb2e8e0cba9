/** What happens after a click: the order of requests, and what each answer does to the state. */

import * as api from "./api";
import { download } from "./dom";
import { durationOf } from "./duration";
import { EventStream, NoStream } from "./events";
import { follow, isOver, patience } from "./follow";
import { forget, recall, remember } from "./memory";
import type { Advice, Choices, ExportFormat, ExportOptions, Job, Started } from "./model";
import { Revision } from "./revision";
import { Latest } from "./scope";
import { Several } from "./several";
import { EMPTY, type Outlook, type Store } from "./store";
import { withTurns } from "./turn";
import type { Way } from "./upload";

const STOPPED =
  "The slides changed while their video was being written, so it was stopped. Export it again when you are done.";

type Task = (signal: AbortSignal) => Promise<void>;

/** A job ended without a result. */
class JobFailed extends Error {}

export class Flow {
  readonly revision: Revision;
  readonly several: Several;
  readonly #store: Store;
  readonly #events = new EventStream();
  readonly #main = new Latest(); // upload, listening, opening: one at a time
  readonly #writing = new Latest(); // the video of the open project
  readonly #saving = new Latest();
  readonly #weighing = new Latest();
  #again: () => void = () => undefined;

  constructor(store: Store) {
    this.#store = store;
    this.revision = new Revision(store, {
      changed: () => {
        this.#dropVideo();
        this.several.outdate();
      },
      failed: (error, again) => this.#failed(error, again),
    });
    this.several = new Several(store, {
      follow: (job, signal, seen) => this.#heed(job, signal, seen),
      failed: (error, again) => this.#failed(error, again),
    });
  }

  /** Send a recording, wait for its slides, show them. */
  begin(form: FormData, name: string, way: Way): void {
    this.#run(
      this.#main,
      () => this.begin(form, name, way),
      async (signal) => {
        this.#store.set({ name, job: uploading(0, 0, 0) });
        const begun = performance.now();
        const sent = (bytes: number, total: number): void =>
          this.#store.set({ job: uploading(bytes, total, performance.now() - begun) });
        const { id, job } = await api.createProject(form, way, sent, signal);
        history.pushState(null, "", projectAddress(id));
        await this.#listen(job, signal);
        await this.#show(id, signal);
      },
    );
  }

  /** Find out what listening to `file` will take; nothing is sent of it. */
  weigh(file: File | null, choices: Choices): void {
    const signal = this.#weighing.next();
    if (!file) {
      this.#store.set({ outlook: null });
      return;
    }
    outlookOn(file, choices, signal)
      .then((outlook) => signal.aborted || this.#store.set({ outlook }))
      .catch(() => signal.aborted || this.#store.set({ outlook: null })); // a forecast is no condition
  }

  /** Open the project with this id, or the empty page where there is none. */
  open(id: string | null): void {
    this.#writing.abort();
    this.#saving.abort();
    this.revision.stop();
    this.several.stop();
    this.#store.set({ ...EMPTY, file: this.#store.state.file, outlook: this.#store.state.outlook });
    if (id === null) {
      this.#main.abort();
      return;
    }
    this.#run(
      this.#main,
      () => this.open(id),
      async (signal) => {
        this.#store.set({ opening: true });
        const project = await api.getProject(id, signal);
        this.#store.set({ name: project.name });
        if (project.state !== "ready" && project.job) await this.#listen(project.job, signal);
        await this.#show(id, signal);
      },
    );
  }

  /** Write the video of the open project. */
  writeVideo(): void {
    const { project } = this.#store.state;
    if (!project) return;
    this.#run(
      this.#writing,
      () => this.writeVideo(),
      async (signal) => {
        this.#store.set({ video: { id: "", job: waiting("") } });
        const started = await api.startExport(project.id, "mp4", {}, signal);
        remember(project.id, started);
        await this.#write(started, signal);
      },
    );
  }

  /** Have the open project written in a format, and save the file. */
  saveFile(format: ExportFormat, options: ExportOptions = {}): void {
    const { project } = this.#store.state;
    if (!project) return;
    this.#run(
      this.#saving,
      () => this.saveFile(format, options),
      async (signal) => {
        this.#store.set({ saving: { format, job: waiting("") } });
        const started = await api.startExport(project.id, format, options, signal);
        await this.#follow(started.job, signal, (job) => this.#store.set({ saving: { format, job } }));
        this.#store.set({ saving: null });
        download(api.exportUrl(started.id));
      },
    );
  }

  /** Stop what is being saved. */
  cancelSaving(): void {
    const job = this.#store.state.saving?.job;
    if (job?.id && !isOver(job)) this.#stop(job.id);
  }

  /** Stop the upload or the listening. */
  cancel(): void {
    const job = this.#store.state.job;
    if (job?.id) {
      this.#stop(job.id);
      return;
    }
    this.#main.abort();
    this.#store.set({ job: null });
  }

  /** Stop the export. */
  cancelVideo(): void {
    const job = this.#store.state.video?.job;
    if (job?.id && !isOver(job)) this.#stop(job.id);
  }

  /** Try again what failed last. */
  retry(): void {
    this.#again();
  }

  /** Forget the video: the slides it shows are not those of the deck any more. */
  #dropVideo(): void {
    const { project, video } = this.#store.state;
    if (!project || !video) return;
    this.#writing.abort();
    this.cancelVideo();
    forget(project.id);
    this.#store.set({ video: null, message: isOver(video.job) ? null : { text: STOPPED, retry: false } });
  }

  #stop(job: string): void {
    api.cancelJob(job).catch((error: unknown) => this.#fail(error));
  }

  /** Bring back an export that a reload interrupted. */
  #resume(project: string): void {
    const started = recall(project);
    if (!started) return;
    this.#run(
      this.#writing,
      () => this.writeVideo(),
      async (signal) => {
        try {
          await this.#write(started, signal);
        } catch (error) {
          if (signal.aborted) throw error;
          forget(project); // it is gone or has failed; the button offers it anew
          this.#store.set({ video: null });
        }
      },
    );
  }

  async #listen(id: string, signal: AbortSignal): Promise<void> {
    await this.#follow(id, signal, (job) => this.#store.set({ job }));
  }

  async #write({ id, job }: Started, signal: AbortSignal): Promise<void> {
    await this.#follow(job, signal, (seen) => this.#store.set({ video: { id, job: seen } }));
  }

  async #show(id: string, signal: AbortSignal): Promise<void> {
    const [project, { deck, version }] = await Promise.all([api.getProject(id, signal), api.getDeck(id, signal)]);
    this.#store.set({ project, deck, version, name: project.name, job: null, opening: false, slide: 0, video: null });
    this.revision.look();
    this.#resume(id);
    void this.several.recall(id);
  }

  /** Follow a job, and its place in line while it waits. */
  async #follow(id: string, signal: AbortSignal, seen: (job: Job) => void): Promise<void> {
    const life = new AbortController();
    const either = AbortSignal.any([signal, life.signal]);
    const told = withTurns({ ask: (stop) => api.getJob(id, stop), seen, wait: patience, signal: either });
    await this.#heed(id, signal, told).finally(() => life.abort());
  }

  async #heed(id: string, signal: AbortSignal, seen: (job: Job) => void): Promise<void> {
    const told = (now: Job): unknown => signal.aborted || seen(now);
    const job = await this.#events.follow(id, told, signal).catch((error: unknown) => {
      if (!(error instanceof NoStream)) throw error;
      return this.#poll(id, signal, told);
    });
    if (job.state === "cancelled") throw new DOMException("Somebody cancelled the work.", "AbortError");
    if (job.state === "failed") throw new JobFailed(job.message ?? "The work failed. Try again.");
  }

  #poll(id: string, signal: AbortSignal, seen: (job: Job) => void): Promise<Job> {
    return follow({
      ask: (stop) => api.getJob(id, stop),
      seen,
      wait: patience,
      hidden: () => document.hidden,
      temporary: (error) => error instanceof api.ApiError && (error.retryable || error.status === 0),
      signal,
    });
  }

  /** Run a task in its lane; whatever it throws becomes one line on the page. */
  #run(lane: Latest, again: () => void, task: Task): void {
    const signal = lane.next();
    this.#store.set({ message: null });
    task(signal).catch((error: unknown) => signal.aborted || this.#failed(error, again));
  }

  #failed(error: unknown, again: () => void): void {
    this.#again = again;
    this.#fail(error);
  }

  #fail(error: unknown): void {
    const { deck, video } = this.#store.state;
    const retryable = !(error instanceof api.ApiError) || error.retryable;
    if (!deck && !(this.#store.state.opening && retryable)) history.replaceState(null, "", location.pathname);
    this.#store.set({ job: null, opening: false, video: video?.job.state === "done" ? video : null, saving: null });
    if (error instanceof DOMException && error.name === "AbortError") return;
    const known = error instanceof api.ApiError || error instanceof JobFailed;
    if (!known) console.error(error);
    const text = known ? error.message : "Something on this page broke. Reload it and try again.";
    this.#store.set({ message: { text, retry: retryable } });
  }
}

/** What is known about listening to a file before it is sent. */
async function outlookOn(file: File, choices: Choices, signal: AbortSignal): Promise<Outlook> {
  if (choices.captions) return { durationMs: 0, advice: CAPTIONS, refusal: "" };
  const durationMs = await durationOf(file, signal);
  try {
    return { durationMs, advice: await api.getAdvice(durationMs ?? 0, choices, signal), refusal: "" };
  } catch (error) {
    if (!(error instanceof api.ApiError) || error.status === 0 || error.status >= 500) throw error;
    return { durationMs, advice: null, refusal: error.message };
  }
}

const CAPTIONS: Advice = {
  engine: "captions",
  title: "",
  model: null,
  name: "",
  seconds: 0,
  notice: null,
  recommended: null,
  advice: null,
  models: [],
};

/** The address that brings a project back. */
export const projectAddress = (id: string): string => `#/projects/${encodeURIComponent(id)}`;

/** The project an address names. */
export function projectIn(hash: string): string | null {
  const id = /^#\/projects\/([^/?]+)$/.exec(hash)?.[1];
  return id ? decodeURIComponent(id) : null;
}

function waiting(stage: string): Job {
  return { id: "", state: "queued", stage, percent: 0, seconds_left: null, message: null };
}

/** An upload told as if it were a job of the server. */
function uploading(bytes: number, total: number, elapsedMs: number): Job {
  const left = bytes > 0 && elapsedMs > 1000 ? ((total - bytes) / bytes) * (elapsedMs / 1000) : null;
  return { ...waiting("upload"), state: "running", percent: total ? (100 * bytes) / total : 0, seconds_left: left };
}
