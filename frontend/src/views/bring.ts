/** A file that was edited elsewhere: what it changes, and whether that is taken over. */

import { made, part, say } from "../dom";
import { counted } from "../format";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface BringEvents {
  readonly compare: (file: File) => void;
  readonly takeOver: (file: File) => Promise<boolean>; // true once the deck has it
  readonly leave: () => void;
}

export class BringView {
  readonly element: HTMLElement;
  readonly #events: BringEvents;
  #file: File | null = null;
  #shown: State["returned"] = null;

  constructor(element: HTMLElement, events: BringEvents, scope: Scope) {
    this.element = element;
    this.#events = events;
    const field = part(element, "bring-file", HTMLInputElement);
    scope.on(field, "change", () => {
      this.#file = field.files?.[0] ?? null;
      field.value = ""; // so that the same file may be chosen again
      if (this.#file) events.compare(this.#file);
    });
    scope.on(part(element, "bring-take", HTMLButtonElement), "click", () => void this.#take());
    scope.on(part(element, "bring-leave", HTMLButtonElement), "click", () => {
      events.leave();
      field.focus();
    });
  }

  update({ returned }: State): void {
    if (returned === this.#shown) return;
    this.#shown = returned;
    const found = returned?.differences ?? [];
    part(this.element, "bring-found", HTMLElement).hidden = !returned;
    part(this.element, "bring-take", HTMLElement).hidden = !found.length;
    const line = found.length
      ? `${counted(found.length, "change")} in ${this.#file?.name ?? "the file"}`
      : "The file changes nothing.";
    say(part(this.element, "bring-line", HTMLElement), returned ? line : "");
    this.#list(
      "bring-changes",
      found.map(({ told }) => told),
    );
    this.#list("bring-notes", returned?.notes ?? []);
  }

  async #take(): Promise<void> {
    if (!this.#file || !(await this.#events.takeOver(this.#file))) return;
    this.element.closest<HTMLElement>(":popover-open")?.hidePopover(); // the slides are behind it
  }

  #list(name: string, texts: readonly string[]): void {
    const list = part(this.element, name, HTMLElement);
    list.hidden = !texts.length;
    list.replaceChildren(...texts.map((text) => made("li", "", text)));
  }
}
