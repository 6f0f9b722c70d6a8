// The hands: who comes, who the user is, what is held up, which scenario plays.
import { act, make, place, sendPicture, toast } from "./dom.js";
import { isChinese, onLanguage, pick, say } from "./text.js";
import { CODES, HANDS, PRESETS, SLIDERS, STORIES } from "./words.js";

const me = { core: 36.6, skin: 0, height: 170, distance: 230, ambient: 24 };
const BACK = { fire_over: "fire", network_in: "network_out", thermometer_in: "thermometer_out", camera_alive: "camera_frozen", disk_free: "disk_full", housing_shut: "housing" };
const labelled = [];
let shownScenarios = "", videoTimer = null, video = null;

const stand = () => act({ type: "stand", core_celsius: me.core, skin_celsius: me.skin, height_cm: me.height, distance_mm: me.distance });

function button(pair, call, more = {}) {
  const made = make("button", { type: "button", click: call, ...more }, ...(more.mark ? [more.mark] : []), make("span"));
  labelled.push([made.querySelector("span:last-child"), pair]);
  return made;
}

export function buildControls(now) {
  for (const [story, pair] of Object.entries(STORIES)) place("stories").append(button(pair, () => act({ type: "invite", story }), { "data-story": story }));
  for (const [name, [chinese, english, body]] of Object.entries(PRESETS))
    place("presets").append(button([chinese, english], () => { Object.assign(me, body); drawSliders(); stand(); }, { "data-preset": name }));
  for (const [name, row] of Object.entries(SLIDERS)) place("sliders").append(slider(name, row));
  for (const [example, [chinese, english, look]] of Object.entries(CODES)) {
    const made = button([chinese, english], () => holdUp(now, example), { "data-code": example, mark: make("i", { class: `qr ${look}`, "aria-hidden": "true" }) });
    place("codes").append(made);
  }
  for (const [what, pair] of Object.entries(HANDS)) place("hands").append(button(pair, () => act({ type: "touch", what }), { "data-hand": what, class: BACK[what] ? "back" : "" }));
  place("visitors_on").addEventListener("click", () => { stopVideo(); act({ type: "visitors" }); });
  place("leave").addEventListener("click", () => { stopVideo(); act({ type: "leave" }); });
  place("stop_play").addEventListener("click", () => act({ type: "stop_play" }));
  place("upload").addEventListener("change", event => upload(event.target));
  place("webcam").addEventListener("click", () => (video ? stopVideo() : startVideo()));
  if (!navigator.mediaDevices?.getUserMedia) place("webcam").hidden = true;
  onLanguage(() => { for (const [span, pair] of labelled) span.textContent = pick(pair); drawSliders(); shownScenarios = ""; });
  drawSliders();
}

async function holdUp(now, example) {
  // a code alone shows nothing: whoever holds it up also stands there, unless it is an inspector's badge
  if (example !== "badge" && (now.lane?.holder !== "guest" || now.lane.guest === "away")) await stand();
  await act({ type: "hold_up", example });
}

function slider(name, [chinese, english, least, most, step]) {
  const input = make("input", { type: "range", min: least, max: most, step, id: `slide_${name}`, "data-slider": name });
  const label = make("label", { for: `slide_${name}` }, make("span"), make("output"));
  labelled.push([label.querySelector("span"), [chinese, english]]);
  input.addEventListener("input", () => {
    me[name] = Number(input.value);
    drawSliders();
    clearTimeout(slider.timer);
    slider.timer = setTimeout(() => (name === "ambient" ? act({ type: "room", celsius: me.ambient }) : stand()), 120);
  });
  return make("div", { class: "slider" }, label, input);
}

function drawSliders() {
  for (const [name, row] of Object.entries(SLIDERS)) {
    const input = place(`slide_${name}`);
    if (!input) continue;
    input.value = me[name];
    const text = `${name === "skin" && me[name] > 0 ? "+" : ""}${me[name]} ${row[5]}`;
    input.setAttribute("aria-valuetext", text);
    input.previousSibling.querySelector("output").textContent = text;
  }
}

