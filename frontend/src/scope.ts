/** Listeners that live and end together. */

export class Scope {
  readonly #life = new AbortController();

  /** Fires when the scope ends; hand it to whatever must stop with it. */
  get signal(): AbortSignal {
    return this.#life.signal;
  }

  /** Listen until the scope is disposed. */
  on<K extends keyof HTMLElementEventMap>(
    target: HTMLElement,
    type: K,
    listen: (event: HTMLElementEventMap[K]) => void,
  ): void;
  on<K extends keyof DocumentEventMap>(target: Document, type: K, listen: (event: DocumentEventMap[K]) => void): void;
  on<K extends keyof WindowEventMap>(target: Window, type: K, listen: (event: WindowEventMap[K]) => void): void;
  on(target: EventTarget, type: string, listen: (event: never) => void): void {
    target.addEventListener(type, listen as EventListener, { signal: this.signal });
  }

  /** End every listener; a second call does nothing. */
  dispose(): void {
    this.#life.abort();
  }
}

/** Runs one task at a time: a newer one aborts the older. */
export class Latest {
  #current = new AbortController();

  /** Abort what runs and give the signal for what comes. */
  next(): AbortSignal {
    this.#current.abort();
    this.#current = new AbortController();
    return this.#current.signal;
  }

  abort(): void {
    this.#current.abort();
  }
}
