/** How far the voice follows the script, and a decision on each place where it does not. */

import { part, refill, say } from "../dom";
import { clock } from "../format";
import type { Difference, Report } from "../model";
import { choiceTitles, differenceTitle, isHole, openCount, reportLine } from "../review";
import type { State } from "../store";

export interface ScriptEvents {
  readonly seek: (ms: number) => void;
  readonly decide: (difference: string, followVoice: boolean | null) => void;
}

export class ScriptView {
  readonly element: HTMLElement;
  readonly #template: HTMLTemplateElement;
  readonly #events: ScriptEvents;
  #shown: Report | null = null;

  constructor(element: HTMLElement, template: HTMLTemplateElement, events: ScriptEvents) {
    this.element = element;
    this.#template = template;
    this.#events = events;
  }

  update({ report, project }: State): void {
    this.element.hidden = !report;
    if (report === this.#shown) return;
    this.#shown = report;
    if (!report) return;
    say(part(this.element, "script-line", HTMLElement), reportLine(report));
    part(this.element, "script-line", HTMLElement).classList.toggle("due", openCount(report) > 0);
    part(this.element, "script-none", HTMLElement).hidden = report.differences.length > 0;
    const items = report.differences.map((each) => this.#item(each, project?.language ?? ""));
    refill(part(this.element, "differences", HTMLElement), items, part(this.element, "script-summary", HTMLElement));
  }

  #item(difference: Difference, language: string): Node {
    const item = this.#template.content.cloneNode(true) as DocumentFragment;
    const at = part(item, "at", HTMLButtonElement);
    at.textContent = clock(difference.start_ms);
    at.setAttribute("aria-label", `Go to ${at.textContent}`);
    at.addEventListener("click", () => this.#events.seek(difference.start_ms));
    const { shown } = difference;
    const left = shown || isHole(difference) ? "" : ", left out";
    part(item, "kind", HTMLElement).textContent = differenceTitle(difference) + left;
    fill(part(item, "script-says", HTMLElement), difference.script, shown === "script", language);
    fill(part(item, "voice-says", HTMLElement), difference.heard, shown === "voice", language);
    this.#offer(item, difference);
    return item;
  }

  #offer(item: DocumentFragment, difference: Difference): void {
    const { id, follows_voice } = difference;
    const offer = (name: string, decision: boolean | null): HTMLButtonElement => {
      const button = part(item, name, HTMLButtonElement);
      button.addEventListener("click", () => this.#events.decide(id, decision));
      return button;
    };
    const keep = offer("keep", false);
    const follow = offer("follow", true);
    keep.ariaPressed = String(follows_voice === false);
    follow.ariaPressed = String(follows_voice === true);
    [keep.textContent, follow.textContent] = choiceTitles(difference);
    follow.hidden = isHole(difference); // there are no words to follow
    offer("reopen", null).hidden = follows_voice === null;
    part(item, "difference", HTMLElement).classList.toggle("decided", follows_voice !== null);
  }
}

/** Say what one side has; where it has nothing, the row goes. */
function fill(row: HTMLElement, text: string, shown: boolean, language: string): void {
  row.hidden = !text;
  row.classList.toggle("shown", shown);
  const words = part(row, "words", HTMLElement);
  words.textContent = text;
  words.lang = language;
  part(row, "mark", HTMLElement).hidden = !shown;
}
