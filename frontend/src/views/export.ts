/** From slides to a file: start, progress, download. */

import { part, say } from "../dom";
import { counted, jobTitle, timeLeft, wholePercent } from "../format";
import type { Job } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface ExportEvents {
  readonly start: () => void;
  readonly cancel: () => void;
}

export class ExportView {
  readonly element: HTMLElement;
  readonly #fileUrl: (id: string) => string;

  constructor(element: HTMLElement, fileUrl: (id: string) => string, events: ExportEvents, scope: Scope) {
    this.element = element;
    this.#fileUrl = fileUrl;
    scope.on(part(element, "export-start", HTMLButtonElement), "click", events.start);
    scope.on(part(element, "export-cancel", HTMLButtonElement), "click", events.cancel);
  }

  update({ video, deck }: State): void {
    const ready = video?.job.state === "done";
    const busy = video !== null && !ready;
    part(this.element, "export-start", HTMLElement).hidden = busy || ready;
    part(this.element, "export-cancel", HTMLElement).hidden = !busy;
    part(this.element, "formats-open", HTMLElement).hidden = busy;
    part(this.element, "export-bar", HTMLElement).hidden = !busy;
    part(this.element, "download", HTMLElement).hidden = !ready;
    if (!deck) return;
    const size = `${deck.theme.width_px} × ${deck.theme.height_px}`;
    if (!video) this.#words("MP4 video", `${size}, your voice untouched.`);
    else if (!ready) this.#progress(video.job);
    else {
      this.#words("Your video is ready.", `${counted(deck.slides.length, "slide")}, ${size}. It plays above.`);
      part(this.element, "download", HTMLAnchorElement).href = this.#fileUrl(video.id);
    }
  }

  #progress(job: Job): void {
    const whole = wholePercent(job.percent);
    part(this.element, "export-bar", HTMLProgressElement).value = whole;
    this.#words(`${whole} %`, [jobTitle(job), timeLeft(job.seconds_left)].filter(Boolean).join(", "));
  }

  #words(title: string, note: string): void {
    say(part(this.element, "export-title", HTMLElement), title);
    say(part(this.element, "export-note", HTMLElement), note);
  }
}
