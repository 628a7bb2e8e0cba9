/** The big current slide. */

export interface PictureState {
  readonly url: string; // empty before the first slide
  readonly text: string;
  readonly upcoming: string; // the next slide's picture, fetched ahead
  readonly hidden: boolean;
}

export class PictureView {
  readonly element: HTMLImageElement;
  #wanted = "";
  #ahead = new Image();

  constructor(element: HTMLImageElement) {
    this.element = element;
  }

  update({ url, text, upcoming, hidden }: PictureState): void {
    this.element.hidden = hidden || !url;
    this.element.alt = text;
    if (this.#wanted !== url) {
      this.#wanted = url;
      void this.#show(url);
    }
    if (!upcoming || this.#ahead.getAttribute("src") === upcoming) return;
    this.#ahead = new Image();
    this.#ahead.src = upcoming;
  }

  /** Swap the picture only when the new one is decoded: no flash between two slides. */
  async #show(url: string): Promise<void> {
    const next = new Image();
    next.src = url;
    if (url) await next.decode().catch(() => undefined); // a broken picture shows its text
    if (this.#wanted === url) this.element.src = url;
  }
}
