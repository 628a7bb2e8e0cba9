/** The form that takes a recording, with its script and options. Works without this code, too. */

import { part, say } from "../dom";
import { fileSize } from "../format";
import type { Scope } from "../scope";
import { screenOf, type State } from "../store";

export interface StartEvents {
  readonly choose: (file: File | null) => void;
  readonly make: (form: FormData, name: string) => void;
}

export class StartView {
  readonly element: HTMLFormElement;
  readonly #file: HTMLInputElement;
  readonly #events: StartEvents;

  constructor(element: HTMLFormElement, events: StartEvents, scope: Scope) {
    this.element = element;
    this.#file = part(element, "file", HTMLInputElement);
    this.#events = events;
    scope.on(this.#file, "change", () => events.choose(this.#file.files?.[0] ?? null));
    scope.on(element, "submit", (event) => this.#submit(event));
  }

  update(state: State): void {
    this.element.hidden = screenOf(state) !== "start";
    const { file } = state;
    const hint = "Audio or video: mp4, mov, mp3, wav, m4a and more";
    part(this.element, "drop", HTMLElement).classList.toggle("full", file !== null);
    say(part(this.element, "drop-title", HTMLElement), file ? file.name : "Drop your recording here");
    say(part(this.element, "drop-note", HTMLElement), file ? `${fileSize(file.size)}, ready to go` : hint);
    say(part(this.element, "choose", HTMLElement), file ? "Choose another" : "Choose a file");
  }

  /** Take a recording as if it had been chosen by hand. */
  putRecording(file: File): void {
    const carrier = new DataTransfer(); // the only way to fill a file input
    carrier.items.add(file);
    this.#file.files = carrier.files;
    this.#events.choose(file);
  }

  /** Take a script as if it had been pasted. */
  putScript(text: string): void {
    part(this.element, "script", HTMLTextAreaElement).value = text;
    part(this.element, "script-box", HTMLDetailsElement).open = true;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(this.element, event.submitter);
    const file = this.#file.files?.[0];
    if (form.has("sample")) {
      form.delete("file");
      form.delete("script"); // the sample has its own
      this.#events.make(form, "Sample pitch");
    } else if (file) this.#events.make(form, file.name);
    else this.#file.click();
  }
}
