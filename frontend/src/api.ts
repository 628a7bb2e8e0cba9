/** All talk with the server. Nothing else in the page fetches. */

import { serverAddress } from "./address";
import type {
  Advice,
  Choices,
  Deck,
  Dress,
  Edit,
  ExportFormat,
  ExportOptions,
  History,
  Job,
  Look,
  Project,
  Report,
  Returned,
  Started,
  StoredVariant,
  Variant,
  Verdict,
  Versioned,
  VersionPage,
} from "./model";
import { sendFile, UploadError, type Way } from "./upload";

/** The server, or the way to it, said no. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number; // 0: no answer at all
  readonly retryable: boolean;

  constructor(message: string, status: number, retryable: boolean) {
    super(message);
    this.status = status;
    this.retryable = retryable;
  }
}

const UNREACHABLE = "The server does not answer. Check that it runs and that you are online, then try again.";

function errorFrom(status: number, body: string): ApiError {
  try {
    const { message, retryable } = JSON.parse(body) as { message?: unknown; retryable?: unknown };
    if (typeof message === "string" && message) return new ApiError(message, status, retryable === true);
  } catch {
    // Not the server's own JSON: a proxy's page, perhaps. The status says enough.
  }
  if (status === 413) return new ApiError("The file is larger than the server accepts.", status, false);
  return new ApiError(`The server failed (${status}). Try again in a moment.`, status, status >= 500);
}

interface Answer<T> {
  readonly body: T;
  readonly etag: string;
}

async function ask<T>(path: string, options: RequestInit): Promise<T> {
  return (await answerTo<T>(path, options)).body;
}

async function answerTo<T>(path: string, options: RequestInit): Promise<Answer<T>> {
  const response = await fetch(path, { headers: { Accept: "application/json" }, ...options }).catch(
    (error: unknown) => {
      if (options.signal?.aborted) throw error;
      throw new ApiError(UNREACHABLE, 0, true);
    },
  );
  const body = await response.text();
  if (!response.ok) throw errorFrom(response.status, body);
  return { body: (body ? JSON.parse(body) : null) as T, etag: response.headers.get("ETag") ?? "" };
}

const projectPath = (id: string): string => serverAddress(`/api/projects/${encodeURIComponent(id)}`);

export const mediaUrl = (project: string): string => `${projectPath(project)}/media`;
/** `look` names what the picture shows, so that a changed slide is another address. */
export const slideUrl = (project: string, slide: string, widthPx: number, look: string): string =>
  `${projectPath(project)}/slides/${encodeURIComponent(slide)}.png?width=${widthPx}&look=${look}`;
export const exportUrl = (id: string): string => serverAddress(`/api/exports/${encodeURIComponent(id)}/file`);

/** Who would listen to a recording of that length, how long, and what would suit it better. */
export function getAdvice(durationMs: number, choices: Choices, signal: AbortSignal): Promise<Advice> {
  const { engine, model, language, script } = choices;
  const query = new URLSearchParams({ duration_ms: String(durationMs), engine, model, language, script });
  return ask(serverAddress(`/api/advice?${query.toString()}`), { signal });
}

export const getProject = (id: string, signal: AbortSignal): Promise<Project> => ask(projectPath(id), { signal });
export const getDeck = (id: string, signal: AbortSignal): Promise<Versioned> =>
  askDeck(`${projectPath(id)}/deck`, { signal });
export const getReport = (id: string, signal: AbortSignal): Promise<Report> =>
  ask(`${projectPath(id)}/report`, { signal });
export const getVerdict = (id: string, signal: AbortSignal): Promise<Verdict> =>
  ask(`${projectPath(id)}/lint`, { signal });
export const getHistory = (id: string, signal: AbortSignal): Promise<History> =>
  ask(`${projectPath(id)}/versions?limit=1`, { signal });
/** Versions older than the page whose `next` is `after`; empty for the newest. */
export const getVersions = (id: string, after: string, signal: AbortSignal): Promise<VersionPage> =>
  ask(`${projectPath(id)}/versions?${new URLSearchParams({ limit: "30", ...(after && { after }) }).toString()}`, {
    signal,
  });
export const getJob = (id: string, signal: AbortSignal): Promise<Job> =>
  ask(serverAddress(`/api/jobs/${encodeURIComponent(id)}`), { signal });
