// @vitest-environment happy-dom

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Difference } from "../src/model";
import { DECK, fill, find, openStudio, press, refusal, Server, Stream, settle } from "./studio";
import { there } from "./there";

const EDITS = "/api/projects/p/edits";
let server: Server;

beforeEach(() => {
  server = new Server();
});

const cards = (): HTMLElement[] => [...find("slides").querySelectorAll<HTMLElement>(".card")];
const card = (n: number): HTMLElement => there(cards()[n]);
const texts = (): (string | null | undefined)[] => cards().map((each) => each.querySelector("img")?.alt);

describe("The list of slides", () => {
  it("shows each slide with its picture and its time, under the parts of the letter", async () => {
    await openStudio(server);
    expect(texts()).toEqual(["Just $97", "only today", "Buy it."]);
    expect(cards().map((each) => find("start", each).textContent)).toEqual(["0:00", "0:03", "0:06"]);
    expect(card(1).querySelector("img")?.getAttribute("src")).toMatch(
      /^\/api\/projects\/p\/slides\/b\.png\?width=640&look=\w+$/,
    );
    const rows = [...find("slides").children].map((each) => each.className.split(" ")[0]);
    expect(rows).toEqual(["card", "card", "section", "card"]);
    expect(find("deck").hidden).toBe(false);
  });

  it("puts the slide that is pressed on the screen", async () => {
    await openStudio(server);
    await press("pick", card(2));
    expect(find<HTMLVideoElement>("video").currentTime).toBeGreaterThanOrEqual(6);
    expect(find("pick", card(2)).getAttribute("aria-current")).toBe("true");
    expect(find("picture").getAttribute("alt")).toBe("Buy it.");
  });

  it("sends a text that was retyped with the version it was typed on, and shows what came of it", async () => {
    await openStudio(server);
    server.on("POST", EDITS, () =>
      server.change({ slides: DECK.slides.map((s) => (s.id === "b" ? { ...s, text: "today only" } : s)) }),
    );
    await press("edit", card(1));
    const form = there(card(1).querySelector("form"));
    find<HTMLTextAreaElement>("text", form).value = "today only";
    form.requestSubmit();
    await settle();
    const [asked] = server.requests("POST", EDITS);
    expect(asked?.body).toEqual({ edits: [{ edit: "retype", slide: "b", text: "today only" }] });
    expect(asked?.version).toBe('"1"');
    expect(texts()[1]).toBe("today only");
    expect(card(1).querySelector("form")).toBeNull();
    expect(find("said").textContent).toBe("Saved");
  });

  it("keeps the field open with what was typed where the server refuses it", async () => {
    await openStudio(server);
    server.on("POST", EDITS, () => refusal(422, "That text is too long for a slide."));
    await press("edit", card(1));
    const form = there(card(1).querySelector("form"));
    find<HTMLTextAreaElement>("text", form).value = "much too long";
    form.requestSubmit();
    await settle();
    expect(find<HTMLTextAreaElement>("text", card(1)).value).toBe("much too long");
    expect(find("message-text").textContent).toBe("That text is too long for a slide.");
    expect(texts()[1]).toBe("only today");
  });

  it("joins, hides and shows slides again", async () => {
    await openStudio(server);
    const hide = (hidden: boolean): Response =>
      server.change({ slides: DECK.slides.map((slide) => (slide.id === "a" ? { ...slide, hidden } : slide)) });
    server.on("POST", EDITS, ({ body }) => hide((body as { edits: { hidden: boolean }[] }).edits[0]?.hidden ?? false));
    await press("hide", card(0));
    expect(card(0).classList.contains("unseen")).toBe(true);
    await press("hide", card(0));
    expect(card(0).classList.contains("unseen")).toBe(false);
    server.on("POST", EDITS, () => server.change({ slides: DECK.slides.slice(1) }));
    await press("merge", card(0));
    expect(texts()).toEqual(["only today", "Buy it."]);
    const made = server
      .requests("POST", EDITS)
      .map(({ body, version }) => [(body as { edits: unknown[] }).edits[0], version]);
    expect(made).toEqual([
      [{ edit: "hide", slide: "a", hidden: true }, '"1"'],
      [{ edit: "hide", slide: "a", hidden: false }, '"2"'],
      [{ edit: "merge", slide: "a" }, '"3"'],
    ]);
  });
});

