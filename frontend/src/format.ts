/** Numbers as people read them. Pure; nothing here touches the page. */

/** `83000` → `1:23`, `3723000` → `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const head = hours > 0 ? `${hours}:${pad(minutes)}` : String(minutes);
  return `${head}:${pad(seconds % 60)}`;
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
  const title = STAGES[stage] ?? stage.replaceAll("_", " ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}
