import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Project } from "../src/model";
import { Revision } from "../src/revision";
import { EMPTY, Store } from "../src/store";
import { there } from "./there";

const project: Project = {
  id: "p",
  name: "p",
  state: "ready",
  engine: null,
  listener: null,
  language: null,
  notices: [],
  duration_ms: 9,
  slide_count: 1,
  job: null,
};
const deck = (text: string) => ({
  media: { duration_ms: 9000 },
  slides: [{ id: "a", text, start_ms: 0, end_ms: 9000 }],
  theme: { name: "classic", width_px: 1, height_px: 1, background: "#FFFFFF" },
});
const edit = { edit: "retype", slide: "a", text: "new" };

/** A server that keeps one deck, and refuses a change of another version than its own. */
class Server {
  version = 1;
  text = "old";
  readonly known: string[] = [];
  readonly past: string[] = [];

  readonly answer = async (path: string, options: RequestInit): Promise<Response> => {
    if (path.endsWith("/lint")) return Response.json({ score: 100, findings: [] });
    if (path.includes("/versions"))
      return Response.json({ undo: this.past.length ? "Retyped a slide" : null, redo: null });
    if (options.method === "POST") {
      const known = there((options.headers as Record<string, string>)["If-Match"]);
      this.known.push(known);
      if (known !== `"${this.version}"`) return Response.json({ message: "newer" }, { status: 412 });
      if (path.endsWith("/undo")) return this.#undone();
      this.past.push(this.text);
      const { edits } = JSON.parse(options.body as string) as { edits: { text: string }[] };
      this.text = there(edits[0]).text;
      this.version++;
    }
    return this.#deck();
  };

  #undone(): Response {
    const text = this.past.pop();
    if (text === undefined) return Response.json({ message: "There is nothing to undo." }, { status: 409 });
    this.text = text;
    this.version++;
    return this.#deck();
  }

  #deck(): Response {
    return Response.json(deck(this.text), { headers: { ETag: `"${this.version}"` } });
  }
}