describe("What stands around the slides", () => {
  it("sends one change with all the rest as it was, and says what there is", async () => {
    server.deck = { ...DECK, staging: { transition: { kind: "crossfade", duration_ms: 200 }, zoom_share: 0.1 } };
    await openStudio(server);
    expect(find<HTMLSelectElement>("stage-transition").value).toBe("crossfade");
    server.on("POST", EDITS, ({ body }) =>
      server.change({
        staging: there((body as { edits: { staging: NonNullable<typeof DECK.staging> }[] }).edits[0]).staging,
      }),
    );
    await fill("stage-intro", "  Watch this  ");
    const [asked] = server.requests("POST", EDITS);
    expect(asked?.body).toMatchObject({
      edits: [
        {
          edit: "set_staging",
          staging: {
            intro: { text: "Watch this" },
            transition: { kind: "crossfade", duration_ms: 200 },
            zoom_share: 0.1,
          },
        },
      ],
    });
    expect(find("stage-line").textContent).toBe("cards, crossfade");
    await fill("stage-intro", "");
    expect(server.deck.staging?.intro).toBeNull();
    expect(find("stage-line").textContent).toBe("crossfade");
  });

  it("lets the first slide wait for the voice", async () => {
    await openStudio(server);
    expect(find<HTMLSelectElement>("stage-first").value).toBe("start");
    server.on("POST", EDITS, () => server.change({ staging: { first_slide: "voice" } }));
    await fill("stage-first", "voice");
    expect(server.requests("POST", EDITS)[0]?.body).toMatchObject({ edits: [{ staging: { first_slide: "voice" } }] });
    expect(find<HTMLSelectElement>("stage-first").value).toBe("voice");
  });

  it("offers the speaker's corner only where there is a picture", async () => {
    await openStudio(server);
    expect(find("stage-filmed").hidden).toBe(true);
    server.deck = {
      ...DECK,
      media: { ...DECK.media, video: { codec: "h264", width_px: 2, height_px: 2, frame_rate: "25" } },
    };
    await openStudio(server);
    expect(find("stage-filmed").hidden).toBe(false);
  });
});

describe("Highlights", () => {
  const HIGHLIGHTS = "/api/projects/p/highlights";
  const list = (): HTMLSelectElement => find<HTMLSelectElement>("highlights");

  it("stand out on as many slides as is chosen, of the kinds that were picked", async () => {
    server.deck = { ...DECK, emphasis: { kinds: ["price"], most_share: 0.6, names: [] } };
    await openStudio(server);
    expect(list().value).toBe("0.6");
    server.on("POST", HIGHLIGHTS, ({ body }) => server.change({ emphasis: body as NonNullable<typeof DECK.emphasis> }));
    await fill("highlights", "0.3");
    await fill("highlights", "none");
    await fill("highlights", "1");
    expect(server.requests("POST", HIGHLIGHTS).map(({ body }) => body)).toEqual([
      { kinds: ["price"], most_share: 0.3 },
      { kinds: [] },
      { most_share: 1 },
    ]);
    expect([list().value, find("said").textContent]).toEqual(["1", "Highlights: many"]);
  });

  it("go back to what the deck has where the server refuses", async () => {
    server.deck = { ...DECK, emphasis: { most_share: 0.45 } };
    await openStudio(server);
    expect(list().selectedOptions[0]?.text).toBe("As many as were set");
    server.on("POST", HIGHLIGHTS, () => refusal(422, "Not now."));
    await fill("highlights", "1");
    expect([list().value, find("message-text").textContent]).toEqual(["", "Not now."]);
  });
});

