/** How the deck is broken into slides, and what became of the last change. */

import { part, say } from "../dom";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface CutEvents {
  readonly recut: (preset: string) => Promise<boolean>;
}

export class CutView {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  #preset = "";
  #cutting = 0; // changes that are on their way

  constructor(element: HTMLElement, events: CutEvents, scope: Scope) {
    this.element = element;
    this.#select = part(element, "recut", HTMLSelectElement);
    scope.on(this.#select, "change", async () => {
      this.#cutting++;
      await events.recut(this.#select.value);
      if (--this.#cutting === 0) this.#select.value = this.#preset;
    });
  }

  update({ deck, said }: State): void {
    say(part(this.element, "said", HTMLElement), said);
    if (!deck) return;
    this.#preset = deck.preset ?? "classic";
    const lines = [...this.#select.options].find(({ value }) => value === "script");
    if (lines) lines.hidden = lines.disabled = !deck.reading; // without a script there are no lines of it
    if (this.#cutting === 0) this.#select.value = this.#preset;
  }
}
