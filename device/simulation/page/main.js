// Connects to the gate, keeps what it says, and has every part of the page drawn from it.
import { begin, onLanguage, say, speak } from "./text.js";
import { place, toast } from "./dom.js";
import { drawCaption, drawScene } from "./scene.js";
import { drawSteps, tellStory } from "./story.js";
import { drawEyes } from "./eyes.js";
import { buildControls, drawControls, drawHands } from "./controls.js";
import { addAnswer, drawCases } from "./inspector.js";
import { addEntry, addWire, drawAcknowledged, drawRecords } from "./records.js";
import { beginSound, playPrompt, playSignal } from "./sound.js";
import { beginTabs } from "./tabs.js";

const now = {
  gate: null, caption: null, world: {}, outputs: { on: [] }, visit: {}, lane: null, eyes: null, cases: [], play: null, scenarios: [], about: {},
};
const DRAWN = {
  gate: () => { drawScene(now); drawSteps(now); tellStory(now); drawControls(now); playSignal(now.gate); },
  caption: () => { if (now.caption) drawCaption(now); },
  world: () => drawHands(now),
  journal: () => drawAcknowledged(now),
  outputs: () => { drawScene(now); if (now.caption) drawCaption(now); note(); },
  visit: () => { drawSteps(now); tellStory(now); },
  lane: () => { drawScene(now); drawSteps(now); tellStory(now); drawControls(now); },
  eyes: () => drawEyes(now),
  cases: () => { drawCases(now); tellStory(now); },
  voice: () => playPrompt(now.voice),
  play: () => drawControls(now),
  scenarios: () => drawControls(now),
  about: () => { drawControls(now); drawHands(now); },
};

function note() {
  // a measurement of this page reads here what it drew, and when
  const open = now.outputs.on.includes("barrier");
  if (note.open === open) return;
  note.open = open;
  requestAnimationFrame(() => requestAnimationFrame(() => {
    document.body.dataset.drawnAt = String(performance.timeOrigin + performance.now());
    document.body.dataset.movedAt = String(now.outputs.barrier_moved);
    document.body.dataset.barrier = open ? "open" : "shut";
  }));
}

function drawAll() {
  if (!now.gate) return;
  for (const topic of ["gate", "caption", "world", "journal", "outputs", "visit", "lane", "cases", "eyes", "play"]) if (now[topic] !== undefined) DRAWN[topic]();
  drawRecords();
}

let stream = null;

function listen() {
  if (stream) return;
  stream = new EventSource("/events");
  stream.onopen = () => { document.body.classList.remove("lost"); };
  stream.onerror = () => {
    if (!document.body.classList.contains("lost")) toast(say("reconnecting"));
    document.body.classList.add("lost");
  };
  for (const topic of Object.keys(DRAWN))
    stream.addEventListener(topic, event => { now[topic] = JSON.parse(event.data); if (now.gate && now.lane) DRAWN[topic](); });
  stream.addEventListener("entry", event => addEntry(JSON.parse(event.data)));
  stream.addEventListener("wire", event => { const message = JSON.parse(event.data); addWire(message); addAnswer(message); });
}

function rest() {
  // a browser opens few connections to one place: a page nobody looks at gives its own back
  stream?.close();
  stream = null;
}

function beginTheme() {
  const set = theme => {
    if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
  };
  set(localStorage.getItem("menshen.theme"));
  place("theme").addEventListener("click", () => {
    const isDark = (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    localStorage.setItem("menshen.theme", isDark ? "light" : "dark");
    set(isDark ? "light" : "dark");
  });
}

new IntersectionObserver(([seen]) => { place("mini").hidden = seen.isIntersecting; }, { threshold: 0.2 }).observe(place("screen"));
for (const button of document.querySelectorAll("[data-language]"))
  button.addEventListener("click", () => speak(button.dataset.language));
beginTheme();
beginSound();
beginTabs();
buildControls(now);
onLanguage(drawAll);
begin();
listen();
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
addEventListener("pagehide", rest);
