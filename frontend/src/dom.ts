/** Typed look-ups in the page's markup. */

/** The one element inside `root` that carries `data-part="name"`. */
export function part<T extends Element>(root: ParentNode, name: string, type: abstract new () => T): T {
  return first(root, `[data-part="${name}"]`, type);
}

/** The first element inside `root` that `selector` names. */
export function first<T extends Element>(root: ParentNode, selector: string, type: abstract new () => T): T {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} for ${selector}.`);
  return element;
}

/** A copy of the one element in a template. */
export function copyOf(template: HTMLTemplateElement): HTMLElement {
  return first(template.content.cloneNode(true) as DocumentFragment, "*", HTMLElement);
}

/** Set an element's text; the text is left alone when it is the same, so that nothing is announced twice. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Save what `url` gives as a file. */
export function download(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
}

/** A new element with this text. */
export function made<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** Replace what a list shows; whoever is on its n-th button stays on the n-th, or else goes to `last`. */
export function refill(list: HTMLElement, items: readonly Node[], last: HTMLElement): void {
  const buttons = (): HTMLButtonElement[] => [...list.querySelectorAll("button")];
  const place = buttons().indexOf(document.activeElement as HTMLButtonElement);
  list.replaceChildren(...items);
  if (place < 0) return;
  const left = buttons().filter((button) => !button.hidden);
  (left[Math.min(place, left.length - 1)] ?? last).focus();
}
