/** How far the upload and the listening have come. */

import { part, say } from "../dom";
import { jobTitle, timeLeft, wholePercent } from "../format";
import type { Scope } from "../scope";
import { type State, screenOf } from "../store";

export interface WorkEvents {
  readonly cancel: () => void;
}

const SAID_EVERY = 20; // percent between two announcements to a screen reader

export class WorkView {
  readonly element: HTMLElement;

  constructor(element: HTMLElement, events: WorkEvents, scope: Scope) {
    this.element = element;
    scope.on(part(element, "work-cancel", HTMLButtonElement), "click", events.cancel);
  }

  update(state: State): void {
    const { job } = state;
    this.element.hidden = screenOf(state) !== "work";
    if (!job || this.element.hidden) return;
    const percent = wholePercent(job.percent);
    say(this.#part("work-name"), state.name);
    say(this.#part("work-note"), noteFor(job.stage));
    say(this.#part("work-percent"), String(percent));
    const stage = jobTitle(job);
    say(this.#part("work-stage"), stage);
    say(this.#part("work-said"), `${stage}, ${Math.floor(percent / SAID_EVERY) * SAID_EVERY} percent`);
    say(this.#part("work-left"), job.state === "queued" ? "" : timeLeft(job.seconds_left));
    part(this.element, "work-bar", HTMLProgressElement).value = percent;
  }

  #part(name: string): HTMLElement {
    return part(this.element, name, HTMLElement);
  }
}

function noteFor(stage: string): string {
  return stage === "upload"
    ? "Keep this page open until your recording has arrived."
    : "You may close this page. The work goes on, and this address brings you back to it.";
}
