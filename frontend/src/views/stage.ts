/** What stands around the deck: cards, what happens between slides, the speaker, music, a call to action. */

import { part, say } from "../dom";
import type { Deck, Edit, Staging } from "../model";
import type { Scope } from "../scope";
import type { State } from "../store";

export interface StageEvents {
  readonly set: (edits: readonly Edit[], said: string) => Promise<boolean>;
  readonly keepMusic: (file: File) => Promise<string | null>; // its hash
}

type Transition = NonNullable<Staging["transition"]["kind"]>; // what the page's own lists offer
type Corner = NonNullable<NonNullable<Staging["speaker"]>["corner"]>;

const BARE: Staging = {
  transition: { kind: "cut" },
  first_slide: "start",
  speaker: null,
  over_source: false,
  music: null,
  intro: null,
  end: null,
  call_to_action: null,
};

export class StageView {
  readonly element: HTMLElement;
  readonly #events: StageEvents;
  #deck: Deck | null = null;

  constructor(element: HTMLElement, events: StageEvents, scope: Scope) {
    this.element = element;
    this.#events = events;
    scope.on(element, "change", ({ target }) => void this.#changed(target as HTMLInputElement | HTMLSelectElement));
    scope.on(
      part(element, "music-drop", HTMLButtonElement),
      "click",
      () => void this.#set({ music: null }, "No music"),
    );
  }

  update({ deck }: State): void {
    if (!deck || deck === this.#deck) return;
    this.#deck = deck;
    const staging = this.#staging;
    const isFilmed = Boolean(deck.media.video);
    part(this.element, "stage-filmed", HTMLElement).hidden = !isFilmed;
    this.#put("stage-intro", staging.intro?.text ?? "");
    this.#put("stage-end", staging.end?.text ?? "");
    this.#put("stage-call", staging.call_to_action?.text ?? "");
    this.#put("stage-transition", staging.transition.kind ?? "cut");
    this.#put("stage-first", staging.first_slide);
    this.#put("stage-speaker", staging.over_source ? "over" : (staging.speaker?.corner ?? ""));
    this.#put("stage-reveal", revealOf(deck));
    part(this.element, "music-drop", HTMLButtonElement).hidden = !staging.music;
    say(part(this.element, "stage-line", HTMLElement), summaryOf(staging));
  }

  get #staging(): Staging {
    return { ...BARE, ...this.#deck?.staging };
  }

  /** Show a value, unless somebody is typing there. */
  #put(name: string, value: string): void {
    const field = this.#field(name);
    if (document.activeElement !== field) field.value = value;
  }

  #field(name: string): HTMLInputElement | HTMLSelectElement {
    return part(this.element, name, HTMLElement) as HTMLInputElement | HTMLSelectElement;
  }

  async #changed(field: HTMLInputElement | HTMLSelectElement): Promise<void> {
    const text = field.value.trim();
    const card = text ? { text } : null;
    switch (field.dataset.part) {
      case "stage-intro":
        return this.#set({ intro: card }, "Opening card saved");
      case "stage-end":
        return this.#set({ end: card }, "Closing card saved");
      case "stage-call":
        return this.#set({ call_to_action: card && { ...this.#staging.call_to_action, text } }, "Call to action saved");
      case "stage-transition":
        return this.#set({ transition: { ...this.#staging.transition, kind: text as Transition } }, "Saved");
      case "stage-first":
        return this.#set({ first_slide: text as Staging["first_slide"] }, "Saved");
      case "stage-speaker":
        return this.#set(speakerOf(text, this.#staging), "Saved");
      case "stage-reveal":
        await this.#events.set([{ edit: "set_reveal", slide: "", reveal: text }], "Saved");
        return;
      case "stage-music":
        return this.#takeMusic(field as HTMLInputElement);
    }
  }

  async #takeMusic(field: HTMLInputElement): Promise<void> {
    const file = field.files?.[0];
    field.value = ""; // so that the same file may be chosen again
    const sound = file && (await this.#events.keepMusic(file));
    if (sound) await this.#set({ music: { sound } }, "Music added");
  }

  async #set(change: Partial<Staging>, said: string): Promise<void> {
    await this.#events.set([{ edit: "set_staging", staging: { ...this.#staging, ...change } }], said);
  }
}

/** What a choice of where the speaker stands comes to. */
export function speakerOf(place: string, staging: Staging): Partial<Staging> {
  if (place === "over") return { over_source: true, speaker: null };
  return { over_source: false, speaker: place ? { ...staging.speaker, corner: place as Corner } : null };
}

/** What stands around a deck, in a few words. */
export function summaryOf(staging: Staging): string {
  const parts = [
    (staging.intro || staging.end) && "cards",
    staging.transition.kind !== "cut" && staging.transition.kind,
    staging.over_source ? "over the video" : staging.speaker && "speaker",
    staging.music && "music",
    staging.call_to_action && "call to action",
  ];
  return parts.filter(Boolean).join(", ");
}

/** How the slides appear, where all do so alike. */
function revealOf(deck: Deck): string {
  const [way = "", ...others] = new Set(deck.slides.map((slide) => slide.reveal ?? ""));
  return others.length ? "" : way;
}
