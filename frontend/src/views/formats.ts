/** All formats a deck can be saved in, and how far the one that is being saved has come. */

import { part, say } from "../dom";
import { jobTitle, timeLeft, wholePercent } from "../format";
import type { ExportFormat, ExportOptions } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface FormatsEvents {
  readonly save: (format: ExportFormat, options: ExportOptions) => void;
  readonly cancel: () => void;
}

const PLAYERS: readonly ExportFormat[] = ["html", "player.zip"];

export class FormatsView {
  readonly element: HTMLElement;
  readonly #events: FormatsEvents;
  readonly #player: HTMLFormElement;
  #saving: State["saving"] = null;
  #message: State["message"] = null;

  constructor(element: HTMLElement, events: FormatsEvents, scope: Scope) {
    this.element = element;
    this.#events = events;
    this.#player = part(element, "formats-player", HTMLFormElement);
    scope.on(element, "click", ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("[data-format]") : null;
      if (button?.dataset.format) this.#save(button.dataset.format);
    });
    scope.on(this.#player, "submit", (event) => event.preventDefault());
    scope.on(part(element, "formats-cancel", HTMLButtonElement), "click", events.cancel);
  }

  update({ saving, deck, message }: State): void {
    const before = this.#saving;
    this.#saving = saving;
    for (const button of this.element.querySelectorAll<HTMLElement>("[data-format^='chapters.']"))
      button.hidden = !deck?.sections?.length;
    part(this.element, "formats-cancel", HTMLElement).hidden = !saving;
    const bar = part(this.element, "formats-bar", HTMLProgressElement);
    bar.hidden = !saving;
    if (saving) {
      const whole = wholePercent(saving.job.percent);
      bar.value = whole;
      const { job } = saving;
      const far = job.state === "queued" ? jobTitle(job) : `${whole} %`;
      this.#note([`.${saving.format}`, far, timeLeft(job.seconds_left)].filter(Boolean).join(", "));
    } else if (before) {
      this.#note(before.job.state === "done" ? `.${before.format} is saved.` : "");
    }
    const told = message !== null && message !== this.#message;
    this.#message = message;
    if (told && this.element.matches(":popover-open")) this.element.hidePopover(); // it covers messages
  }

  #save(format: ExportFormat): void {
    this.#events.save(format, PLAYERS.includes(format) ? this.#playerOptions() : {});
  }

  #playerOptions(): ExportOptions {
    const given = new FormData(this.#player);
    const texts = ["button_url", "button_text", "button_at"].map(
      (name) => [name, String(given.get(name)).trim()] as const,
    );
    const options = Object.fromEntries(texts.filter(([, text]) => text));
    return { ...options, seek: given.has("seek") ? "true" : "false" };
  }

  #note(text: string): void {
    say(part(this.element, "formats-note", HTMLElement), text);
  }
}
