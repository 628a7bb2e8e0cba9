/** The voice, and once a video is written, the video itself. */

import { part } from "../dom";
import type { Scope } from "../scope";

export interface PlayerState {
  readonly source: string; // the recording, or the finished video
  readonly finished: boolean;
  readonly poster: string; // shown until the video is played
  readonly background: string;
  readonly aspect: string;
}

export interface PlayerEvents {
  readonly moved: (ms: number, playing: boolean) => void;
}

const REPORTED = ["pause", "seeking", "seeked", "ended", "timeupdate"] as const;

export class PlayerView {
  readonly element: HTMLElement;
  readonly #video: HTMLVideoElement;
  readonly #events: PlayerEvents;

  constructor(element: HTMLElement, events: PlayerEvents, scope: Scope) {
    this.element = element;
    this.#video = part(element, "video", HTMLVideoElement);
    this.#events = events;
    for (const type of REPORTED) scope.on(this.#video, type, () => this.#tell());
    scope.on(this.#video, "play", () => this.#run());
    scope.on(this.#video, "error", () => this.#complain(this.#video.hasAttribute("src")));
    scope.on(part(element, "screen", HTMLElement), "click", () => this.toggle());
  }

  update(state: PlayerState): void {
    const screen = part(this.element, "screen", HTMLElement);
    screen.style.setProperty("--aspect", state.aspect);
    screen.style.setProperty("--slide", state.background);
    this.#video.classList.toggle("shown", state.finished);
    this.#video.poster = state.poster;
    if (this.#video.getAttribute("src") !== state.source) this.#load(state.source);
  }

  seek(ms: number): void {
    this.#video.currentTime = ms / 1000;
    this.#tell();
  }

  /** Tell the time once more, for slides that changed under it. */
  retell(): void {
    this.#tell();
  }

  toggle(): void {
    if (this.#video.paused) this.#video.play().catch(() => this.#tell());
    else this.#video.pause();
  }

  /** Stop the sound and let go of the recording. */
  stop(): void {
    if (!this.#video.hasAttribute("src")) return;
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
  }

  /** Change what is played, at the same moment. */
  #load(source: string): void {
    const { currentTime, paused } = this.#video;
    this.#complain(false);
    this.#video.src = source;
    if (currentTime > 0) this.#video.currentTime = currentTime; // at zero the poster stays
    if (!paused) this.toggle();
  }

  /** Tell the time at every frame: timeupdate alone comes four times a second. */
  #run(): void {
    this.#tell();
    if (!this.#video.paused) requestAnimationFrame(() => this.#run());
  }

  #tell(): void {
    this.#events.moved(Math.round(this.#video.currentTime * 1000), !this.#video.paused);
  }

  #complain(broken: boolean): void {
    const line = part(this.element, "player-trouble", HTMLElement);
    line.hidden = !broken;
    line.textContent = broken
      ? "This browser cannot play the recording's format. The exported video plays everywhere."
      : "";
  }
}
