/** All slides as pictures in order, under the parts of the letter; the one on the screen is kept in sight. */

import { Card, type CardTemplates, type Retype } from "../card";
import { made } from "../dom";
import type { Section, Slide } from "../model";
import { sectionTitle } from "../review";
import type { Scope } from "../scope";

export interface SlidesState {
  readonly slides: readonly Slide[];
  readonly sections: readonly Section[];
  readonly current: number;
  readonly aspect: string;
  readonly pictureOf: (slide: Slide) => string;
}

export interface SlidesEvents {
  readonly pick: (index: number) => void;
  readonly retype: Retype;
  readonly merge: (slide: Slide) => void;
  readonly hide: (slide: Slide) => void; // or show it again
  readonly lost: (draft: string) => void; // the slide that it was typed on is gone
}

const HANDS_OFF_MS = 4000; // whoever scrolls the list by hand is left alone this long

export class SlidesView {
  readonly element: HTMLElement;
  readonly #templates: CardTemplates;
  readonly #events: SlidesEvents;
  #shown: readonly Slide[] = [];
  #cards: readonly Card[] = [];
  #current = -1;
  #touched = -Infinity;

  constructor(element: HTMLElement, templates: CardTemplates, events: SlidesEvents, scope: Scope) {
    this.element = element;
    this.#templates = templates;
    this.#events = events;
    scope.on(element, "click", (event) => this.#act(event));
    scope.on(element, "dblclick", (event) => {
      if (isPicture(event)) this.#cardOf(event)?.edit();
    });
    scope.on(element, "keydown", (event) => {
      if (event.key === "F2" && isPicture(event)) this.#cardOf(event)?.edit();
    });
    for (const type of ["wheel", "touchmove"] as const)
      scope.on(element, type, () => (this.#touched = performance.now()));
  }

  /** Whether a text has been typed that is not saved yet. */
  get hasDraft(): boolean {
    return this.#cards.some(({ draft }) => draft);
  }

  update(state: SlidesState): void {
    if (state.slides !== this.#shown) this.#build(state);
    if (state.current !== this.#current) this.#mark(state.current);
  }

  /** Show no slides, of a deck that was left. */
  clear(): void {
    this.#cards = this.#shown = [];
    this.#current = -1;
    this.element.replaceChildren();
  }

  /** Show other slides; cards of slides that stay are kept, with the focus and the texts being typed. */
  #build({ slides, sections, aspect, pictureOf }: SlidesState): void {
    const kept = new Map(this.#cards.map((card) => [card.slide.id, card]));
    const titles = new Map(sections.map((section) => [section.slide, sectionTitle(section)]));
    const at = this.#cards[this.#current];
    const ids = new Set(slides.map(({ id }) => id));
    for (const { slide, draft } of this.#cards) if (draft && !ids.has(slide.id)) this.#events.lost(draft);
    this.#shown = slides;
    this.element.style.setProperty("--aspect", aspect);
    this.#cards = slides.map((slide) => kept.get(slide.id) ?? this.#card(slide));
    this.#cards.forEach((card, n) => {
      const slide = slides[n];
      if (slide) card.put(slide, pictureOf(slide), n === slides.length - 1);
    });
    arrange(
      this.element,
      this.#cards.flatMap(({ slide, element }) => {
        const title = titles.get(slide.id);
        return title ? [heading(title), element] : [element];
      }),
    );
    this.#current = at ? this.#cards.indexOf(at) : -1;
    if (this.#current < 0) this.#cards[0]?.mark(false, true);
  }

  #card(slide: Slide): Card {
    const card = new Card(this.#templates, slide, this.#events.retype);
    card.mark(false, false);
    return card;
  }

  #cardOf(event: Event): Card | undefined {
    return this.#cards.find(({ element }) => element.contains(event.target as Node));
  }

  #act(event: MouseEvent): void {
    const card = this.#cardOf(event);
    const name = (event.target as Element).closest("button")?.dataset.part;
    if (!card) return;
    if (name === "pick") this.#events.pick(this.#cards.indexOf(card));
    if (name === "edit") card.edit();
    if (name === "merge") this.#events.merge(card.slide);
    if (name === "hide") this.#events.hide(card.slide);
  }

  /** One slide at a time is in the tab order; the arrow keys lead to the others. */
  #mark(current: number): void {
    const before = this.#cards[this.#current] ?? this.#cards[0];
    const focused = before?.button === document.activeElement;
    before?.mark(false, false);
    this.#current = current;
    const card = this.#cards[current] ?? this.#cards[0];
    card?.mark(current >= 0, true);
    if (focused) card?.button.focus({ preventScroll: true });
    if (card) this.#follow(card.element);
  }

  /** Scroll the list alone, never the page. */
  #follow(element: HTMLElement): void {
    if (performance.now() - this.#touched < HANDS_OFF_MS) return;
    const list = this.element.getBoundingClientRect();
    const card = element.getBoundingClientRect();
    this.element.scrollBy({
      top: (card.top + card.bottom - list.top - list.bottom) / 2,
      left: (card.left + card.right - list.left - list.right) / 2,
      behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
    });
  }
}

const isPicture = (event: Event): boolean => (event.target as Element).closest("[data-part=pick]") !== null;

function heading(title: string): HTMLElement {
  const item = made("li", "section");
  item.append(made("h3", "", title));
  return item;
}

/** Make `wanted` the children of a list; those that stay are not moved, so that they keep the focus. */
function arrange(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  const staying = new Set(wanted);
  for (const child of [...list.children]) if (!staying.has(child as HTMLElement)) child.remove();
  wanted.forEach((element, n) => {
    const there = list.children[n] ?? null;
    if (there !== element) list.insertBefore(element, there);
  });
}
