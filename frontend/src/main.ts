/** Wires the views, the state and the flow together. */

import "./style.css";
import { exportUrl, mediaUrl, slideUrl } from "./api";
import { part } from "./dom";
import { Flow, projectIn } from "./flow";
import { wholePercent } from "./format";
import { walkOf } from "./keys";
import type { Deck, Slide } from "./model";
import { lookOf } from "./picture";
import { Scope } from "./scope";
import { type State, Store, screenOf } from "./store";
import { seekTarget, shown, slideAt } from "./timeline";
import { BringView } from "./views/bring";
import { ChecksView } from "./views/checks";
import { CutView } from "./views/cut";
import { DropView } from "./views/drop";
import { ExportView } from "./views/export";
import { ForecastView } from "./views/forecast";
import { FormatsView } from "./views/formats";
import { HighlightsView } from "./views/highlights";
import { HistoryView } from "./views/history";
import { LookView } from "./views/look";
import { MessageView } from "./views/message";
import { PictureView } from "./views/picture";
import { PlayerView } from "./views/player";
import { ScriptView } from "./views/script";
import { SeveralView } from "./views/several";
import { SlidesView } from "./views/slides";
import { StageView } from "./views/stage";
import { StartView } from "./views/start";
import { TitleView } from "./views/title";
import { TransportView } from "./views/transport";
import { VersionsView } from "./views/versions";
import { WorkView } from "./views/work";

const STAGE_WIDTH_PX = 1280;
const CARD_WIDTH_PX = 640;
const TITLE = document.title;
let shownDeck: Deck | null = null;

const scope = new Scope();
const store = new Store(show);
const flow = new Flow(store);
const { revision } = flow;
const place = (name: string): HTMLElement => part(document, name, HTMLElement);

const start = new StartView(
  part(document, "start", HTMLFormElement),
  {
    choose: (file) => {
      store.set({ file, outlook: null, message: null });
      flow.weigh(file, start.choices);
    },
    weigh: (choices) => flow.weigh(store.state.file, choices),
    make: (form, name) => flow.begin(form, name, start.way),
  },
  scope,
);
const drop = new DropView(
  place("drop"),
  {
    recording: (file) => start.putRecording(file),
    script: (text) => start.putScript(text),
    scriptFile: (file) => start.putScriptFile(file),
    captions: (file) => start.putCaptions(file),
    unreadable: (text) => store.set({ message: { text, retry: false } }),
  },
  scope,
);
const forecast = new ForecastView(place("forecast"), { take: (model) => start.putModel(model) }, scope);
const work = new WorkView(place("work"), { cancel: () => flow.cancel() }, scope);
const title = new TitleView(place("deck"));
const player = new PlayerView(place("player"), { moved }, scope);
const picture = new PictureView(part(document, "picture", HTMLImageElement));
const transport = new TransportView(place("transport"), { toggle: () => player.toggle(), step, seek }, scope);
const template = (name: string): HTMLTemplateElement => part(document, name, HTMLTemplateElement);
const slides = new SlidesView(
  place("slides"),
  { card: template("slide"), retype: template("retype") },
  {
    pick: seekSlide,
    retype: ({ id }, text) => revision.edit([{ edit: "retype", slide: id, text }], "Saved"),
    merge: ({ id }) => void revision.edit([{ edit: "merge", slide: id }], "Two slides joined"),
    hide: ({ id, hidden }) =>
      void revision.edit([{ edit: "hide", slide: id, hidden: !hidden }], hidden ? "Slide shown again" : "Slide hidden"),
    lost: (draft) => queueMicrotask(() => store.set({ message: { text: gone(draft), retry: false } })),
  },
  scope,
);
const cut = new CutView(place("cut"), { recut: (preset) => revision.recut(preset) }, scope);
const walks = new HistoryView(
  place("history"),
  { undo: () => void revision.undo(), redo: () => void revision.redo() },
  scope,
);
const versions = new VersionsView(
  place("versions"),
  template("version-row"),
  { browse: (older) => void revision.browse(older), restore: (number) => void revision.restore(number) },
  scope,
);
const look = new LookView(
  place("look"),
  { dress: (dress, said) => revision.dress(dress, said), keep: (files) => revision.keepLook(files) },
  scope,
);
const highlights = new HighlightsView(
  part(document, "highlights", HTMLSelectElement),
  { highlight: (emphasis, said) => revision.highlight(emphasis, said) },
  scope,
);
const stage = new StageView(
  place("stage-panel"),
  { set: (edits, said) => revision.edit(edits, said), keepMusic: (file) => revision.keepMusic(file) },
  scope,
);
const script = new ScriptView(place("script-check"), template("difference-row"), {
  seek,
  decide: (difference, followVoice) => void revision.decide(difference, followVoice),
});
const checks = new ChecksView(place("checks"), {
  seek: (ms) => seekSlide(slideAt(store.state.deck?.slides ?? [], ms)),
  fix: ({ fix }) => (fix ? revision.edit([fix], "Mended") : Promise.resolve(false)),
});
const exporting = new ExportView(
  place("export"),
  exportUrl,
  { start: () => flow.writeVideo(), cancel: () => flow.cancelVideo() },
  scope,
);
const formats = new FormatsView(
  place("formats"),
  { save: (format, options) => flow.saveFile(format, options), cancel: () => flow.cancelSaving() },
  scope,
);
const several = new SeveralView(
  part(document, "several", HTMLFormElement),
  template("variant-row"),
  exportUrl,
  { make: (themes, sizes) => void flow.several.make(themes, sizes), cancel: (id) => flow.several.cancel(id) },
  scope,
);
const bring = new BringView(
  place("bring"),
  {
    compare: (file) => void revision.compare(file),
    takeOver: (file) => revision.takeOver(file),
    leave: () => revision.leaveFile(),
  },
  scope,
);
const message = new MessageView(
  place("message"),
  { retry: () => flow.retry(), close: () => store.set({ message: null }) },
  scope,
);

