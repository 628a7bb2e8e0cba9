/** Which look and canvas the deck has, and others to choose. */

import { first, part, say } from "../dom";
import type { Deck, Dress, Look } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

const SETTLED_MS = 250;

export interface LookEvents {
  readonly dress: (dress: Dress, said: string) => Promise<boolean>;
  readonly keep: (files: readonly File[]) => Promise<Look | null>;
}

export class LookView {
  readonly element: HTMLElement;
  readonly #events: LookEvents;
  readonly #looks: HTMLElement;
  readonly #size: HTMLSelectElement;
  #theme: Deck["theme"] | null = null;
  #dressing = 0; // changes that are on their way
  #settling = 0; // timer of a choice that may go on

  constructor(element: HTMLElement, events: LookEvents, scope: Scope) {
    this.element = element;
    this.#events = events;
    this.#looks = part(element, "looks", HTMLElement);
    this.#size = part(element, "size", HTMLSelectElement);
    scope.on(this.#looks, "change", ({ target }) => {
      if (target instanceof HTMLInputElement) this.#choose(target);
    });
    scope.on(this.#size, "change", () => void this.#dress({ size: this.#size.value }, `Shape: ${this.#shape}`));
    const kit = part(element, "kit", HTMLInputElement);
    scope.on(kit, "change", () => void this.#keep(kit));
  }

  update({ deck }: State): void {
    if (!deck || deck.theme === this.#theme) return;
    this.#theme = deck.theme;
    if (this.#dressing === 0 && this.#settling === 0) this.#mark();
    const chosen = this.#inputs.find(({ value }) => value === deck.theme.name);
    say(
      part(this.element, "look-line", HTMLElement),
      `${chosen ? titleOf(chosen) : deck.theme.name}, ${pixels(deck.theme)}`,
    );
  }

  get #inputs(): HTMLInputElement[] {
    return [...this.#looks.querySelectorAll("input")];
  }

  get #shape(): string {
    return this.#size.selectedOptions[0]?.text.split(",")[0] ?? "";
  }

  /** Take a choice once it rests: arrow keys pass over every look on their way. */
  #choose(input: HTMLInputElement): void {
    clearTimeout(this.#settling);
    this.#settling = window.setTimeout(() => {
      this.#settling = 0;
      void this.#dress({ theme: input.value }, `Look: ${titleOf(input)}`);
    }, SETTLED_MS);
  }

  async #dress(dress: Dress, said: string): Promise<void> {
    this.#dressing++;
    await this.#events.dress(dress, said);
    if (--this.#dressing === 0) this.#mark();
  }

  /** Have a brand kit kept, and put the deck in it. */
  async #keep(kit: HTMLInputElement): Promise<void> {
    const files = [...(kit.files ?? [])];
    kit.value = ""; // so that the same files may be chosen again
    const look = files.length ? await this.#events.keep(files) : null;
    if (!look) return;
    this.#offer(look);
    await this.#dress({ theme: look.name }, `Look: ${look.title}`);
  }

  /** Show a look among the others; one of the same name gives way. */
  #offer({ name, title, preview }: Look): void {
    this.#inputs.find(({ value }) => value === name)?.parentElement?.remove();
    const label = first(this.#looks, "label", HTMLLabelElement).cloneNode(true) as HTMLLabelElement;
    first(label, "input", HTMLInputElement).value = name;
    first(label, "img", HTMLImageElement).src = preview;
    first(label, "span", HTMLSpanElement).textContent = title;
    this.#looks.append(label);
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
