"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const config = JSON.parse(at("config").textContent);
  const say = config.say;
  const [frame, video, cue, tap, back, big, bar, seek, clock, button] =
    ["frame", "video", "cue", "tap", "back", "big", "bar", "seek", "clock", "button"].map(at);
  const KEEP_EVERY_S = 2;
  const WORTH_KEEPING_S = 5; // nearer to either end, a viewer begins anew
  const HIDE_AFTER_MS = 2500;

  const kept = readKept();
  let listening = false; // with sound: what counts as watched
  let reached = kept.reached; // the furthest second that was listened to
  let keptAt = 0;
  let captioned = false;
  let hiding = 0;

  function readKept() {
    try {
      const { at = 0, reached = 0 } = JSON.parse(localStorage.getItem(config.key) || "{}");
      return { at: Number(at) || 0, reached: Number(reached) || 0 };
    } catch {
      return { at: 0, reached: 0 }; // storage is forbidden or holds something else
    }
  }

  function keep(seconds) {
    keptAt = seconds;
    try {
      localStorage.setItem(config.key, JSON.stringify({ at: seconds, reached }));
    } catch {
      // storage is full or forbidden: the next visit begins anew
    }
  }

  function told(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  }

  /** The video out of the page itself, where it is not a file beside it. */
  function embedded() {
    const parts = [...document.querySelectorAll("script[data-video]")].map((part) => {
      const bytes = atob(part.textContent);
      part.remove();
      return Uint8Array.from(bytes, (letter) => letter.charCodeAt(0));
    });
    return parts.length ? URL.createObjectURL(new Blob(parts, { type: "video/mp4" })) : "";
  }

  /** The caption of that second; drawn by the page, since browsers put theirs under the controls. */
  function captionAt(seconds) {
    const found = config.captions.find(([start, end]) => start <= seconds && seconds < end);
    return found ? found[2] : "";
  }

  function isWorthResuming() {
    return kept.at > WORTH_KEEPING_S && kept.at < config.duration - WORTH_KEEPING_S;
  }

  /** Show what the page is doing: quiet (before the tap), back, playing, paused, ended. */
  function show(state) {
    frame.dataset.state = state;
    tap.hidden = state !== "quiet";
    back.hidden = state !== "back";
    big.hidden = state !== "paused" && state !== "ended";
    bar.hidden = state === "quiet" || state === "back";
    const plays = state === "playing";
    at("play").toggleAttribute("data-off", !plays);
    at("play").setAttribute("aria-label", plays ? say.pause : say.play);
    big.setAttribute("aria-label", state === "ended" ? say.again : say.play);
  }

  /** Play with sound from there; where a browser forbids it, a play button stays. */
  function listen(from) {
    listening = true;
    video.muted = false;
    video.loop = false;
    video.currentTime = from;
    setMute(false);
    show("playing");
    video.play().catch(() => show("paused"));
    at("play").focus({ preventScroll: true });
  }

  function toggle() {
    if (video.ended) return listen(0);
    if (video.paused) video.play().catch(() => show("paused"));
    else video.pause();
  }

  function setMute(muted) {
    video.muted = muted;
    const control = at("mute");
    control.toggleAttribute("data-off", muted);
    control.setAttribute("aria-label", muted ? say.unmute : say.mute);
  }

  function toggleCaptions() {
    captioned = !captioned;
    at("captions").setAttribute("aria-pressed", String(captioned));
    follow();
  }

  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (frame.requestFullscreen) frame.requestFullscreen().catch(() => frame.classList.toggle("wide"));
    else frame.classList.toggle("wide"); // iPhones have no full screen for elements
  }

  function jump(seconds) {
    if (config.seek) video.currentTime = Math.min(config.duration, Math.max(0, seconds));
  }

  function offer() {
    if (config.button && Math.max(reached, video.currentTime) >= config.button.at) button.hidden = false; // and stays
  }

  function follow() {
    const now = video.currentTime;
    if (listening) {
      reached = Math.max(reached, now);
      if (Math.abs(now - keptAt) >= KEEP_EVERY_S) keep(now);
    }
    if (config.seek) {
      seek.value = String(Math.round((1000 * now) / config.duration));
      seek.setAttribute("aria-valuetext", told(now));
      clock.textContent = `${told(now)} / ${told(config.duration)}`;
    }
    cue.textContent = captioned ? captionAt(now) : "";
    cue.hidden = !cue.textContent;
    offer();
  }

  function wake() {
    frame.classList.remove("still");
    clearTimeout(hiding);
    hiding = setTimeout(() => frame.classList.toggle("still", !video.paused && listening), HIDE_AFTER_MS);
  }

  const KEYS = {
    " ": toggle,
    k: toggle,
    m: () => setMute(!video.muted),
    c: () => config.captions.length && toggleCaptions(),
    f: toggleFull,
    ArrowLeft: () => jump(video.currentTime - 5),
    ArrowRight: () => jump(video.currentTime + 5),
  };

  function press(event) {
    const onControl = event.target instanceof HTMLInputElement || event.target instanceof HTMLAnchorElement;
    const pressing = event.key === " " && event.target instanceof HTMLButtonElement;
    if (!listening || onControl || pressing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    wake();
  }

  const source = embedded();
  if (source) video.src = source;
  at("captions").hidden = !config.captions.length;
  if (config.button) {
    button.textContent = config.button.text;
    button.href = config.button.url;
  }
  seek.hidden = clock.hidden = !config.seek;
  tap.addEventListener("click", () => listen(0));
  at("resume").addEventListener("click", () => listen(kept.at));
  at("restart").addEventListener("click", () => listen(0));
  big.addEventListener("click", toggle);
  at("play").addEventListener("click", toggle);
  at("mute").addEventListener("click", () => setMute(!video.muted));
  at("captions").addEventListener("click", toggleCaptions);
  at("full").addEventListener("click", toggleFull);
  video.addEventListener("click", toggle);
  video.addEventListener("contextmenu", (event) => event.preventDefault()); // it offers a seek bar
  video.addEventListener("timeupdate", follow);
  video.addEventListener("seeked", follow);
  video.addEventListener("play", () => listening && show("playing"));
  video.addEventListener("pause", () => {
    if (!listening || video.ended) return;
    keep(video.currentTime);
    show("paused");
  });
  video.addEventListener("ended", () => {
    reached = config.duration;
    keep(0);
    show("ended");
    offer();
  });
  seek.addEventListener("input", () => jump((Number(seek.value) / 1000) * config.duration));
  addEventListener("keydown", press);
  addEventListener("pagehide", () => listening && !video.ended && keep(video.currentTime));
  for (const name of ["pointermove", "pointerdown", "focusin"]) frame.addEventListener(name, wake);

  video.muted = true;
  offer();
  if (isWorthResuming()) {
    video.currentTime = kept.at;
    at("resume").textContent = say.resume.replace("{time}", told(kept.at));
    show("back");
  } else {
    video.loop = true;
    show("quiet");
    video.play().catch(() => (at("tap-text").textContent = say.tap_to_play));
  }
})();
