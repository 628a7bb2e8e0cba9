/** Changes of the open deck, one after another, and what the checks say after each. */

import * as api from "./api";
import { counted } from "./format";
import type { Deck, Dress, Edit, Look, Versioned } from "./model";
import { Latest } from "./scope";
import type { Store } from "./store";
import { slideAt } from "./timeline";

export interface RevisionEvents {
  readonly changed: () => void;
  readonly failed: (error: unknown, again: () => void) => void;
}

const OUTDATED = 412;
const NOTHING_LEFT = 409; // to undo or to redo
const WALKS: readonly api.Change[] = [api.undoing, api.redoing];
const NEWER =
  "These slides were changed somewhere else. You see the newer ones; what you did last is not in them: do it again.";

export class Revision {
  readonly #store: Store;
  readonly #events: RevisionEvents;
  readonly #looking = new Latest();
  readonly #browsing = new Latest();
  #life = new AbortController();
  #before: Promise<unknown> = Promise.resolve();

  constructor(store: Store, events: RevisionEvents) {
    this.#store = store;
    this.#events = events;
  }

  /** Have edits carried out; true once the deck shows them. */
  edit(edits: readonly Edit[], said: string): Promise<boolean> {
    return this.#change(api.editing(edits), () => said);
  }

  /** Follow the voice or the script at a difference; null opens it again. */
  decide(difference: string, followVoice: boolean | null): Promise<boolean> {
    const said = followVoice === null ? "Open again" : followVoice ? "Voice followed" : "Script kept";
    return this.#change(api.deciding(difference, followVoice), () => said);
  }

  /** Put the deck in another look or on another canvas. */
  dress(dress: Dress, said: string): Promise<boolean> {
    return this.#change(api.dressing(dress), () => said);
  }