describe("Revision", () => {
  let server: Server;
  let store: Store;
  let revision: Revision;
  const failed = vi.fn();

  beforeEach(() => {
    server = new Server();
    vi.stubGlobal("fetch", server.answer);
    store = new Store(() => undefined);
    store.set({ ...EMPTY, project, deck: deck("old"), version: '"1"', slide: 0 });
    revision = new Revision(store, { changed: () => undefined, failed });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("shows the deck that the server made of an edit, and says so", async () => {
    expect(await revision.edit([edit], "Saved")).toBe(true);
    expect([store.state.deck?.slides[0]?.text, store.state.version, store.state.said]).toEqual(["new", '"2"', "Saved"]);
  });

  it("starts each change from the version that the last one left", async () => {
    await Promise.all([revision.edit([edit], ""), revision.edit([{ ...edit, text: "newer" }], "")]);
    expect(server.known).toEqual(['"1"', '"2"']);
    expect(store.state.deck?.slides[0]?.text).toBe("newer");
  });

  it("shows the newer deck and says so when somebody else was faster", async () => {
    server.version = 7;
    server.text = "theirs";
    expect(await revision.edit([edit], "Saved")).toBe(false);
    expect([store.state.deck?.slides[0]?.text, store.state.version]).toEqual(["theirs", '"7"']);
    expect(store.state.message?.text).toContain("changed somewhere else");
    expect(failed).not.toHaveBeenCalled();
  });

  it("takes a change back as a version of its own, and knows what can be undone", async () => {
    await revision.edit([edit], "Saved");
    await vi.waitFor(() => expect(store.state.history?.undo).toBe("Retyped a slide"));
    expect(await revision.undo()).toBe(true);
    expect([store.state.deck?.slides[0]?.text, store.state.version, store.state.said]).toEqual([
      "old",
      '"3"',
      "Undone",
    ]);
    await vi.waitFor(() => expect(store.state.history?.undo).toBeNull());
  });

  it("says so where nothing is left to undo, and raises no alarm", async () => {
    expect(await revision.undo()).toBe(false);
    expect([store.state.said, store.state.message]).toEqual(["There is nothing to undo.", null]);
    expect(failed).not.toHaveBeenCalled();
  });

  it("undoes nothing that somebody else did", async () => {
    server.version = 7;
    server.text = "theirs";
    server.past.push("before theirs");
    expect(await revision.undo()).toBe(false);
    expect([store.state.deck?.slides[0]?.text, server.text]).toEqual(["theirs", "theirs"]);
  });

  it("asks for another look by its name and shows the deck that wears it", async () => {
    const posted: unknown[] = [];
    vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
      if (!path.endsWith("/look")) return server.answer(path, options);
      posted.push(JSON.parse(options.body as string));
      return Response.json(
        { ...deck("old"), theme: { ...deck("").theme, name: "gold" } },
        { headers: { ETag: '"2"' } },
      );
    });
    expect(await revision.dress({ theme: "gold" }, "Look: Gold")).toBe(true);
    expect(posted).toEqual([{ theme: "gold" }]);
    expect([store.state.deck?.theme.name, store.state.said]).toEqual(["gold", "Look: Gold"]);
  });

  it("sends a brand kit with its files and tells what would be hard to read in it", async () => {
    let sent = new FormData();
    const look = { name: "acme", title: "Acme", preview: "", notes: ["The text is pale."] };
    vi.stubGlobal("fetch", async (_: string, options: RequestInit) => {
      sent = options.body as FormData;
      return Response.json(look, { status: 201 });
    });
    const files = [new File(["{}"], "acme.json"), new File([""], "logo.png")];
    expect(await revision.keepLook(files)).toEqual(look);
    expect((sent.get("theme") as File).name).toBe("acme.json");
    expect((sent.get("files") as File).name).toBe("logo.png");
    expect(store.state.message?.text).toBe("The text is pale.");
  });

  it("keeps no look that the server refuses", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ message: "No.", retryable: false }, { status: 422 }));
    expect(await revision.keepLook([])).toBeNull();
    expect(failed).toHaveBeenCalled();
  });

  it("drops what was on its way when another project is opened", async () => {
    const late = revision.edit([edit], "Saved");
    revision.stop();
    expect(await late).toBe(false);
    expect(store.state.version).toBe('"1"');
  });

  it("tells what an edited file changes, and takes it over from the version on the screen", async () => {
    const posted: (string | null)[][] = [];
    const told = { differences: [{ told: "Slide 1 reads “new”" }, { told: "Slide 2 is hidden" }], notes: [] };
    vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
      if (!path.endsWith("/import")) return server.answer(path, options);
      const form = options.body as FormData;
      posted.push([
        (form.get("file") as File).name,
        form.get("apply") as string | null,
        new Headers(options.headers).get("If-Match"),
      ]);
      return form.get("apply") ? Response.json(deck("new"), { headers: { ETag: '"2"' } }) : Response.json(told);
    });
    const file = new File([""], "slides.pptx");
    await revision.compare(file);
    expect(store.state.returned).toEqual(told);
    expect(await revision.takeOver(file)).toBe(true);
    expect(posted).toEqual([
      ["slides.pptx", null, null],
      ["slides.pptx", "true", '"1"'],
    ]);
    expect([store.state.deck?.slides[0]?.text, store.state.said, store.state.returned]).toEqual([
      "new",
      "2 changes taken over",
      null,
    ]);
  });

  it("forgets what a file would change once the deck is another", async () => {
    store.set({ returned: { differences: [], notes: [] } });
    await revision.edit([edit], "Saved");
    expect(store.state.returned).toBeNull();
  });

  it("puts older versions beside those that are known, and goes back to one", async () => {
    const asked: string[] = [];
    const row = (number: number) => ({ number, what: "Cut", created: 0, current: number === 3 });
    vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
      if (path.includes("limit=1")) return server.answer(path, options);
      asked.push(path);
      if (path.endsWith("/restore")) return Response.json(deck("older"), { headers: { ETag: '"4"' } });
      if (!path.includes("/versions")) return server.answer(path, options);
      return Response.json(
        path.includes("after=2") ? { versions: [row(1)], next: null } : { versions: [row(3), row(2)], next: "2" },
      );
    });
    await revision.browse(false);
    await revision.browse(true);
    expect(store.state.versions?.versions.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(await revision.restore(1)).toBe(true);
    expect(asked.filter((path) => path.endsWith("/restore"))).toEqual(["/api/projects/p/versions/1/restore"]);
    expect([store.state.deck?.slides[0]?.text, store.state.version]).toEqual(["older", '"4"']);
  });
});
