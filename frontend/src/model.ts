/** The values the server sends and the page shows. All times are milliseconds of the recording. */

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Job {
  readonly id: string;
  readonly state: JobState;
  readonly stage: string;
  readonly percent: number;
  readonly seconds_left: number | null;
  readonly message: string | null;
  readonly queue_position?: number | null; // 1: next; events tell none
}

/** What the server answers when it takes work on. */
export interface Started {
  readonly id: string;
  readonly job: string;
}

/** What listening to a recording comes to, before anything is sent. */
export interface Advice {
  readonly engine: string;
  readonly title: string; // the engine's name for people
  readonly model: string | null;
  readonly name: string; // engine and model for people: "Whisper base"
  readonly seconds: number;
  readonly notice: string | null;
  readonly recommended: { readonly model: string; readonly seconds: number } | null;
  readonly advice: string | null; // the recommendation as a sentence
  readonly models: readonly { readonly name: string; readonly seconds: number }[];
}

/** What the user chose that decides who listens. */
export interface Choices {
  readonly engine: string;
  readonly model: string;
  readonly language: string;
  readonly script: string; // its beginning
  readonly captions: boolean; // there are captions: nobody listens
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly state: string; // "ready" as soon as there is a deck
  readonly engine: string | null;
  readonly listener: string | null; // engine and model for people
  readonly language: string | null;
  readonly notices: readonly string[];
  readonly duration_ms: number | null;
  readonly slide_count: number | null;
  readonly job: string | null;
}

export interface Slide {
  readonly id: string;
  readonly text: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly emphasis?: readonly { readonly token: number; readonly kind: string }[];
  readonly reveal?: string; // how its text appears
  readonly hidden?: boolean; // not shown: the slide before it stays
}

/** A part of the letter, from a slide up to the next section. */
export interface Section {
  readonly kind: string;
  readonly slide: string; // id of its first slide
  readonly title?: string;
}

/** The part of the project document that the page shows. */
export interface Deck {
  readonly media: { readonly duration_ms: number; readonly video?: object | null };
  readonly slides: readonly Slide[];
  readonly theme: {
    readonly name: string;
    readonly width_px: number;
    readonly height_px: number;
    readonly background: string;
  };
  readonly sections?: readonly Section[];
  readonly preset?: string;
  readonly reading?: object | null; // null: nobody gave a script
  readonly staging?: Partial<Staging>;
}

/** What stands around a deck; fields that the page does not know travel along. */
export interface Staging {
  readonly transition: { readonly kind: string };
  readonly speaker: { readonly corner: string } | null;
  readonly over_source: boolean;
  readonly music: { readonly sound: string } | null;
  readonly intro: { readonly text: string } | null;
  readonly end: { readonly text: string } | null;
  readonly call_to_action: { readonly text: string } | null;
}

/** A deck and the version it has on the server. */
export interface Versioned {
  readonly deck: Deck;
  readonly version: string;
}

/** What undo and redo would do; null where they have nothing left. */
export interface History {
  readonly undo: string | null;
  readonly redo: string | null;
}

/** A state that the deck was in. */
export interface Version {
  readonly number: number;
  readonly what: string; // was done, in words
  readonly created: number; // seconds since 1970
  readonly current: boolean;
}

/** Some versions, newest first. */
export interface VersionPage {
  readonly versions: readonly Version[];
  readonly next: string | null; // asks for the older ones
}

/** What an edited file would change. */
export interface Returned {
  readonly differences: readonly { readonly told: string }[];
  readonly notes: readonly string[]; // what cannot be taken over, and why
}

/** A change of a deck, as the server carries it out. */
export interface Edit {
  readonly edit: string;
  readonly [field: string]: unknown;
}

/** A look that can be worn. */
export interface Look {
  readonly name: string;
  readonly title: string; // its name for people
  readonly preview: string; // address of its picture
  readonly notes: readonly string[]; // what would be hard to read
}

/** What a deck is put in: a look by its name, a canvas by its size, or both. */
export interface Dress {
  readonly theme?: string;
  readonly size?: string; // such as 1080x1920
}

export type DifferenceKind = "unspoken" | "ad_lib" | "changed";

/** A place where the voice says something else than the script. */
export interface Difference {
  readonly id: string;
  readonly kind: DifferenceKind;
  readonly script: string;
  readonly heard: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly line: number; // of the script, from 1
  readonly follows_voice: boolean | null; // null: nobody decided yet
  readonly shown: "script" | "voice" | null; // whose words are on the slides; null: nobody's
}

/** How script and voice agree. */
export interface Report {
  readonly heard_share: number; // of the script's words, 0..1
  readonly differences: readonly Difference[]; // in the order of the voice
}

/** Something a viewer would stumble over. */
export interface Finding {
  readonly rule: string;
  readonly at_ms: number;
  readonly reason: string;
  readonly weight: number; // 0..1
  readonly slide: string | null; // its id; none: the deck as a whole
  readonly fix: Edit | null;
}

/** What the checks of a deck found. */
export interface Verdict {
  readonly score: number; // 0..100
  readonly findings: readonly Finding[];
}

/** The name of a format, as the server lists it: its extension without the first dot. */
export type ExportFormat = string;

/** What is chosen for an export, by the server's names. */
export type ExportOptions = Readonly<Record<string, string>>;

/** One of several videos of a deck: an export in a look and a shape of its own. */
export interface Variant {
  readonly id: string; // of the export
  readonly name: string; // such as gold-9x16
}

/** A variant as the server lists it. */
export interface StoredVariant extends Variant {
  readonly created: number; // seconds since 1970
  readonly url: string | null; // of its file; null without one
}
