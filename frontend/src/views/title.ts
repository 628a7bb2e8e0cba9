/** What the project is called, what was heard, and what the server wants the user to know. */

import { part, say } from "../dom";
import { clock, counted, languageName } from "../format";
import { untold } from "../review";
import { type State, screenOf } from "../store";

const HEARD: Readonly<Record<string, string>> = {
  sphinx: "heard by PocketSphinx",
  openai: "heard by an OpenAI service",
  captions: "timed by your captions",
  scripted: "spread over your voice",
};

export class TitleView {
  readonly element: HTMLElement;
  #notices = "";

  constructor(element: HTMLElement) {
    this.element = element;
  }

  update(state: State): void {
    this.element.hidden = screenOf(state) !== "deck";
    const { deck, project } = state;
    if (!deck || !project) return;
    const engine = project.engine ? (HEARD[project.engine] ?? `heard by ${project.listener ?? project.engine}`) : "";
    const facts = [
      counted(deck.slides.length, "slide"),
      clock(deck.media.duration_ms),
      languageName(project.language),
      engine,
    ];
    say(part(this.element, "deck-name", HTMLElement), state.name);
    say(part(this.element, "deck-facts", HTMLElement), facts.filter(Boolean).join(" · "));
    const { notices } = project;
    if (deck.reading) this.#list(state.report ? untold(notices, state.report) : []);
    else this.#list(notices);
  }

  #list(notices: readonly string[]): void {
    if (notices.join("\n") === this.#notices) return;
    this.#notices = notices.join("\n");
    const list = part(this.element, "notices", HTMLElement);
    list.hidden = notices.length === 0;
    list.replaceChildren(
      ...notices.map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      }),
    );
  }
}
