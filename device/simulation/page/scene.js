// Draws the gate: person, beam, lamps, screen, barrier. What the gate does is drawn, nothing is guessed.
import { isChinese, say } from "./text.js";
import { place } from "./dom.js";

const FLOOR = 400, SNOUT = 440, EYE = 123, PIXELS_PER_CM = 1.74, LONGEST = 1000;
const LAMPS = ["red", "amber", "green"];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SHAPE_OF = { red: "■", amber: "▲", green: "●" };
const drawn = { person: false, outcome: "away", beepUntil: 0, face: "" };

export function drawScene({ gate, outputs, lane }) {
  drawLamps(gate, outputs);
  place("boom").classList.toggle("open", outputs.on.includes("barrier"));
  drawPerson(gate, lane);
  drawBeep(outputs);
  const holder = lane.holder === "guest" ? (lane.guest === "aside" ? "guest_aside" : lane.person ? "guest" : "guest_away") : lane.holder;
  place("holder").textContent = say(`holder_${holder}`);
  place("holder").dataset.holder = lane.holder;
  place("desk").hidden = !gate.help_called;
  place("aside").classList.toggle("here", lane.guest === "aside");
}

function drawLamps(gate, outputs) {
  const words = [];
  for (const lamp of LAMPS) {
    const light = gate.lights[lamp];
    // whoever asked for less motion sees what burns, and reads how
    const lit = calm.matches ? light !== "off" : outputs.on.includes(lamp);
    place(`lamp_${lamp}`).classList.toggle("on", lit);
    if (light !== "off") words.push(`${SHAPE_OF[lamp]} ${say(`lamp_${lamp}`)} ${say(light)}`);
  }
  place("lamp_words").textContent = words.join("  ") || say("lamps_dark");
}

export function drawCaption({ caption, outputs }) {
  const [first, second] = isChinese() ? [caption.chinese, caption.english] : [caption.english, caption.chinese];
  const wanted = `${caption.sentence}-${document.documentElement.lang}`;
  place("screen").dataset.tone = caption.tone;
  set("caption_main", first, isChinese());
  set("caption_second", second, !isChinese());
  place("scene_says").textContent = first;
  if (place("mini_caption").textContent !== first) place("mini_caption").textContent = first;
  place("mini").dataset.tone = caption.tone;
  place("mini_barrier").textContent = say(outputs.on.includes("barrier") ? "barrier_open" : "barrier_shut");
  if (drawn.face === wanted) return;
  drawn.face = wanted;
  place("face").setAttribute("href", `/screen.svg?first=${isChinese() ? "zh" : "en"}&n=${wanted}`);
  for (const id of ["symbol", "mini_symbol"]) place(id).src = `/symbol.svg?n=${caption.sentence}`;
}

function set(id, text, chinese) {
  const at = place(id);
  if (at.textContent !== text) at.textContent = text;
  at.lang = chinese ? "zh-CN" : "en";
}

function drawPerson(gate, lane) {
  const figure = place("person"), person = lane.person;
  if (gate.signal === "pass") drawn.outcome = "through"; else if (person) drawn.outcome = "away";
  if (!person) {
    if (drawn.person) { figure.classList.add("away"); move(figure, drawn.outcome === "through" ? 848 : -90, 1); }
    drawn.person = false;
    place("beam").setAttribute("d", "");
    return;
  }
  const scale = person.height_cm / 170, x = SNOUT - 30 * scale - Math.min(person.distance_mm, LONGEST) * 0.36;
  if (!drawn.person) {
    figure.classList.add("jump");
    move(figure, -90, scale);
    figure.getBoundingClientRect();
    figure.classList.remove("jump", "away");
    drawn.person = true;
  }
  move(figure, x, scale);
  figure.dataset.story = lane.story ?? lane.holder;
  const held = place("held"), holds = lane.holds;
  place("arm").classList.toggle("up", Boolean(holds));
  held.dataset.ink = holds ?? "none";
  const measures = gate.signal === "hold_still";
  const forehead = FLOOR - 290 * scale;
  place("beam").setAttribute("d", measures ? `M${SNOUT} ${EYE - 6}L${x + 24 * scale} ${forehead - 14}v26L${SNOUT} ${EYE + 6}z` : "");
}

function move(figure, x, scale) {
  figure.style.transform = `translate(${x.toFixed(1)}px, ${FLOOR}px) scale(${scale.toFixed(3)})`;
}

function drawBeep(outputs) {
  const beep = place("beep");
  if (outputs.on.includes("buzzer")) drawn.beepUntil = performance.now() + 450; // held, so that quick ticks do not flicker
  beep.classList.toggle("on", performance.now() < drawn.beepUntil);
  if (performance.now() < drawn.beepUntil) setTimeout(() => beep.classList.toggle("on", performance.now() < drawn.beepUntil), 470);
}
