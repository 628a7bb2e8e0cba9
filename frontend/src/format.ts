/** Numbers as people read them. Pure; nothing here touches the page. */

import type { Job } from "./model";

/** `83000` → `1:23`, `3723000` → `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const head = hours > 0 ? `${hours}:${pad(minutes)}` : String(minutes);
  return `${head}:${pad(seconds % 60)}`;
}

const EAST_ASIAN = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3001-\\u303f\\uff01-\\uff60]";
const LINE_END = new RegExp(`(?<=${EAST_ASIAN})[^\\S\\n]*\\n\\s*(?=${EAST_ASIAN})`, "gu");

/** A text as one line. A line end is a space, but none between two letters of East Asia. */
export function oneLine(text: string): string {
  return text.trim().replace(LINE_END, "").replace(/\s+/g, " ");
}

/** `1536000` → `1.5 MB`; powers of ten, as file managers count. */
export function fileSize(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** A whole number from 0 to 100; 100 only when all is done. */
export function wholePercent(percent: number): number {
  return Math.max(0, Math.min(100, Math.floor(percent)));
}

/** `95` → `about 2 minutes left`; nothing where nobody knows. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return "";
  if (seconds < 3) return "a moment left";
  if (seconds < 50) return `about ${Math.ceil(seconds / 5) * 5} seconds left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes <= 1 ? "about a minute left" : `about ${minutes} minutes left`;
  const hours = Math.round(minutes / 60);
  return hours === 1 ? "about an hour left" : `about ${hours} hours left`;
}

/** `95` → `about 2 min`; how long work that has not begun will take. */
export function about(seconds: number): string {
  if (seconds < 57.5) return `about ${Math.max(5, 5 * Math.round(seconds / 5))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `about ${hours} h ${minutes % 60} min` : `about ${hours} h`;
}

/** `1, "slide"` → `1 slide`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** `pt` → `Portuguese`; nothing where the language is unknown. */
export function languageName(code: string | null): string {
  if (!code || code === "und") return "";
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

const STAGES: Readonly<Record<string, string>> = {
  "": "Starting",
  queued: "Waiting for its turn",
  upload: "Uploading",
};

/** A stage's name as a heading. */
export function stageTitle(stage: string): string {
  return headed(STAGES[stage] ?? stage.replaceAll("_", " "));
}

const headed = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a job does, as a heading: its stage, or how long the line before it is. */
export function jobTitle({ state, stage, queue_position }: Job): string {
  if (state !== "queued") return stageTitle(stage);
  const waiting = stageTitle("queued");
  if (!queue_position) return waiting;
  return `${waiting}: ${queue_position === 1 ? "next" : ordinal(queue_position)} in line`;
}

const ENDINGS: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = { one: "st", two: "nd", few: "rd" };
const RULES = new Intl.PluralRules("en", { type: "ordinal" });

function ordinal(place: number): string {
  return `${place.toLocaleString("en")}${ENDINGS[RULES.select(place)] ?? "th"}`;
}

const MINUTE_MS = 60_000;

/** When something was done, seen from `nowMs`: `just now`, `5 min ago`, `15:04`, `21 Nov, 15:04`. */
export function moment(ms: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - ms) / MINUTE_MS);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const [then, now] = [new Date(ms), new Date(nowMs)];
  const time = then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (then.toDateString() === now.toDateString()) return time;
  const year = then.getFullYear() === now.getFullYear() ? "" : ` ${then.getFullYear()}`;
  return `${then.toLocaleDateString("en-GB", { day: "numeric", month: "short" })}${year}, ${time}`;
}

/** The server's name of a variant as a title: `gold-9x16` → `Gold, 9:16`. */
export function variantTitle(name: string): string {
  const [, look = "", shape = ""] = /^(.*?)-?(\d+x\d+.*)?$/.exec(name) ?? [];
  return [look && headed(look.replaceAll("-", " ")), shape.replace("x", ":")].filter(Boolean).join(", ");
}
