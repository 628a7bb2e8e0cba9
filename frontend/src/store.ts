/** The page's state: one frozen value, replaced whole. */

import type {
  Advice,
  Deck,
  ExportFormat,
  History,
  Job,
  Project,
  Report,
  Returned,
  Variant,
  Verdict,
  VersionPage,
} from "./model";

/** A video that is being written, or is ready once its job is done. */
export interface Export {
  readonly id: string;
  readonly job: Job;
}

/** A file that is being written to be saved. */
export interface Saving {
  readonly format: ExportFormat;
  readonly job: Job;
}

/** One of several videos, and how far it has come. */
export interface Dressed extends Variant {
  readonly job: Job;
  readonly outdated: boolean; // the slides were changed since
}

/** One line for the user; `retry` says that the same thing may be tried again. */
export interface Message {
  readonly text: string;
  readonly retry: boolean;
}

/** What is known before the start: the server's advice, or why it will not listen. */
export interface Outlook {
  readonly durationMs: number | null; // null: this browser cannot tell
  readonly advice: Advice | null;
  readonly refusal: string;
}

export interface State {
  readonly file: File | null;
  readonly outlook: Outlook | null; // on listening to the file; null while nobody knows
  readonly name: string; // of the recording that is under way or on the screen
  readonly job: Job | null; // upload and listening; null when nothing is under way
  readonly opening: boolean; // a stored project is on its way to the screen
  readonly project: Project | null;
  readonly deck: Deck | null;
  readonly version: string; // of the deck, as the server names it
  readonly report: Report | null; // on the script; null without one, or until it is known
  readonly verdict: Verdict | null; // of the checks; null until it is known
  readonly history: History | null; // null until it is known
  readonly versions: VersionPage | null; // as far as somebody looked at them
  readonly returned: Returned | null; // what the edited file that was chosen changes
  readonly said: string; // what became of the last change
  readonly slide: number; // position of the slide on the screen; -1 before the first
  readonly video: Export | null;
  readonly saving: Saving | null;
  readonly several: readonly Dressed[];
  readonly message: Message | null;
}

export const EMPTY: State = {
  file: null,
  outlook: null,
  name: "",
  job: null,
  opening: false,
  project: null,
  deck: null,
  version: "",
  report: null,
  verdict: null,
  history: null,
  versions: null,
  returned: null,
  said: "",
  slide: -1,
  video: null,
  saving: null,
  several: [],
  message: null,
};

export type Screen = "start" | "work" | "deck" | "none";

/** Which screen a state calls for. */
export function screenOf(state: State): Screen {
  if (state.deck) return "deck";
  if (state.job) return "work";
  return state.opening ? "none" : "start";
}

export class Store {
  #state: State = EMPTY;
  readonly #show: (state: State) => void;

  constructor(show: (state: State) => void) {
    this.#show = show;
  }

  get state(): State {
    return this.#state;
  }

  /** Replace the fields named in `change`, then show the new state. */
  set(change: Partial<State>): void {
    this.#state = Object.freeze({ ...this.#state, ...change });
    this.#show(this.#state);
  }
}
