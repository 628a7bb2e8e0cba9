/** Which picture a slide has. Pure. */

import type { Deck, Slide } from "./model";

const START = 2166136261; // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
const PRIME = 16777619;

/** A short word that changes with whatever the picture of a slide shows. */
export function lookOf({ text, emphasis = [] }: Slide, theme: Deck["theme"]): string {
  let hash = START;
  const told = JSON.stringify([text, emphasis, theme]);
  for (let n = 0; n < told.length; n++) hash = Math.imul(hash ^ told.charCodeAt(n), PRIME);
  return (hash >>> 0).toString(36);
}
