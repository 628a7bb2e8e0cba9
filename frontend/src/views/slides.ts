/** All slides as pictures in order; the one on the screen is marked and kept in sight. */

import { clock } from "../format";
import type { Slide } from "../model";
import type { Scope } from "../scope";

export interface SlidesState {
  readonly slides: readonly Slide[];
  readonly current: number;
  readonly aspect: string;
  readonly pictureOf: (slide: Slide) => string;
}

export interface SlidesEvents {
  readonly pick: (index: number) => void;
}

const HANDS_OFF_MS = 4000; // whoever scrolls the list by hand is left alone this long

export class SlidesView {
  readonly element: HTMLElement;
  readonly #template: HTMLTemplateElement;
  #shown: readonly Slide[] = [];
  #buttons: readonly HTMLButtonElement[] = [];
  #current = -1;
  #touched = -Infinity;

  constructor(element: HTMLElement, template: HTMLTemplateElement, events: SlidesEvents, scope: Scope) {
    this.element = element;
    this.#template = template;
    scope.on(element, "click", (event) => {
      const button = (event.target as Element).closest("button");
      if (button) events.pick(this.#buttons.indexOf(button));
    });
    for (const type of ["wheel", "touchmove"] as const) scope.on(element, type, () => (this.#touched = performance.now()));
  }

  update(state: SlidesState): void {
    if (state.slides !== this.#shown) this.#build(state);
    if (state.current !== this.#current) this.#mark(state.current);
  }

  #build({ slides, aspect, pictureOf }: SlidesState): void {
    this.#shown = slides;
    this.#current = -1;
    this.element.style.setProperty("--aspect", aspect);
    const items = slides.map((slide) => this.#item(slide, pictureOf(slide)));
    this.element.replaceChildren(...items);
    this.#buttons = [...this.element.querySelectorAll("button")];
    this.#buttons[0]?.setAttribute("tabindex", "0");
  }

  #item(slide: Slide, picture: string): Node {
    const item = this.#template.content.cloneNode(true) as DocumentFragment;
    const image = item.querySelector("img")!;
    image.alt = slide.text;
    image.src = picture;
    item.querySelector(".time")!.textContent = clock(slide.start_ms);
    return item;
  }

  /** One slide at a time is in the tab order; the arrow keys lead to the others. */
  #mark(current: number): void {
    const before = this.#buttons[this.#current] ?? this.#buttons[0];
    const focused = before === document.activeElement;
    before?.removeAttribute("aria-current");
    before?.setAttribute("tabindex", "-1");
    this.#current = current;
    const button = this.#buttons[current] ?? this.#buttons[0];
    button?.setAttribute("tabindex", "0");
    if (current >= 0) button?.setAttribute("aria-current", "true");
    if (focused) button?.focus({ preventScroll: true });
    if (button) this.#follow(button);
  }

  /** Scroll the list alone, never the page. */
  #follow(button: HTMLElement): void {
    if (performance.now() - this.#touched < HANDS_OFF_MS) return;
    const list = this.element.getBoundingClientRect();
    const card = button.getBoundingClientRect();
    this.element.scrollBy({
      top: (card.top + card.bottom - list.top - list.bottom) / 2,
      left: (card.left + card.right - list.left - list.right) / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
    });
  }
}
