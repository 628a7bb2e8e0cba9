/** Who will listen and how long it takes, said before the start. */

import { part, say } from "../dom";
import { about } from "../format";
import type { Advice } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface ForecastEvents {
  readonly take: (model: string) => void;
}

export class ForecastView {
  readonly element: HTMLElement;
  readonly #take: HTMLButtonElement;

  constructor(element: HTMLElement, events: ForecastEvents, scope: Scope) {
    this.element = element;
    this.#take = part(element, "forecast-take", HTMLButtonElement);
    scope.on(this.#take, "click", () => events.take(this.#take.value));
  }

  update({ file, outlook }: State): void {
    const text = outlook && (outlook.refusal || (outlook.durationMs !== null && sentence(outlook.advice)));
    this.element.hidden = !file || !text;
    say(part(this.element, "forecast-text", HTMLElement), text || "");
    const note = part(this.element, "forecast-note", HTMLElement);
    note.hidden = !outlook?.advice?.notice;
    say(note, outlook?.advice?.notice ?? "");
    this.#offer(outlook?.advice ?? null);
  }

  #offer(advice: Advice | null): void {
    this.#take.hidden = !advice?.advice;
    this.#take.value = advice?.recommended?.model ?? "";
    say(this.#take, advice?.advice ? `${capitalised(advice.advice)}. Use it` : "");
  }
}

function sentence(advice: Advice | null): string {
  if (!advice) return "";
  if (advice.engine === "captions") return "Your captions have the words: nobody needs to listen.";
  return `${advice.name} listens for ${about(advice.seconds)} on this machine.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
