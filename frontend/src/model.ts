/** The values the server sends and the page shows. All times are milliseconds of the recording. */

export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

export interface Job {
  readonly id: string;
  readonly state: JobState;
  readonly stage: string;
  readonly percent: number;
  readonly seconds_left: number | null;
  readonly message: string | null;
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
}

/** The part of the project document that the page shows. */
export interface Deck {
  readonly media: { readonly duration_ms: number };
  readonly slides: readonly Slide[];
  readonly theme: { readonly width_px: number; readonly height_px: number; readonly background: string };
}

export type ExportFormat = "mp4" | "srt";
