/** Typed look-ups in the page's markup. */

/** The one element inside `root` that carries `data-part="name"`. */
export function part<T extends Element>(root: ParentNode, name: string, type: abstract new () => T): T {
  const element = root.querySelector(`[data-part="${name}"]`);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} named ${name}.`);
  return element;
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
