/** Which export belongs to a project, kept for a reload of this tab. */

import type { Started } from "./model";

const key = (project: string): string => `vsl:export:${project}`;

export function remember(project: string, started: Started): void {
  try {
    sessionStorage.setItem(key(project), JSON.stringify({ id: started.id, job: started.job }));
  } catch {
    // Storage is full or forbidden: a reload then offers the export anew.
  }
}

export function recall(project: string): Started | null {
  try {
    return JSON.parse(sessionStorage.getItem(key(project)) ?? "null") as Started | null;
  } catch {
    return null;
  }
}

export function forget(project: string): void {
  try {
    sessionStorage.removeItem(key(project));
  } catch {
    // Nothing was kept.
  }
}
