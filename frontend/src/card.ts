/** One slide of the list: its picture, its tools, and a field to retype it. */

import { first, part } from "./dom";
import { clock, oneLine } from "./format";
import type { Slide } from "./model";

export interface CardTemplates {
  readonly card: HTMLTemplateElement;
  readonly retype: HTMLTemplateElement;
}

export type Retype = (slide: Slide, text: string) => Promise<boolean>;

export class Card {
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly #templates: CardTemplates;
  readonly #retype: Retype;
  #slide: Slide;
  #form: HTMLFormElement | null = null;

  constructor(templates: CardTemplates, slide: Slide, retype: Retype) {
    const content = templates.card.content.cloneNode(true) as DocumentFragment;
    this.element = content.firstElementChild as HTMLElement;
    this.button = part(this.element, "pick", HTMLButtonElement);
    this.#templates = templates;
    this.#retype = retype;
    this.#slide = slide;
  }

  get slide(): Slide {
    return this.#slide;
  }

  /** What has been typed and is not saved yet; empty where nothing is. */
  get draft(): string {
    const text = this.#form ? part(this.#form, "text", HTMLTextAreaElement).value : "";
    return text === this.#slide.text ? "" : text;
  }

  /** Show a slide; a text that is being typed stays. */
  put(slide: Slide, picture: string, isLast: boolean): void {
    this.#slide = slide;
    const image = first(this.element, "img", HTMLImageElement);
    image.alt = slide.text;
    if (image.getAttribute("src") !== picture) image.src = picture;
    part(this.element, "start", HTMLElement).textContent = clock(slide.start_ms);
    this.element.classList.toggle("unseen", Boolean(slide.hidden));
    part(this.element, "unseen", HTMLElement).hidden = !slide.hidden;
    part(this.element, "merge", HTMLButtonElement).hidden = isLast;
    const hide = part(this.element, "hide", HTMLButtonElement);
    hide.title = slide.hidden ? "Show this slide" : "Hide this slide";
    hide.setAttribute("aria-label", hide.title);
    first(hide, "use", SVGUseElement).setAttribute("href", slide.hidden ? "#icon-eye-off" : "#icon-eye");
  }

  /** Be the slide on the screen, or not; only that one is in the tab order, with its tools. */
  mark(current: boolean, reachable: boolean): void {
    if (current) this.button.setAttribute("aria-current", "true");
    else this.button.removeAttribute("aria-current");
    this.element.classList.toggle("here", reachable);
    for (const button of [this.button, ...part(this.element, "tools", HTMLElement).querySelectorAll("button")])
      button.tabIndex = reachable ? 0 : -1;
  }

  /** Open the field that retypes the slide. */
  edit(): void {
    if (this.#form) {
      part(this.#form, "text", HTMLTextAreaElement).focus();
      return;
    }
    const content = this.#templates.retype.content.cloneNode(true) as DocumentFragment;
    const form = content.firstElementChild as HTMLFormElement;
    const text = part(form, "text", HTMLTextAreaElement);
    text.value = this.#slide.text;
    text.addEventListener("keydown", (event) => this.#press(event, form));
    form.addEventListener("submit", (event) => void this.#save(event, text));
    part(form, "cancel", HTMLButtonElement).addEventListener("click", () => this.#close());
    this.#form = form;
    this.element.append(form);
    this.element.classList.add("typing");
    text.focus({ preventScroll: true });
    text.select();
    form.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #press(event: KeyboardEvent, form: HTMLFormElement): void {
    if (event.isComposing) return; // the key belongs to the input method
    if (event.key === "Escape") this.#close();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  }

  /** Close the field once the server has the text; where it has not, what was typed stays. */
  async #save(event: SubmitEvent, field: HTMLTextAreaElement): Promise<void> {
    event.preventDefault();
    const text = oneLine(field.value);
    if (field.readOnly) return; // it is on its way
    field.readOnly = true;
    const saved = text === this.#slide.text || (await this.#retype(this.#slide, text));
    field.readOnly = false;
    if (saved) this.#close();
  }

  #close(): void {
    const focused = this.#form?.contains(document.activeElement);
    this.#form?.remove();
    this.#form = null;
    this.element.classList.remove("typing");
    if (focused) this.button.focus();
  }
}
