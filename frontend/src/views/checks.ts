/** What an editor would look at again: the deck's score, every finding, and the fixes there are. */

import { made, part, refill, say } from "../dom";
import { clock } from "../format";
import type { Deck, Finding, Verdict } from "../model";
import { fixTitle, type Group, grouped, verdictLine } from "../review";
import type { State } from "../store";

export interface ChecksEvents {
  readonly seek: (ms: number) => void;
  readonly fix: (finding: Finding) => Promise<boolean>;
}

export class ChecksView {
  readonly element: HTMLElement;
  readonly #events: ChecksEvents;
  #shown: Verdict | null = null;

  constructor(element: HTMLElement, events: ChecksEvents) {
    this.element = element;
    this.#events = events;
  }

  update({ deck, verdict }: State): void {
    this.element.hidden = !verdict;
    if (verdict === this.#shown || !deck) return;
    this.#shown = verdict;
    if (!verdict) return;
    say(part(this.element, "checks-score", HTMLElement), String(verdict.score));
    say(part(this.element, "checks-line", HTMLElement), verdictLine(verdict));
    part(this.element, "checks-none", HTMLElement).hidden = verdict.findings.length > 0;
    const groups = grouped(verdict.findings).map((group) => this.#group(group, deck));
    refill(part(this.element, "findings", HTMLElement), groups, part(this.element, "checks-summary", HTMLElement));
  }

  #group({ title, findings }: Group, deck: Deck): Node {
    const group = made("section", "group");
    const heading = made("h3", "", title);
    if (findings.length > 1) heading.append(made("span", "hint", ` ${findings.length}`));
    const list = made("ul", "");
    list.append(...findings.map((finding) => this.#row(finding, deck)));
    group.append(heading, list);
    return group;
  }

  #row(finding: Finding, deck: Deck): Node {
    const row = made("li", "finding");
    const slide = deck.slides.find(({ id }) => id === finding.slide);
    const place = made(slide ? "button" : "div", "place");
    if (slide) {
      place.append(made("span", "time", clock(finding.at_ms)));
      place.addEventListener("click", () => this.#events.seek(finding.at_ms));
    }
    const words = made("span", "words", finding.reason);
    if (slide) words.append(made("span", "quote", slide.text));
    place.append(words);
    row.append(place);
    if (finding.fix) row.append(this.#fix(finding, fixTitle(finding.fix)));
    return row;
  }

  #fix(finding: Finding, title: string): Node {
    const button = made("button", "button small", "Fix");
    button.title = `Fix: ${title}`;
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", async () => {
      if (button.ariaDisabled === "true") return; // it is on its way
      button.ariaDisabled = "true";
      if (!(await this.#events.fix(finding))) button.ariaDisabled = "false";
    });
    return button;
  }
}
