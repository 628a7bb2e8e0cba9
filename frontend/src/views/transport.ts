/** The player's controls. */

import { part, say } from "../dom";
import { clock } from "../format";
import type { Scope } from "../scope";

export interface TransportState {
  readonly ms: number;
  readonly durationMs: number;
  readonly playing: boolean;
}

export interface TransportEvents {
  readonly toggle: () => void;
  readonly step: (slides: 1 | -1) => void;
  readonly seek: (ms: number) => void;
}

export class TransportView {
  readonly element: HTMLElement;
  readonly #track: HTMLInputElement;
  #playing: boolean | null = null;

  constructor(element: HTMLElement, events: TransportEvents, scope: Scope) {
    this.element = element;
    this.#track = part(element, "track", HTMLInputElement);
    scope.on(this.#track, "input", () => events.seek(this.#track.valueAsNumber));
    scope.on(part(element, "toggle", HTMLButtonElement), "click", events.toggle);
    scope.on(part(element, "back", HTMLButtonElement), "click", () => events.step(-1));
    scope.on(part(element, "next", HTMLButtonElement), "click", () => events.step(1));
  }

  update({ ms, durationMs, playing }: TransportState): void {
    const now = clock(ms);
    say(part(this.element, "position", HTMLElement), now);
    say(part(this.element, "duration", HTMLElement), clock(durationMs));
    this.#track.max = String(durationMs);
    this.#track.value = String(ms);
    this.#track.setAttribute("aria-valuetext", `${now} of ${clock(durationMs)}`);
    this.#track.style.setProperty("--done", `${durationMs ? Math.min(100, (100 * ms) / durationMs) : 0}%`);
    if (playing !== this.#playing) {
      this.#playing = playing;
      this.#mark(playing);
    }
  }

  #mark(playing: boolean): void {
    part(this.element, "toggle", HTMLButtonElement).setAttribute("aria-label", playing ? "Pause" : "Play");
    part(this.element, "toggle-icon", SVGUseElement).setAttribute("href", playing ? "#icon-pause" : "#icon-play");
  }
}
