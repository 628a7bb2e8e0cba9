/** Every version of the deck, newest first, and a way back to each. */

import { copyOf, part, refill, say } from "../dom";
import { moment } from "../format";
import type { Version } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface VersionsEvents {
  readonly browse: (older: boolean) => void;
  readonly restore: (version: number) => void;
}

export class VersionsView {
  readonly element: HTMLElement;
  readonly #row: HTMLTemplateElement;
  readonly #events: VersionsEvents;
  #shown: State["versions"] = null;
  #version = "";
  #message: State["message"] = null;

  constructor(element: HTMLElement, row: HTMLTemplateElement, events: VersionsEvents, scope: Scope) {
    this.element = element;
    this.#row = row;
    this.#events = events;
    scope.on(element, "toggle", () => this.#isOpen && events.browse(false));
    scope.on(part(element, "versions-more", HTMLButtonElement), "click", () => events.browse(true));
    scope.on(this.#list, "click", ({ target }) => {
      const button = target instanceof HTMLButtonElement ? target : null;
      if (button) events.restore(Number(button.value));
    });
  }

  update({ versions, version, message }: State): void {
    const changed = version !== this.#version;
    this.#version = version;
    const told = message !== null && message !== this.#message;
    this.#message = message;
    if (told && this.#isOpen)
      this.element.hidePopover(); // it covers messages
    else if (changed && this.#isOpen) this.#events.browse(false);
    if (versions === this.#shown) return;
    this.#shown = versions;
    const more = part(this.element, "versions-more", HTMLElement);
    more.hidden = !versions?.next;
    refill(
      this.#list,
      (versions?.versions ?? []).map((each) => this.#made(each)),
      part(this.element, "versions-close", HTMLElement),
    );
  }

  get #isOpen(): boolean {
    return this.element.matches(":popover-open");
  }

  get #list(): HTMLElement {
    return part(this.element, "versions-list", HTMLElement);
  }

  #made({ number, what, created, current }: Version): HTMLElement {
    const row = copyOf(this.#row);
    const time = new Date(1000 * created);
    say(part(row, "version-what", HTMLElement), what);
    const when = part(row, "version-when", HTMLTimeElement);
    say(when, `Version ${number}, ${moment(time.getTime(), Date.now())}`);
    when.dateTime = time.toISOString();
    when.title = time.toLocaleString("en-GB");
    part(row, "version-current", HTMLElement).hidden = !current;
    const restore = part(row, "version-restore", HTMLButtonElement);
    restore.hidden = current;
    restore.value = String(number);
    restore.ariaLabel = `Restore: ${what}`;
    return row;
  }
}
