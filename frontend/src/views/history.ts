/** Undo and redo, and what they would do. */

import { part } from "../dom";
import type { Walk } from "../keys";
import type { Scope } from "../scope";
import type { State } from "../store";

export type HistoryEvents = Readonly<Record<Walk, () => void>>;

const TITLES: Readonly<Record<Walk, string>> = { undo: "Undo", redo: "Redo" };

export class HistoryView {
  readonly element: HTMLElement;
  #walks: Readonly<Record<Walk, string | null>> = { undo: null, redo: null };

  constructor(element: HTMLElement, events: HistoryEvents, scope: Scope) {
    this.element = element;
    for (const walk of ["undo", "redo"] as const) {
      const act = (): void => (this.#walks[walk] === null ? undefined : events[walk]());
      scope.on(part(element, walk, HTMLButtonElement), "click", act);
    }
  }

  update({ history }: State): void {
    this.#walks = history ?? { undo: null, redo: null };
    this.#mark("undo");
    this.#mark("redo");
  }

  /** Never `disabled`: whoever is on the button would lose the focus with the last step. */
  #mark(walk: Walk): void {
    const button = part(this.element, walk, HTMLButtonElement);
    const what = this.#walks[walk];
    button.ariaDisabled = String(what === null);
    button.title = what === null ? `Nothing to ${walk}` : `${TITLES[walk]}: ${what}`;
  }
}
