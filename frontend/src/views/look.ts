/** Which look and canvas the deck has, and others to choose. */

import { part, say } from "../dom";
import type { Deck, Dress } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface LookEvents {
  readonly dress: (dress: Dress, said: string) => Promise<boolean>;
}

export class LookView {
  readonly element: HTMLElement;
  readonly #events: LookEvents;
  readonly #looks: HTMLElement;
  readonly #size: HTMLSelectElement;
  #theme: Deck["theme"] | null = null;
  #dressing = 0; // changes that are on their way

  constructor(element: HTMLElement, events: LookEvents, scope: Scope) {
    this.element = element;
    this.#events = events;
    this.#looks = part(element, "looks", HTMLElement);
    this.#size = part(element, "size", HTMLSelectElement);
    scope.on(this.#looks, "change", ({ target }) => {
      if (target instanceof HTMLInputElement) void this.#dress({ theme: target.value }, `Look: ${titleOf(target)}`);
    });
    scope.on(this.#size, "change", () => void this.#dress({ size: this.#size.value }, `Shape: ${this.#shape}`));
  }

  update({ deck }: State): void {
    if (!deck || deck.theme === this.#theme) return;
    this.#theme = deck.theme;
    if (this.#dressing === 0) this.#mark();
    const chosen = this.#inputs.find(({ value }) => value === deck.theme.name);
    say(part(this.element, "look-line", HTMLElement), `${chosen ? titleOf(chosen) : deck.theme.name}, ${pixels(deck.theme)}`);
  }

  get #inputs(): HTMLInputElement[] {
    return [...this.#looks.querySelectorAll("input")];
  }

  get #shape(): string {
    return this.#size.selectedOptions[0]?.text.split(",")[0] ?? "";
  }

  async #dress(dress: Dress, said: string): Promise<void> {
    this.#dressing++;
    await this.#events.dress(dress, said);
    if (--this.#dressing === 0) this.#mark();
  }

  /** Choose what the deck has; nothing, where it has what is not offered. */
  #mark(): void {
    if (!this.#theme) return;
    const { name, width_px, height_px } = this.#theme;
    for (const input of this.#inputs) input.checked = input.value === name;
    this.#size.value = `${width_px}x${height_px}`;
    if (this.#size.selectedIndex < 0) this.#size.value = "";
  }
}

const pixels = ({ width_px, height_px }: Deck["theme"]): string => `${width_px} × ${height_px}`;
const titleOf = (input: HTMLInputElement): string => input.labels?.[0]?.textContent?.trim() ?? input.value;
