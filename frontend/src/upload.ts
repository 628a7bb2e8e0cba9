/** Sends a recording in pieces that go on where they stopped, even after the page was closed. */

import { DetailedError, Upload } from "tus-js-client";
import { serverAddress } from "./address";

/** How the server wants it. */
export interface Way {
  readonly chunkBytes: number; // after a cut line at most that much is sent again
  readonly parallel: boolean; // parts of a large file may travel side by side
}

/** Status and body of the answer that ended an upload; status 0: there was none. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`upload ended with ${status}`);
    this.status = status;
    this.body = body;
  }
}

const PLACE = "/api/uploads";
const SIDE_BY_SIDE = 3;
const RETRY_AFTER_MS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000]; // two minutes without a line
const PASSING = new Set([409, 423]); // another request, or the rest of this one, is still there

/** Send `file`; the upload's id. `sent` hears how many bytes have left of how many. */
export function sendFile(
  file: File,
  way: Way,
  sent: (bytes: number, total: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: serverAddress(PLACE),
      chunkSize: way.chunkBytes,
      parallelUploads: partsOf(file.size, way),
      retryDelays: RETRY_AFTER_MS,
      metadata: { filename: file.name, filetype: file.type },
      removeFingerprintOnSuccess: true,
      uploadDataDuringCreation: true,
      onProgress: sent,
      onSuccess: () => resolve(idOf(upload.url ?? "")),
      onError: (error) => reject(told(error)),
      onShouldRetry: (error) => isPassing(error.originalResponse?.getStatus() ?? 0),
    });
    const stop = (): void => {
      void upload.abort(true).catch(() => undefined); // the server forgets what it cannot reach anyway
      reject(new DOMException("The upload was stopped.", "AbortError"));
    };
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    upload
      .findPreviousUploads()
      .then((earlier) => {
        if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0]);
        upload.start();
      })
      .catch(() => upload.start()); // a browser without storage forgets
  });
}

/** In how many parts a file travels: the next one starts where a piece would, too. */
export function partsOf(bytes: number, way: Way): number {
  return way.parallel ? Math.max(1, Math.min(SIDE_BY_SIDE, Math.floor(bytes / way.chunkBytes))) : 1;
}

/** The id at the end of an upload's address. */
export const idOf = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

/** Whether trying again later can help after an answer with that status. */
export const isPassing = (status: number): boolean => status === 0 || status >= 500 || PASSING.has(status);

function told(error: Error | DetailedError): UploadError {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  return new UploadError(response?.getStatus() ?? 0, response?.getBody() ?? "");
}