describe("The script's report", () => {
  const difference = (change: Partial<Difference>): Difference => ({
    id: "d",
    kind: "changed",
    script: "$97",
    heard: "$79",
    start_ms: 3000,
    end_ms: 4000,
    line: 2,
    follows_voice: null,
    shown: "script",
    ...change,
  });

  beforeEach(() => {
    server.deck = { ...DECK, reading: { script: "Just $97", heard: [] } };
    server.report = { heard_share: 0.5, differences: [difference({})] };
  });

  it("lists what differs, and whose words are on the slides", async () => {
    await openStudio(server);
    expect(find("script-check").hidden).toBe(false);
    expect(find("script-line").textContent).toBe("50 % heard, 1 to decide");
    const row = find("difference", find("differences"));
    expect([find("at", row).textContent, find("kind", row).textContent]).toEqual(["0:03", "Said in other words"]);
    expect([find("script-says", row), find("voice-says", row)].map((side) => find("mark", side).hidden)).toEqual([
      false,
      true,
    ]);
  });

  it("sends a decision and shows the report that follows from it", async () => {
    await openStudio(server);
    server.on("POST", "/api/projects/p/decisions", () => {
      server.report = { heard_share: 0.5, differences: [difference({ follows_voice: true, shown: "voice" })] };
      return server.change({ slides: DECK.slides.map((s) => (s.id === "a" ? { ...s, text: "Just $79" } : s)) });
    });
    await press("follow", find("differences"));
    const [asked] = server.requests("POST", "/api/projects/p/decisions");
    expect(asked?.body).toEqual({ difference: "d", follow_voice: true });
    expect(texts()[0]).toBe("Just $79");
    expect(find("script-line").textContent).toBe("50 % heard, all decided");
    const row = find("difference", find("differences"));
    expect(row.classList.contains("decided")).toBe(true);
    expect(find("follow", row).getAttribute("aria-pressed") ?? find("follow", row).ariaPressed).toBe("true");
    expect(find("reopen", row).hidden).toBe(false);
  });

  it("goes to the moment of a difference", async () => {
    await openStudio(server);
    await press("at", find("differences"));
    expect(find<HTMLVideoElement>("video").currentTime).toBe(3);
  });

  it("is away where there is no script", async () => {
    server.deck = DECK;
    await openStudio(server);
    expect(find("script-check").hidden).toBe(true);
    expect(server.requests("GET", "/api/projects/p/report")).toEqual([]);
  });
});

