/** How long a recording is, as the browser reads it before anything is sent. */

const PATIENCE_MS = 10_000; // some files never say; the server then tells what it finds

/** Milliseconds, or null where this browser cannot tell. */
export function durationOf(file: File, signal: AbortSignal): Promise<number | null> {
  const media = document.createElement("video"); // reads sound as well
  const url = URL.createObjectURL(file);
  const told = new Promise<number | null>((resolve) => {
    media.addEventListener("loadedmetadata", () => resolve(milliseconds(media.duration)));
    media.addEventListener("error", () => resolve(null));
    signal.addEventListener("abort", () => resolve(null));
    setTimeout(() => resolve(null), PATIENCE_MS);
  });
  media.preload = "metadata";
  media.src = url;
  return told.finally(() => {
    media.removeAttribute("src");
    media.load();
    URL.revokeObjectURL(url);
  });
}

function milliseconds(seconds: number): number | null {
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
}
