/** On how many slides something stands out. */

import type { Deck } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

type Emphasis = NonNullable<Deck["emphasis"]>;

export interface HighlightsEvents {
  readonly highlight: (emphasis: Emphasis, said: string) => Promise<boolean>;
}

const NONE = "none";

export class HighlightsView {
  readonly element: HTMLSelectElement;
  #emphasis: Emphasis = {};
  #choosing = 0; // changes that are on their way

  constructor(element: HTMLSelectElement, events: HighlightsEvents, scope: Scope) {
    this.element = element;
    scope.on(element, "change", async () => {
      const said = `Highlights: ${element.options[element.selectedIndex]?.text.toLowerCase() ?? ""}`;
      this.#choosing++;
      await events.highlight(emphasisFor(element.value, this.#emphasis), said);
      if (--this.#choosing === 0) this.#mark();
    });
  }

  update({ deck }: State): void {
    if (!deck) return;
    this.#emphasis = deck.emphasis ?? {};
    if (this.#choosing === 0) this.#mark();
  }

  #mark(): void {
    this.element.value = choiceOf(this.#emphasis);
    if (this.element.selectedIndex < 0) this.element.value = ""; // a share that is not offered
  }
}

/** The choice that a deck's settings are, as the list names it. */
export function choiceOf({ kinds, most_share }: Emphasis): string {
  return kinds?.length === 0 ? NONE : String(most_share ?? "");
}

/** The settings for a choice; kinds that an author picked are kept. */
export function emphasisFor(choice: string, { kinds }: Emphasis): Emphasis {
  if (choice === NONE) return { kinds: [] };
  return { ...(kinds?.length && { kinds }), most_share: Number(choice) };
}