describe("An export", () => {
  const EXPORTS = "/api/projects/p/exports";

  beforeEach(async () => {
    await openStudio(server);
    server.on("POST", EXPORTS, () => Response.json({ id: "e", job: "j" }, { status: 202 }));
    server.on("GET", "/api/jobs/j", () => Response.json({ id: "j", state: "queued", queue_position: 2 }));
  });

  it("shows how far it has come, then the file, and plays it", async () => {
    await press("export-start");
    expect(server.requests("POST", EXPORTS).map(({ body }) => body)).toEqual([{ format: "mp4" }]);
    expect([find("export-start").hidden, find("export-cancel").hidden]).toEqual([true, false]);
    expect(Stream.last?.address).toBe("/api/events?job=j");
    Stream.tell({ stage: "slides", percent: 40 });
    expect([find<HTMLProgressElement>("export-bar").value, find("export-title").textContent]).toEqual([40, "40 %"]);
    expect(document.title).toContain("40 %");
    Stream.tell({ state: "done", percent: 100 });
    await settle();
    expect(find("download").getAttribute("href")).toBe("/api/exports/e/file");
    expect(find("download").hidden).toBe(false);
    expect(find("video").getAttribute("src")).toBe("/api/exports/e/file");
  });

  it("is cancelled at the server, and can be started again", async () => {
    const cancel = "/api/jobs/j/cancel";
    server.on("POST", cancel, () => Response.json({}));
    await press("export-start");
    Stream.tell({ percent: 1 });
    await press("export-cancel");
    expect(server.requests("POST", cancel)).toHaveLength(1);
    Stream.tell({ state: "cancelled" });
    await settle();
    expect([find("export-start").hidden, find("message").hidden]).toEqual([false, true]);
  });

  it("that fails says why, and is tried again with one press", async () => {
    await press("export-start");
    Stream.tell({ state: "failed", message: "The disk is full: make room." });
    await settle();
    expect(find("message-text").textContent).toBe("The disk is full: make room.");
    await press("message-retry");
    expect(server.requests("POST", EXPORTS)).toHaveLength(2);
    expect(find("message").hidden).toBe(true);
  });

  it("ends when the slides change under it", async () => {
    server.on("POST", EDITS, () => server.change({ slides: DECK.slides.slice(1) }));
    server.on("POST", "/api/jobs/j/cancel", () => Response.json({}));
    await press("export-start");
    Stream.tell({ percent: 40 });
    await press("merge", card(0));
    expect(server.requests("POST", "/api/jobs/j/cancel")).toHaveLength(1);
    expect(find("message-text").textContent).toContain("The slides changed while their video was being written");
    expect(find("export-start").hidden).toBe(false);
  });
});

describe("An error", () => {
  it("of the line is one clear sentence, and the same request goes out again", async () => {
    await openStudio(server);
    server.on("POST", EDITS, () => Promise.reject(new TypeError("Failed to fetch")));
    await press("merge", card(0));
    expect(find("message-text").textContent).toMatch(/^The server does not answer\./);
    expect(texts()).toHaveLength(3);
    server.on("POST", EDITS, () => server.change({ slides: DECK.slides.slice(1) }));
    await press("message-retry");
    expect(texts()).toHaveLength(2);
    const [first, second] = server.requests("POST", EDITS);
    expect(second).toEqual(first);
  });

  it("that lasts offers no second try, and can be closed", async () => {
    await openStudio(server);
    server.on("POST", EDITS, () => refusal(422, "A single slide can't be joined."));
    await press("merge", card(0));
    expect([find("message").hidden, find("message-retry").hidden]).toEqual([false, true]);
    await press("message-close");
    expect(find("message").hidden).toBe(true);
  });

  it("of a page out of date brings the newer slides", async () => {
    await openStudio(server);
    server.on("POST", EDITS, () => {
      server.change({ slides: DECK.slides.slice(0, 2) }); // somebody else's change
      return refusal(412, "There is a newer version.");
    });
    await press("merge", card(0));
    expect(texts()).toEqual(["Just $97", "only today"]);
    expect(find("message-retry").hidden).toBe(true);
  });

  it("never becomes markup", async () => {
    await openStudio(server);
    server.on("POST", EDITS, () => refusal(422, "<img src=x onerror=alert(1)>"));
    await press("merge", card(0));
    expect(find("message-text").textContent).toBe("<img src=x onerror=alert(1)>");
    expect(find("message-text").querySelector("img")).toBeNull();
  });

  it("on the way to a project leads back to the empty page", async () => {
    server.on("GET", "/api/projects/p", () => refusal(404, "There is no project p."));
    await openStudio(server);
    expect(find("message-text").textContent).toBe("There is no project p.");
    expect([find("start").hidden, find("deck").hidden]).toEqual([false, true]);
  });
});

it("is told by the page itself where the page is at fault", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  server.on("GET", "/api/projects/p/deck", () => new Response("{", { status: 200 }));
  await openStudio(server);
  expect(find("message-text").textContent).toBe("Something on this page broke. Reload it and try again.");
  expect(logged).toHaveBeenCalledOnce();
});
