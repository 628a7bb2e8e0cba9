/** Files dropped anywhere on the page: a recording, its script or its captions. */

import type { Scope } from "../scope";
import { type State, screenOf } from "../store";

export interface DropEvents {
  readonly recording: (file: File) => void;
  readonly script: (text: string) => void;
  readonly scriptFile: (file: File) => void; // which the server reads
  readonly captions: (file: File) => void;
  readonly unreadable: (reason: string) => void;
}

const CAPTIONS_NAME = /\.(srt|vtt|ass|ssa|sbv|ttml)$/i;
const SCRIPT_NAME = /\.(docx|fdx|fountain|pdf)$/i;
const TEXT_NAME = /\.(txt|md|markdown)$/i;
const SCRIPT_LIMIT_BYTES = 500_000; // what the server takes in a field

export class DropView {
  readonly element: HTMLElement;
  readonly #events: DropEvents;
  #open = true;

  constructor(element: HTMLElement, events: DropEvents, scope: Scope) {
    this.element = element;
    this.#events = events;
    scope.on(document, "dragover", (event) => this.#hover(event));
    scope.on(document, "dragleave", (event) => event.relatedTarget ?? this.#mark(false));
    scope.on(document, "drop", (event) => this.#take(event));
  }

  update(state: State): void {
    this.#open = screenOf(state) === "start";
  }

  #mark(over: boolean): void {
    this.element.classList.toggle("over", over);
  }

  #hover(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.#open ? "copy" : "none";
    this.#mark(this.#open);
  }

  #take(event: DragEvent): void {
    this.#mark(false);
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault(); // or the browser leaves the page to show the file
    if (!this.#open) return;
    for (const file of files) {
      if (CAPTIONS_NAME.test(file.name)) this.#events.captions(file);
      else if (SCRIPT_NAME.test(file.name)) this.#events.scriptFile(file);
      else if (file.type.startsWith("text/") || TEXT_NAME.test(file.name)) void this.#read(file);
      else this.#events.recording(file);
    }
  }

  async #read(file: File): Promise<void> {
    if (file.size <= SCRIPT_LIMIT_BYTES) this.#events.script(await file.text());
    else this.#events.unreadable(`${file.name} is too long for a script; the limit is 500 kB of plain text.`);
  }
}
