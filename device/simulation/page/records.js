// The journal's newest entries, and the messages as they cross the broker.
import { clock, make, place } from "./dom.js";
import { has, list, reason, say } from "./text.js";

const MOST = 30;
const entries = [], messages = [];
let through = 0, isDue = false;

export function addEntry(entry) {
  if (entries.some(one => one.seq === entry.seq)) return;
  entries.unshift(entry);
  entries.length = Math.min(entries.length, MOST);
  later();
}

export function addWire(message) {
  if (messages.some(one => one.at === message.at && one.topic === message.topic)) return;
  messages.unshift(message);
  messages.length = Math.min(messages.length, MOST);
  later();
}

export function drawAcknowledged({ journal }) {
  if (journal.acked_through === through) return;
  through = journal.acked_through;
  later();
}

function later() {
  if (isDue) return;
  isDue = true;
  setTimeout(() => { isDue = false; drawRecords(); }, 120);
}

export function drawRecords() {
  place("entries").replaceChildren(...(entries.length ? entries.map(entryRow) : [make("li", { class: "none", text: say("nothing_yet") })]));
  const open = new Set([...place("wire").querySelectorAll("details[open]")].map(one => one.dataset.at));
  place("wire").replaceChildren(...(messages.length ? messages.map(one => wireRow(one, open)) : [make("li", { class: "none", text: say("nothing_yet") })]));
}

function entryRow(entry) {
  const says = entry.says, parts = [];
  for (const word of [says.outcome, says.kind, says.what, says.cause, says.name, says.status, says.state]) if (typeof word === "string") parts.push(has(`case_${word}`) ? say(`case_${word}`) : say(word));
  const heat = says.temperature, code = says.code;
  if (heat?.celsius) parts.push(`${heat.celsius.toFixed(1)} °C`);
  else if (heat) parts.push(say(heat.band));
  if (code) parts.push(`${say(code.colour)} ${code.name} ${code.phone}`);
  const reasons = (says.reasons ?? []).filter(word => !["temperature.normal", "code.green"].includes(word));
  return make("li", { class: `entry ${says.outcome ?? ""}` },
    make("span", { class: "seq", text: `#${entry.seq}` }),
    make("div", {},
      make("p", {}, make("b", { text: say(entry.class) }), make("span", { text: ` ${parts.join(" · ")}` })),
      reasons.length ? make("p", { class: "note", text: list(reasons.map(reason)) }) : null,
      make("p", { class: "meta" }, make("time", { text: clock(entry.at) }), make("span", { class: entry.seq <= through ? "acked" : "kept", text: entry.seq <= through ? `✓ ${say("acked")}` : say("kept") }))));
}

function wireRow(message, open) {
  let pretty = message.payload;
  try { pretty = JSON.stringify(JSON.parse(pretty), null, 1); } catch { /* cut off: shown as it came */ }
  const details = make("details", { "data-at": message.at, open: open.has(message.at) },
    make("summary", {}, make("span", { class: "way", text: message.from_gate ? "→" : "←" }), make("b", { text: say(message.kind) }),
      make("span", { class: "topic", text: message.topic.split("/").slice(3).join("/") }), make("small", { text: `${message.bytes} B` })),
    make("pre", { text: pretty }));
  return make("li", { class: message.from_gate ? "out" : "in" }, details);
}
