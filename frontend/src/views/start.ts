/** The form that takes a recording, with its script and options. Works without this code, too. */

import { part, say } from "../dom";
import { about, clock, fileSize } from "../format";
import type { Advice, Choices } from "../model";
import type { Scope } from "../scope";
import { type State, screenOf } from "../store";
import type { Way } from "../upload";

export interface StartEvents {
  readonly choose: (file: File | null) => void;
  readonly weigh: (choices: Choices) => void; // something that decides who listens has changed
  readonly make: (form: FormData, name: string) => void;
}

/** Engines that don't hear with one of Whisper's models. */
const WITHOUT_MODELS: ReadonlySet<string> = new Set(["parakeet", "sphinx", "openai"]);
const DECIDING = ["engine", "model", "language", "captions-file"] as const;
const PLAIN_TEXT = /\.(txt|md|markdown)$/i;
const TEXT_LIMIT_BYTES = 500_000; // what the server takes in a field
const SCRIPT_START = 200; // letters that tell a script's language

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
    const weigh = (): void => events.weigh(this.choices);
    for (const name of DECIDING) scope.on(part(element, name, HTMLElement), "change", weigh);
    scope.on(part(element, "script", HTMLTextAreaElement), "change", weigh);
    const scriptFile = part(element, "script-file", HTMLInputElement);
    scope.on(scriptFile, "change", () => void this.#takeScript(scriptFile.files?.[0]));
    scope.on(part(element, "script-drop", HTMLButtonElement), "click", () => this.#dropScript());
    scope.on(element, "reset", () => this.#showScript(null));
  }

  update(state: State): void {
    this.element.hidden = screenOf(state) !== "start";
    const { file } = state;
    const hint = "Audio or video: mp4, mov, mp3, wav, m4a and more";
    part(this.element, "drop", HTMLElement).classList.toggle("full", file !== null);
    say(part(this.element, "drop-title", HTMLElement), file ? file.name : "Drop your recording here");
    say(part(this.element, "drop-note", HTMLElement), file ? factsOf(file, state.outlook?.durationMs) : hint);
    say(part(this.element, "choose", HTMLElement), file ? "Choose another" : "Choose a file");
    this.#offerModels(state.outlook?.advice ?? null);
  }

  /** How the server wants the recording. */
  get way(): Way {
    const { chunkBytes, parallel } = this.element.dataset;
    return { chunkBytes: Number(chunkBytes), parallel: parallel === "true" };
  }

  /** What decides who listens. */
  get choices(): Choices {
    const value = (name: string): string => part(this.element, name, HTMLSelectElement).value;
    const engine = value("engine");
    return {
      engine,
      model: WITHOUT_MODELS.has(engine) ? "" : value("model"),
      language: value("language"),
      script: part(this.element, "script", HTMLTextAreaElement).value.slice(0, SCRIPT_START),
      captions: this.#hasCaptions,
    };
  }

  /** Choose a model as if by hand. */
  putModel(name: string): void {
    part(this.element, "model", HTMLSelectElement).value = name;
    this.#events.weigh(this.choices);
  }

  /** Take captions as if they had been chosen by hand. */
  putCaptions(file: File): void {
    fill(part(this.element, "captions-file", HTMLInputElement), file);
    part(this.element, "options-box", HTMLDetailsElement).open = true;
    this.#events.weigh(this.choices);
  }

  /** Take a recording as if it had been chosen by hand. */
  putRecording(file: File): void {
    fill(this.#file, file);
    this.#events.choose(file);
  }

  /** Take a script as if it had been pasted. */
  putScript(text: string): void {
    part(this.element, "script", HTMLTextAreaElement).value = text;
    part(this.element, "script-box", HTMLDetailsElement).open = true;
    this.#events.weigh(this.choices);
  }

  /** Take a Word or PDF file as if it had been chosen by hand; the server reads it. */
  putScriptFile(file: File): void {
    fill(part(this.element, "script-file", HTMLInputElement), file);
    part(this.element, "script-box", HTMLDetailsElement).open = true;
    void this.#takeScript(file);
  }

  /** Plain text goes where it can be seen and mended; other files stay files. */
  async #takeScript(file: File | undefined): Promise<void> {
    if (!file || !PLAIN_TEXT.test(file.name) || file.size > TEXT_LIMIT_BYTES) return this.#showScript(file ?? null);
    const text = await file.text();
    this.#dropScript();
    this.putScript(text);
  }

  #dropScript(): void {
    part(this.element, "script-file", HTMLInputElement).value = "";
    this.#showScript(null);
  }

  /** With a file nothing is typed; what was typed waits until the file is taken away. */
  #showScript(file: File | null): void {
    const text = part(this.element, "script", HTMLTextAreaElement);
    text.hidden = text.disabled = file !== null;
    part(this.element, "script-taken", HTMLElement).hidden = file === null;
    say(part(this.element, "script-name", HTMLElement), file ? `${file.name}, ${fileSize(file.size)}` : "");
    this.#events.weigh(this.choices);
  }

  get #hasCaptions(): boolean {
    return Boolean(part(this.element, "captions-file", HTMLInputElement).files?.length);
  }

  /** With captions nobody listens; without Whisper there is no model to choose. */
  #offerModels(advice: Advice | null): void {
    const model = part(this.element, "model", HTMLSelectElement);
    const engine = part(this.element, "engine", HTMLSelectElement);
    engine.disabled = this.#hasCaptions;
    const hasNone = WITHOUT_MODELS.has(engine.value) || advice?.models.length === 0;
    model.disabled = this.#hasCaptions || hasNone;
    const times = new Map(advice?.models.map(({ name, seconds }) => [name, seconds]));
    for (const option of model.options) {
      if (!option.value) continue;
      const seconds = times.get(option.value);
      const name = `Whisper ${option.value}`;
      say(option, seconds === undefined ? name : `${name}, ${about(seconds)}`);
    }
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(this.element, event.submitter);
    const file = this.#file.files?.[0];
    if (form.has("sample")) {
      for (const name of ["file", "script", "captions"]) form.delete(name); // the sample has its own
      this.#events.make(form, "Sample pitch");
    } else if (file) this.#events.make(form, file.name);
    else this.#file.click();
  }
}

function factsOf(file: File, durationMs: number | null | undefined): string {
  return durationMs ? `${clock(durationMs)}, ${fileSize(file.size)}` : `${fileSize(file.size)}, ready to go`;
}

function fill(input: HTMLInputElement, file: File): void {
  const carrier = new DataTransfer(); // the only way to fill a file input
  carrier.items.add(file);
  input.files = carrier.files;
}