  /** Keep a brand kit as a look; null where the server does not take it. */
  async keepLook(files: readonly File[]): Promise<Look | null> {
    const look = await this.#ask(
      "Saving…",
      (signal) => api.keepLook(files, signal),
      () => this.keepLook(files),
    );
    if (!look) return null;
    const [note] = look.notes;
    this.#store.set({ said: "Look kept", message: note ? { text: note, retry: false } : null });
    return look;
  }

  /** Have a piece of music kept; its hash. */
  keepMusic(file: File): Promise<string | null> {
    return this.#ask(
      "Sending the music…",
      (signal) => api.keepSound(file, signal),
      () => this.keepMusic(file),
    );
  }

  /** Find out what a file that was edited elsewhere would change. */
  async compare(file: File): Promise<void> {
    const { project } = this.#store.state;
    if (!project) return;
    this.#store.set({ returned: null });
    const returned = await this.#ask(
      "Reading the file…",
      (signal) => api.compare(project.id, file, signal),
      () => this.compare(file),
    );
    if (returned) this.#store.set({ returned, said: "" });
  }

  /** Take over what the file changes. */
  takeOver(file: File): Promise<boolean> {
    const count = this.#store.state.returned?.differences.length ?? 0;
    return this.#change(api.takingOver(file), () => `${counted(count, "change")} taken over`);
  }

  /** Leave the edited file alone. */
  leaveFile(): void {
    this.#store.set({ returned: null });
  }

  /** Look at the newest versions, or at older ones beside those that are known. */
  async browse(older: boolean): Promise<void> {
    const { project, versions } = this.#store.state;
    if (!project) return;
    const known = older && versions ? versions : { versions: [], next: "" };
    const signal = this.#browsing.next();
    try {
      const page = await api.getVersions(project.id, known.next ?? "", signal);
      if (!signal.aborted) this.#store.set({ versions: { ...page, versions: [...known.versions, ...page.versions] } });
    } catch (error) {
      if (!signal.aborted) this.#events.failed(error, () => void this.browse(older));
    }
  }

  /** Have the deck as it was in an older version. */
  restore(version: number): Promise<boolean> {
    return this.#change(api.restoring(version), () => "Restored");
  }

  /** Break the words into slides by another preset. */
  recut(preset: string): Promise<boolean> {
    return this.#change(
      api.recutting(preset),
      () => `Cut anew: ${counted(this.#store.state.deck?.slides.length ?? 0, "slide")}`,
    );
  }

  /** Choose anew what stands out on the slides. */
  highlight(emphasis: NonNullable<Deck["emphasis"]>, said: string): Promise<boolean> {
    return this.#change(api.highlighting(emphasis), () => said);
  }

  /** Take the last change back. */
  undo(): Promise<boolean> {
    return this.#change(api.undoing, () => "Undone");
  }

  /** Do again what undo took back. */
  redo(): Promise<boolean> {
    return this.#change(api.redoing, () => "Done again");
  }

  /** Ask the checks, and what can be undone, about the deck on the screen. */
  look(): void {
    const { project, deck } = this.#store.state;
    if (!project || !deck) return;
    const signal = this.#looking.next();
    const shown =
      <T>(set: (found: T) => void) =>
      (found: T): void =>
        signal.aborted ? undefined : set(found);
    const failed = (error: unknown): void =>
      signal.aborted ? undefined : this.#events.failed(error, () => this.look());
    api
      .getVerdict(project.id, signal)
      .then(shown((verdict) => this.#store.set({ verdict })))
      .catch(failed);
    api
      .getHistory(project.id, signal)
      .then(shown((history) => this.#store.set({ history })))
      .catch(failed);
    if (deck.reading)
      api
        .getReport(project.id, signal)
        .then(shown((report) => this.#store.set({ report })))
        .catch(failed);
  }

  /** Let go of the deck: answers on their way to it are not waited for. */
  stop(): void {
    this.#looking.abort();
    this.#browsing.abort();
    this.#life.abort();
    this.#life = new AbortController();
  }

  /** An answer that changes no deck; null where the server has none. */
  async #ask<T>(said: string, ask: (signal: AbortSignal) => Promise<T>, again: () => unknown): Promise<T | null> {
    const { signal } = this.#life;
    this.#store.set({ said, message: null });
    try {
      const answer = await ask(signal);
      return signal.aborted ? null : answer;
    } catch (error) {
      if (signal.aborted) return null;
      this.#store.set({ said: "" });
      this.#events.failed(error, () => void again());
      return null;
    }
  }

  /** Make a change once those before it are made: each one starts from the version that the last one left. */
  #change(change: api.Change, said: () => string): Promise<boolean> {
    const { signal } = this.#life;
    const made = this.#before.then(() => !signal.aborted && this.#make(change, said, signal));
    this.#before = made;
    return made;
  }

  async #make(change: api.Change, said: () => string, signal: AbortSignal): Promise<boolean> {
    const { project, version } = this.#store.state;
    if (!project) return false;
    this.#store.set({ said: "Saving…", message: null });
    try {
      this.#show(await change(project.id, version, signal));
      this.#store.set({ said: said() });
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      this.#store.set({ said: "" });
      const status = error instanceof api.ApiError ? error.status : 0;
      if (status === OUTDATED) await this.#catchUp(project.id, signal);
      else if (status === NOTHING_LEFT && WALKS.includes(change)) this.#store.set({ said: (error as Error).message });
      else this.#events.failed(error, () => void this.#change(change, said));
      return false;
    }
  }

  async #catchUp(project: string, signal: AbortSignal): Promise<void> {
    try {
      this.#show(await api.getDeck(project, signal));
      this.#store.set({ message: { text: NEWER, retry: false } });
    } catch (error) {
      if (!signal.aborted) this.#events.failed(error, () => void this.#catchUp(project, signal));
    }
  }

  #show({ deck, version }: Versioned): void {
    const { deck: before, slide } = this.#store.state;
    const since = before?.slides[slide]?.start_ms;
    this.#events.changed();
    this.#store.set({ deck, version, returned: null, slide: since === undefined ? -1 : slideAt(deck.slides, since) });
    this.look();
  }
}
