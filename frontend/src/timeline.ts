/** Where a moment lies among the slides. Pure. */

import type { Slide } from "./model";

/** Half a frame at 20 frames a second: a seek this far into a slide never shows the frame before it. */
const INTO_SLIDE_MS = 25;

/** Position of the slide on the screen at `ms`; -1 before the first one shown. Slides are in order of time. */
export function slideAt(slides: readonly Slide[], ms: number): number {
  let low = 0;
  let high = slides.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slides[middle]?.start_ms ?? Infinity) <= ms) low = middle + 1;
    else high = middle;
  }
  return shown(slides, low - 1, -1);
}

/** Position of the first slide from `from` on that is shown, in steps of `step`; -1 where there is none. */
export function shown(slides: readonly Slide[], from: number, step: 1 | -1): number {
  let index = from;
  while (slides[index]?.hidden) index += step;
  return slides[index] ? index : -1;
}

/** The moment to seek to so that the slide at `index` is on the screen; the nearest slide's where there is none. */
export function seekTarget(slides: readonly Slide[], index: number): number {
  const slide = slides[Math.max(0, Math.min(slides.length - 1, index))];
  if (!slide) return 0;
  return Math.min(slide.start_ms + INTO_SLIDE_MS, Math.max(slide.start_ms, slide.end_ms - 1));
}