const views = [
  ...[start, drop, forecast, work, title, message, walks, versions, cut, look, highlights, stage, script, checks],
  ...[exporting, formats, several, bring],
];

function show(state: State): void {
  for (const view of views) view.update(state);
  place("again").hidden = screenOf(state) !== "deck";
  document.title = titleOf(state);
  showDeck(state);
}

function showDeck({ project, deck, slide, video }: State): void {
  if (!project || !deck) {
    if (shownDeck) slides.clear();
    shownDeck = null;
    player.stop();
    return;
  }
  if (deck !== shownDeck) queueMicrotask(() => player.retell());
  shownDeck = deck;
  const pictureOf = (found: Slide | undefined, widthPx: number): string =>
    found ? slideUrl(project.id, found.id, widthPx, lookOf(found, deck.theme)) : "";
  const aspect = `${deck.theme.width_px} / ${deck.theme.height_px}`;
  const finished = video?.job.state === "done";
  player.update({
    source: finished ? exportUrl(video.id) : mediaUrl(project.id),
    finished,
    poster: pictureOf(deck.slides[shown(deck.slides, 0, 1)], STAGE_WIDTH_PX),
    background: deck.theme.background,
    aspect,
  });
  picture.update({
    url: pictureOf(deck.slides[slide], STAGE_WIDTH_PX),
    text: deck.slides[slide]?.text ?? "",
    upcoming: pictureOf(deck.slides[shown(deck.slides, slide + 1, 1)], STAGE_WIDTH_PX),
    hidden: finished,
  });
  slides.update({
    slides: deck.slides,
    sections: deck.sections ?? [],
    current: slide,
    aspect,
    pictureOf: (found) => pictureOf(found, CARD_WIDTH_PX),
  });
}

const gone = (draft: string): string => `The slide that you were typing on is gone. This is what you typed: “${draft}”`;

function titleOf(state: State): string {
  const job = state.job ?? (state.video?.job.state === "done" ? null : state.video?.job);
  const name = screenOf(state) === "start" ? TITLE : `${state.name} · VSL`;
  return job ? `${wholePercent(job.percent)} % · ${name}` : name;
}

function moved(ms: number, playing: boolean): void {
  const { deck, slide } = store.state;
  if (!deck) return;
  transport.update({ ms, durationMs: deck.media.duration_ms, playing });
  const atRest = ms === 0 && !playing; // the first slide is the poster
  const current = atRest ? shown(deck.slides, 0, 1) : slideAt(deck.slides, ms);
  if (current !== slide) store.set({ slide: current });
}

function seek(ms: number): void {
  player.seek(ms);
}

function seekSlide(index: number): void {
  const { deck } = store.state;
  if (deck) seek(seekTarget(deck.slides, index));
}

function step(count: 1 | -1): void {
  const { deck, slide } = store.state;
  if (!deck) return;
  const index = shown(deck.slides, slide + count, count);
  seekSlide(index < 0 ? slide : index);
}

const KEYS: Readonly<Record<string, () => void>> = {
  " ": () => player.toggle(),
  ArrowLeft: () => step(-1),
  ArrowUp: () => step(-1),
  ArrowRight: () => step(1),
  ArrowDown: () => step(1),
};

const TEXT_FIELD = "textarea, input:not([type=range])";

function press(event: KeyboardEvent): void {
  const target = event.target as Element;
  if (!store.state.deck) return;
  const walk = walkOf(event);
  if (walk && !target.matches(TEXT_FIELD)) {
    event.preventDefault();
    return void revision[walk]();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches("input, select, textarea, summary")) return;
  if (event.key === " " && target.matches("button, a")) return; // that is a click
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function visit(): void {
  flow.open(projectIn(location.hash));
}

scope.on(document, "keydown", press);
scope.on(window, "popstate", visit);
scope.on(window, "beforeunload", (event) => {
  if (store.state.job?.stage === "upload" || slides.hasDraft) event.preventDefault(); // leaving now would lose it
});
scope.on(place("again"), "click", leave);
visit();

function leave(event: Event): void {
  event.preventDefault();
  history.pushState(null, "", location.pathname);
  store.set({ file: null, outlook: null });
  start.element.reset();
  visit();
}

if (import.meta.hot) import.meta.hot.dispose(() => scope.dispose());
