/** The whole page in a document of its own, before a server that answers what a test says. */

import { readFileSync } from "node:fs";
import { vi } from "vitest";
import type { Deck, Job, Project, Report } from "../src/model";
import { there } from "./there";

const LOOKS = ["classic", "night"];

export const PROJECT: Project = {
  id: "p",
  name: "pitch",
  state: "ready",
  engine: "sphinx",
  listener: "PocketSphinx",
  language: "en",
  notices: [],
  duration_ms: 9000,
  slide_count: 3,
  job: null,
};

export const DECK: Deck = {
  media: { duration_ms: 9000, video: null },
  slides: [
    { id: "a", text: "Just $97", start_ms: 0, end_ms: 3000 },
    { id: "b", text: "only today", start_ms: 3000, end_ms: 6000 },
    { id: "c", text: "Buy it.", start_ms: 6000, end_ms: 9000 },
  ],
  theme: { name: "classic", width_px: 1920, height_px: 1080, background: "#FFFFFF" },
  sections: [{ kind: "close", slide: "c" }],
};

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly version: string | null; // the deck's, that the page knew
}

type Answer = (asked: Asked) => Response | Promise<Response>;

/** Answers by method and path; without one, what an untouched project has. */
export class Server {
  readonly asked: Asked[] = [];
  readonly #answers = new Map<string, Answer>();
  deck: Deck = DECK;
  version = 1;
  report: Report = { heard_share: 1, differences: [] };

  constructor() {
    const own = "/api/projects/p";
    this.on("GET", own, () => Response.json(PROJECT));
    this.on("GET", `${own}/deck`, () => this.sendDeck());
    this.on("GET", `${own}/lint`, () => Response.json({ score: 100, findings: [] }));
    this.on("GET", `${own}/report`, () => Response.json(this.report));
    this.on("GET", `${own}/versions`, () => Response.json({ versions: [], next: null, undo: null, redo: null }));
    this.on("GET", `${own}/variants`, () => Response.json({ variants: [] }));
  }

  on(method: string, path: string, answer: Answer): void {
    this.#answers.set(`${method} ${path}`, answer);
  }

  sendDeck(): Response {
    return Response.json(this.deck, { headers: { ETag: `"${this.version}"` } });
  }

  /** A new version of the deck, as an answer to a change. */
  change(deck: Partial<Deck>): Response {
    this.deck = { ...this.deck, ...deck };
    this.version++;
    return this.sendDeck();
  }

  /** What was asked by this method at this path. */
  requests(method: string, path: string): Asked[] {
    return this.asked.filter((each) => each.method === method && each.path === path);
  }

  readonly fetch = async (address: string, options: RequestInit = {}): Promise<Response> => {
    const method = options.method ?? "GET";
    const path = there(address.split("?")[0]);
    const body = typeof options.body === "string" ? JSON.parse(options.body) : (options.body ?? null);
    const asked = { method, path, body, version: new Headers(options.headers).get("If-Match") };
    this.asked.push(asked);
    const answer = this.#answers.get(`${method} ${path}`);
    return answer ? answer(asked) : refusal(404, `Nothing is at ${path}.`);
  };
}

/** An error as the server words it. */
export function refusal(status: number, message: string, retryable = false): Response {
  return Response.json({ error: "refused", message, retryable }, { status });
}

/** The server's stream of events, told by a test. */
export class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static last: Stream | null = null;
  readonly address: string;
  readyState = 1;

  constructor(address: string) {
    super();
    this.address = address;
    Stream.last = this;
  }

  close(): void {
    this.readyState = Stream.CLOSED;
  }

  static tell(change: Partial<Job>): void {
    const job = { id: "j", state: "running", stage: "", percent: 0, seconds_left: null, message: null, ...change };
    there(Stream.last).dispatchEvent(new MessageEvent("job", { data: JSON.stringify(job) }));
  }
}

/** The page's own markup, without what the server fills in; of its looks two. */
function markup(): string {
  const looks = LOOKS.map(
    (name) => `<label class="look"><input type="radio" name="look" value="${name}"><img><span>${name}</span></label>`,
  );
  const read = (name: string): string => readFileSync(`../templates/${name}`, "utf8"); // the tests run in frontend/
  return read("vsl.html")
    .replace('{% include "save_as.html" %}', read("save_as.html"))
    .replace(/[\s\S]*<body[^>]*>/, "")
    .replace(
      /{{- size_options\(\)[^}]*}}/g,
      '<option value="1920x1080">Wide</option><option value="1080x1920">Tall</option>',
    )
    .replace(/{{- look_options\("look"\)[^}]*}}/g, looks.join(""))
    .replace(/{%[\s\S]*?%}|{{[\s\S]*?}}/g, "");
}

/** Load the page at this address and wait until it has asked the server for everything. */
export async function openStudio(server: Server, hash = "#/projects/p"): Promise<void> {
  vi.resetModules();
  vi.stubGlobal("fetch", server.fetch);
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  Image.prototype.decode = () => Promise.resolve();
  Element.prototype.scrollBy = () => undefined;
  localStorage.clear();
  sessionStorage.clear();
  location.hash = hash;
  document.body.innerHTML = markup();
  await import("../src/main");
  await settle();
}

/** Let every answer that is on its way arrive. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) await new Promise((done) => setTimeout(done));
}

export function find<T extends HTMLElement = HTMLElement>(part: string, root: ParentNode = document): T {
  return there(root.querySelector<T>(`[data-part="${part}"]`));
}

export async function press(part: string, root: ParentNode = document): Promise<void> {
  find(part, root).click();
  await settle();
}

/** Write into a field and leave it. */
export async function fill(part: string, value: string): Promise<void> {
  const field = find<HTMLInputElement>(part);
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
}
