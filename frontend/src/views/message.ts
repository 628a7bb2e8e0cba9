/** One clear line when something went wrong. */

import { part, say } from "../dom";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface MessageEvents {
  readonly retry: () => void;
  readonly close: () => void;
}

export class MessageView {
  readonly element: HTMLElement;

  constructor(element: HTMLElement, events: MessageEvents, scope: Scope) {
    this.element = element;
    scope.on(part(element, "message-retry", HTMLButtonElement), "click", events.retry);
    scope.on(part(element, "message-close", HTMLButtonElement), "click", events.close);
  }

  update({ message }: State): void {
    this.element.hidden = message === null;
    say(part(this.element, "message-text", HTMLElement), message?.text ?? "");
    part(this.element, "message-retry", HTMLElement).hidden = !message?.retry;
  }
}
