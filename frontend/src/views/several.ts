/** The same deck in several looks and shapes: which, and what has become of each. */

import { copyOf, made, part, say } from "../dom";
import { isOver } from "../follow";
import { counted, jobTitle, timeLeft, variantTitle, wholePercent } from "../format";
import type { Job } from "../model";
import type { Scope } from "../scope";
import type { Dressed, State } from "../store";

export interface SeveralViewEvents {
  readonly make: (themes: readonly string[], sizes: readonly string[]) => void;
  readonly cancel: (id: string) => void;
}

export class SeveralView {
  readonly element: HTMLFormElement;
  readonly #row: HTMLTemplateElement;
  readonly #fileUrl: (id: string) => string;
  readonly #rows = new Map<string, HTMLElement>();
  #shown: State["several"] = [];

  constructor(
    element: HTMLFormElement,
    row: HTMLTemplateElement,
    fileUrl: (id: string) => string,
    events: SeveralViewEvents,
    scope: Scope,
  ) {
    this.element = element;
    this.#row = row;
    this.#fileUrl = fileUrl;
    scope.on(element, "change", () => this.#count());
    scope.on(element, "submit", (event) => {
      event.preventDefault();
      if (this.#wanted) events.make(this.#chosen("theme"), this.#chosen("size"));
    });
    scope.on(this.#list, "click", ({ target }) => {
      const row = target instanceof HTMLButtonElement ? target.closest<HTMLElement>("[data-id]") : null;
      if (row?.dataset.id) events.cancel(row.dataset.id);
    });
    this.#count();
  }

  update({ several }: State): void {
    if (several === this.#shown) return;
    this.#shown = several;
    const ids = new Set(several.map(({ id }) => id));
    for (const [id, row] of this.#rows) {
      if (ids.has(id)) continue;
      row.remove();
      this.#rows.delete(id);
    }
    several.forEach((each, place) => {
      const row = this.#rows.get(each.id) ?? this.#made(each);
      if (this.#list.children[place] !== row) this.#list.insertBefore(row, this.#list.children[place] ?? null);
      this.#show(row, each);
    });
    this.#list.hidden = !several.length;
  }

  get #list(): HTMLElement {
    return part(this.element, "several-list", HTMLElement);
  }

  /** How many videos the ticks come to. */
  get #wanted(): number {
    const [themes, sizes] = [this.#chosen("theme").length, this.#chosen("size").length];
    return themes + sizes && Math.max(1, themes) * Math.max(1, sizes);
  }

  #chosen(name: string): string[] {
    return new FormData(this.element).getAll(name).map(String);
  }

  #count(): void {
    const button = part(this.element, "several-make", HTMLButtonElement);
    button.disabled = !this.#wanted;
    say(button, this.#wanted ? `Make ${counted(this.#wanted, "video")}` : "Make the videos");
  }

  #made({ id, name }: Dressed): HTMLElement {
    const row = copyOf(this.#row);
    row.dataset.id = id;
    const title = variantTitle(name);
    say(part(row, "variant-name", HTMLElement), title);
    part(row, "variant-bar", HTMLProgressElement).ariaLabel = title;
    part(row, "variant-get", HTMLAnchorElement).append(made("span", "sr", ` ${title}`));
    part(row, "variant-stop", HTMLButtonElement).append(made("span", "sr", ` ${title}`));
    part(row, "variant-get", HTMLAnchorElement).href = this.#fileUrl(id);
    this.#rows.set(id, row);
    return row;
  }

  #show(row: HTMLElement, { job, outdated }: Dressed): void {
    const over = isOver(job);
    part(row, "variant-get", HTMLElement).hidden = job.state !== "done";
    part(row, "variant-stop", HTMLElement).hidden = over;
    const bar = part(row, "variant-bar", HTMLProgressElement);
    bar.hidden = over;
    bar.value = wholePercent(job.percent);
    say(part(row, "variant-note", HTMLElement), noteOf(job, outdated));
  }
}

function noteOf(job: Job, outdated: boolean): string {
  if (job.state === "done") return outdated ? "From before your last change" : "";
  if (job.state === "failed") return job.message ?? "Failed";
  if (job.state === "cancelled") return "Cancelled";
  if (job.state === "queued") return jobTitle(job);
  return [`${wholePercent(job.percent)} %`, timeLeft(job.seconds_left)].filter(Boolean).join(", ");
}
