// The inspector's panel: open cases, signed orders about them, and what the gate answered.
import { act, clock, make, place, toast } from "./dom.js";
import { list, onLanguage, reason, say } from "./text.js";

const answers = [];
let shown = "";

export function drawCases({ cases }) {
  const count = place("cases_count");
  count.hidden = !cases.length;
  count.textContent = String(cases.length);
  const wanted = document.documentElement.lang + JSON.stringify(cases);
  if (wanted === shown) return;
  shown = wanted;
  const focused = document.activeElement?.dataset?.order;
  place("cases").replaceChildren(...(cases.length ? cases.map(card) : [
    make("div", { class: "empty" }, make("p", { text: say("no_cases") }), make("button", { type: "button", text: say("send_fever"), click: () => act({ type: "invite", story: "fever" }) })),
  ]));
  if (focused) place("cases").querySelector(`[data-order=${focused}]`)?.focus();
}

function card(one) {
  const alert = one.alert ?? {}, reasons = (alert.reasons ?? []).filter(word => !["temperature.normal", "code.green", `temperature.${one.kind}`, one.kind.replace("_", ".")].includes(word));
  const who = [alert.name, alert.phone].filter(Boolean).join("  ");
  const facts = [
    alert.celsius ? `${alert.celsius.toFixed(1)} °C` : "", alert.colour ? `${say(alert.colour)} · ${say(alert.kind)}` : "",
    one.people > 1 ? say("people", one.people) : "", one.on_lane ? say("on_lane") : "",
  ].filter(Boolean);
  const declared = alert.declaration;
  return make("article", { class: `case ${alert.severity ?? ""}`, "data-case": one.id },
    make("header", {}, make("h4", { text: say(`case_${one.kind}`) }), alert.at ? make("time", { text: clock(alert.at) }) : null),
    make("p", { class: "who", text: who }),
    make("p", { class: "facts" }, ...facts.map(text => make("span", { text }))),
    reasons.length ? make("p", { class: "note", text: list(reasons.map(reason)) }) : null,
    declared ? make("p", { class: "note", text: `${say("declaration")}: ${[`${declared.celsius} °C`, ...declared.symptoms.map(word => say(word))].join(" · ")}` }) : null,
    one.claimed_by ? make("p", { class: "owner", text: say("claimed_by", one.claimed_by.replace("inspector:", "")) }) : null,
    make("div", { class: "orders" }, ...orders(one).map(order => make("button", { type: "button", class: order === likelyNext(one) ? "primary" : "", "data-order": order, text: say(order), click: () => give(order, one.id) }))));
}

function orders(one) {
  return [...(one.claimed_by ? [] : ["claimed"]), "admit", "refuse", ...(one.on_lane ? ["measure_again"] : [])];
}

// never nudges anybody to admit: first somebody takes the case, then a temperature is worth a second look
function likelyNext(one) {
  if (!one.claimed_by) return "claimed";
  return one.on_lane && ["fever", "unmeasured"].includes(one.kind) ? "measure_again" : "";
}

async function give(order, id) {
  if (await act({ type: "decide", order, case: id })) toast(say("sent"));
}

export function addAnswer(message) {
  if (message.kind !== "result") return;
  let told;
  try { told = JSON.parse(message.payload); } catch { return; }
  answers.unshift({ at: message.at, name: message.name, status: told.status, reason: told.reason });
  answers.length = Math.min(answers.length, 8);
  drawAnswers();
}

function drawAnswers() {
  place("answers").replaceChildren(...(answers.length ? answers.map(one => make("li", { class: one.status },
    make("time", { text: clock(one.at) }), make("b", { text: say(one.name) }), make("span", { text: `${say(one.status)}${one.reason ? `: ${reason(one.reason)}` : ""}` })))
    : [make("li", { class: "none", text: say("no_answers") })]));
}

onLanguage(drawAnswers);