export function drawControls({ lane, play, scenarios }) {
  if (!lane) return;
  place("leave").hidden = lane.holder !== "guest" || lane.guest === "away";
  place("visitors_on").hidden = lane.holder === "visitors";
  for (const made of place("codes").children) made.setAttribute("aria-pressed", "false");
  drawPlay(play, scenarios);
  const wanted = (isChinese() ? "zh" : "en") + scenarios.length + (play?.name ?? "");
  if (wanted === shownScenarios) return;
  shownScenarios = wanted;
  place("scenarios").replaceChildren(...scenarios.map(one => make("li", { class: play?.name === one.name ? "on" : "" },
    make("details", {}, make("summary", {}, make("b", { text: isChinese() ? one.chinese : one.english }), make("small", { text: `${Math.round(one.ends)} ${say("seconds")}` })),
      make("p", { class: "note", ...storyOf(one) })),
    make("button", { type: "button", "data-scenario": one.name, "aria-label": `${say("play")}: ${isChinese() ? one.chinese : one.english}`, click: () => act({ type: "play", scenario: one.name }) }, "▶"))));
}

export function drawHands({ world, about }) {
  // of two hands that undo each other only the one that does something is there
  const hand = what => place("hands").querySelector(`[data-hand=${what}]`);
  for (const [back, forth] of Object.entries(BACK)) {
    const had = document.activeElement === hand(back) || document.activeElement === hand(forth);
    const there = forth !== "network_out" || about.has_network;
    hand(back).hidden = !there || !world[forth];
    hand(forth).hidden = !there || Boolean(world[forth]);
    if (had) (world[forth] ? hand(back) : hand(forth)).focus({ preventScroll: true });
  }
}

function drawPlay(play, scenarios) {
  place("play").hidden = !play;
  if (!play) return;
  const scenario = scenarios.find(one => one.name === play.name);
  place("play_name").textContent = (isChinese() ? scenario?.chinese : scenario?.english) ?? play.name;
  place("play_second").textContent = `${play.second} / ${Math.round(play.ends)} ${say("seconds")}`;
  place("play_progress").value = Math.min(1, play.second / play.ends);
  const { text, lang } = scenario ? storyOf(scenario) : { text: "", lang: "en" };
  place("play_story").textContent = text;
  place("play_story").lang = lang;
}

function storyOf(scenario) {
  return isChinese() && scenario.story_chinese ? { text: scenario.story_chinese, lang: "zh-CN" } : { text: scenario.story, lang: "en" };
}

async function upload(input) {
  const file = input.files[0];
  input.value = "";
  if (!file) return;
  if (place("leave").hidden) await stand();
  await sendPicture(file);
}

async function startVideo() {
  try {
    const media = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" } });
    video = place("mirror");
    video.srcObject = media;
    video.hidden = false;
    await video.play();
  } catch { video = null; toast(say("webcam_denied")); return; }
  place("webcam").dataset.i18n = "webcam_stop";
  place("webcam").textContent = say("webcam_stop");
  if (place("leave").hidden) await stand();
  const canvas = make("canvas");
  const send = async () => {
    if (!video) return;
    canvas.width = Math.min(1280, video.videoWidth);
    canvas.height = Math.round(canvas.width * video.videoHeight / video.videoWidth);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    const frame = await new Promise(done => canvas.toBlob(done, "image/jpeg", 0.8));
    if (video && frame && !await sendPicture(frame)) { stopVideo(); return; }
    videoTimer = setTimeout(send, 250);
  };
  send();
}

function stopVideo() {
  if (!video) return;
  clearTimeout(videoTimer);
  for (const track of video.srcObject.getTracks()) track.stop();
  video.srcObject = null;
  video.hidden = true;
  video = null;
  place("webcam").dataset.i18n = "webcam";
  place("webcam").textContent = say("webcam");
  act({ type: "take_away" });
}