export const cancelJob = (id: string): Promise<unknown> =>
  ask(serverAddress(`/api/jobs/${encodeURIComponent(id)}/cancel`), { method: "POST" });

export const startExport = (
  project: string,
  format: ExportFormat,
  options: ExportOptions,
  signal: AbortSignal,
): Promise<Started> => ask(`${projectPath(project)}/exports`, { ...posted({ format, ...options }), signal });

/** Start a video in each of these looks in each of these sizes; none means the deck's own. */
export async function startVariants(
  project: string,
  themes: readonly string[],
  sizes: readonly string[],
  signal: AbortSignal,
): Promise<readonly (Variant & Started)[]> {
  const request = { ...posted({ themes, sizes }), signal };
  return (await ask<{ variants: (Variant & Started)[] }>(`${projectPath(project)}/variants`, request)).variants;
}

/** The variants that were asked for, oldest first. */
export async function getVariants(project: string, signal: AbortSignal): Promise<readonly StoredVariant[]> {
  return (await ask<{ variants: StoredVariant[] }>(`${projectPath(project)}/variants`, { signal })).variants;
}

/** What a file that was edited elsewhere would change. */
export const compare = (project: string, file: File, signal: AbortSignal): Promise<Returned> =>
  ask(`${projectPath(project)}/import`, { method: "POST", body: formOf({ file }), signal });

/** Changes the deck of that version and gives the new one; status 412 says that there is a newer one already. */
export type Change = (project: string, version: string, signal: AbortSignal) => Promise<Versioned>;

export const editing = (edits: readonly Edit[]): Change => changing("edits", { edits });
export const deciding = (difference: string, followVoice: boolean | null): Change =>
  changing("decisions", { difference, follow_voice: followVoice });
/** Keep a brand kit: its JSON file, with the images and fonts that it names. */
export function keepLook(files: readonly File[], signal: AbortSignal): Promise<Look> {
  const form = new FormData();
  for (const file of files) form.append(/\.json$/i.test(file.name) ? "theme" : "files", file);
  return ask(serverAddress("/api/themes"), { method: "POST", body: form, signal });
}

/** Keep a sound; the hash that a staging names it by. */
export async function keepSound(file: File, signal: AbortSignal): Promise<string> {
  const body = formOf({ kind: "sound", file });
  const { sha256 } = await ask<{ sha256: string }>(serverAddress("/api/assets"), { method: "POST", body, signal });
  return sha256;
}

export const dressing = (dress: Dress): Change => changing("look", dress);
export const highlighting = (emphasis: NonNullable<Deck["emphasis"]>): Change => changing("highlights", emphasis);
export const recutting = (preset: string): Change => changing("recut", { preset });
/** Take over what `compare` told. */
export const takingOver =
  (file: File): Change =>
  (project, version, signal) =>
    askDeck(`${projectPath(project)}/import`, {
      method: "POST",
      headers: { Accept: "application/json", "If-Match": version },
      body: formOf({ file, apply: "true" }),
      signal,
    });
export const restoring = (version: number): Change => changing(`versions/${version}/restore`, {});
export const undoing: Change = changing("undo", {});
export const redoing: Change = changing("redo", {});

function changing(what: string, value: object): Change {
  return (project, version, signal) =>
    askDeck(`${projectPath(project)}/${what}`, { ...posted(value, { "If-Match": version }), signal });
}

async function askDeck(path: string, options: RequestInit): Promise<Versioned> {
  const { body, etag } = await answerTo<Deck>(path, options);
  return { deck: body, version: etag };
}

function posted(value: object, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

function formOf(fields: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** Send a recording with its options; `sent` hears how many bytes have left of how many. */
export async function createProject(
  form: FormData,
  way: Way,
  sent: (bytes: number, total: number) => void,
  signal: AbortSignal,
): Promise<Started> {
  const file = form.get("file");
  if (file instanceof File && file.size) {
    form.delete("file");
    form.set("upload", await sendFile(file, way, sent, signal).catch(translated));
  }
  return ask(serverAddress("/api/projects"), { method: "POST", body: form, signal });
}

function translated(error: unknown): never {
  if (!(error instanceof UploadError)) throw error;
  throw error.status ? errorFrom(error.status, error.body) : new ApiError(UNREACHABLE, 0, true);
}
