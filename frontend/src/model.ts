/**
 * The values the server sends and the page shows, by the page's names. All times are milliseconds of the recording.
 * What they hold is written down once, in the server's schemas: `make types` writes `schema.ts` out of them.
 */

import type { components } from "./schema";

type Schemas = components["schemas"];
type Document = Schemas["Document"];
type DocumentTheme = Schemas["Document.theme"];
type DocumentStaging = Schemas["Document.staging"];

export type JobState = Schemas["Job"]["state"];
/** How far work has come; an event tells no place in the queue, and the page's own work has no number. */
export type Job = Omit<Schemas["Job"], "seq" | "queue_position"> & Partial<Pick<Schemas["Job"], "queue_position">>;

/** What the server answers when it takes work on. */
export type Started = Schemas["Started"];

/** What listening to a recording comes to, before anything is sent. */
export type Advice = Omit<Schemas["Forecast"], "text" | "recommended"> & {
  readonly recommended: Pick<NonNullable<Schemas["Forecast"]["recommended"]>, "model" | "seconds"> | null;
};

/** What the user chose that decides who listens. */
export interface Choices {
  readonly engine: string;
  readonly model: string;
  readonly language: string;
  readonly script: string; // its beginning
  readonly captions: boolean; // there are captions: nobody listens
}

/** A project; it is "ready" as soon as there is a deck. */
export type Project = Schemas["Project"];

export type Slide = Schemas["Document.slide"];

/** A part of the letter, from a slide up to the next section. */
export type Section = Schemas["Document.section"];

/** The part of the project document that the page shows. */
export type Deck = Pick<Document, "slides" | "sections" | "preset" | "reading" | "staging" | "emphasis"> & {
  readonly media: Pick<Document["media"], "duration_ms" | "video">;
  readonly theme: Required<Pick<DocumentTheme, "name" | "width_px" | "height_px" | "background">>;
};

/** What stands around a deck; fields that the page does not know travel along. */
export type Staging = Required<
  Pick<
    DocumentStaging,
    "transition" | "first_slide" | "speaker" | "over_source" | "music" | "intro" | "end" | "call_to_action"
  >
>;

/** A deck and the version it has on the server. */
export interface Versioned {
  readonly deck: Deck;
  readonly version: string;
}

/** What undo and redo would do; null where they have nothing left. */
export type History = Pick<Schemas["Versions"], "undo" | "redo">;

/** Some versions, newest first; `next` asks for the older ones. */
export type VersionPage = Pick<Schemas["Versions"], "next"> & { readonly versions: readonly Version[] };

/** A state that the deck was in: what was done, in words, and when, in seconds since 1970. */
export type Version = Omit<Schemas["Versions"]["versions"][number], "same_as">;

/** What an edited file would change, and what of it can't be taken over. */
export interface Returned {
  readonly differences: readonly Pick<Schemas["Differences"]["differences"][number], "told">[];
  readonly notes: Schemas["Differences"]["notes"];
}

/** A change of a deck, as the server carries it out. */
export interface Edit {
  readonly edit: string;
  readonly [field: string]: unknown;
}

/** A look that can be worn: its name, its title for people, its picture, and what would be hard to read. */
export type Look = Pick<Schemas["Look"], "name" | "title" | "preview" | "notes">;

/** What a deck is put in: a look by its name, a canvas by its size, or both. */
export interface Dress {
  readonly theme?: string;
  readonly size?: string; // such as 1080x1920
}

/** How script and voice agree; the differences are in the order of the voice. */
export type Report = Pick<Schemas["Report"], "heard_share" | "differences">;

/** A place where the voice says something else than the script; without a decision, `follows_voice` is null. */
export type Difference = Schemas["Report"]["differences"][number];

export type DifferenceKind = Difference["kind"];

/** What the checks of a deck found. */
export type Verdict = Schemas["Lint"];

/** Something a viewer would stumble over; without a slide it is the deck as a whole. */
export type Finding = Verdict["findings"][number];

/** The name of a format, as the server lists it: its extension without the first dot. */
export type ExportFormat = string;

/** What is chosen for an export, by the server's names. */
export type ExportOptions = Readonly<Record<string, string>>;

/** One of several videos of a deck: an export in a look and a shape of its own. */
export type Variant = Pick<Schemas["StartedVariant"], "id" | "name">;

/** A variant as the server lists it; its file has no address until it is written. */
export type StoredVariant = Pick<Schemas["StoredVariant"], "id" | "name" | "created" | "url">;
