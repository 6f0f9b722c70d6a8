// Says in one line what happens now and why, keeps the newest few, and fills the three steps.
import { clock, make, place } from "./dom.js";
import { isChinese, list, reason, say } from "./text.js";

const degrees = celsius => (celsius === null || celsius === undefined ? "" : `${celsius.toFixed(1)} °C`);
const both = (chinese, english) => (isChinese() ? chinese : english);
const kept = [];
let last = null;

function facts({ visit, gate }) {
  const measured = visit.measured ?? [], codes = visit.codes ?? [];
  const worst = measured.find(one => one.band === "fever") ?? measured.find(one => one.band && one.band !== "normal") ?? measured[0];
  return {
    temperature: worst, code: codes.find(one => one.colour !== "green") ?? codes[0], people: Math.max(codes.length, measured.length, 1),
    heat: degrees(worst?.celsius), colour: codes.length ? say(codes[0].colour) : "", record: visit.record, here: visit.is_here, signal: gate.signal,
  };
}

function because(state) {
  const known = facts(state), alert = (state.cases ?? []).find(one => one.on_lane)?.alert;
  const words = alert?.reasons?.filter(word => !["temperature.normal", "code.green"].includes(word)) ?? [];
  const heat = known.temperature?.band === "fever" && known.heat ? `${known.heat} ` : "";
  return heat + (list(words.map(reason)) || both("需要人来看一看", "a person should look"));
}

const STORIES = {
  dark: () => both("闸机正在启动，先检查每个部件，闸门不动。", "The gate is starting. It checks every part; the barrier stays still."),
  warming_up: () => both("测温仪在预热，读数还不可信，所以暂不接待。", "The thermometer is warming up and cannot be trusted yet, so nobody is screened."),
  ready: () => both("通道空着。闸机在等下一位走近。", "The lane is free. The gate waits for the next person."),
  come_closer: s => both(`来人站在 ${cm(s)} 厘米处，太远测不准：请他靠近一点。`, `Somebody stands at ${cm(s)} cm, too far to be measured: please come closer.`),
  step_back: s => both(`来人站在 ${cm(s)} 厘米处，太近测不准：请他退后一点。`, `Somebody stands at ${cm(s)} cm, too near to be measured: please step back.`),
  hold_still: s => !s.lane.person ? both("有人走近了，正在测温。", "Somebody came close and is being measured.") : both(`有人站到 ${cm(s)} 厘米处。测温仪要等到一段平稳的读数，不会随便给个数。`, `Somebody stands at ${cm(s)} cm. The thermometer waits for a steady reading; it never makes one up.`),
  show_code: s => { const k = facts(s); return k.heat ? both(`${k.heat}，${say(k.temperature.band ?? "normal")}。现在等健康码：手机、纸质、截图、家人代出示都可以。`, `${k.heat}, ${say(k.temperature.band ?? "normal")}. Now the code: a phone, paper, a screenshot or a relative's phone will do.`) : both("正在测温，也在等健康码。", "Measuring, and waiting for the code."); },
  not_a_health_code: () => both("这个二维码不是健康码（场所码、收款码之类），闸机认得出，不理会它。", "This QR code is no health code (a poster, a payment code). The gate knows it and passes it over."),
  one_at_a_time: () => both("判定之前出现了另一个人：是谁的码不能猜，全部作废，重新来。", "Somebody else appeared before the decision. Whose code is whose is never guessed: all is void, begin again."),
  next_of_group: () => both("一家人一起来：一个人一个人地测，一起判定。", "A family comes together: each is measured, all are decided as one."),
  wait: s => { const k = facts(s); return both(`${known_of(k)}。记录正在写入磁盘，写成功之前闸门不动。`, `${upper(known_of(k))}. The record is being written; until it is on disk the barrier does not move.`); },
  pass: s => passes(s),
  step_aside: s => both(`${because(s)}：请他移步一旁。没有警报声，旁人看不出来；检测员已经收到，通道马上接待下一位。`, `${upper(because(s))}: please step aside. No siren, nobody is shamed; the inspector has been told, and the lane serves the next person.`),
  go_to_the_desk: s => both(`${because(s)}。没有检测员在线，服务台的灯亮了，请他到服务台。`, `${upper(because(s))}. No inspector is online, so the desk lamp calls and the person is sent to the desk.`),
  out_of_service: s => both(`少了不能缺的部件（${parts(s)}），宁可停用也不糊弄：不放行，出门照常。`, `A part it cannot do without is missing (${parts(s)}). It rather stops than pretends: nobody is admitted, leaving still works.`),
  locked: () => both("运维人员锁了入口：不再放人进来，出门照常。", "The operator has locked the entrance. Nobody comes in; leaving still works."),
  emergency: () => both("消防回路断开：立刻开门，一直开着，直到现场有人用钥匙结束。", "The fire loop opened: the gate opens at once and stays open until somebody ends it by hand."),
  identify: () => both("有人在远处问“是哪一台”：三盏灯一起闪。", "Somebody far away asks which gate this is: all three lamps answer."),
};

const known_of = k => [k.heat, k.colour && both(k.colour, `${k.colour} code`)].filter(Boolean).join(both("，", ", "));
const cm = s => Math.round((s.lane.person?.distance_mm ?? 0) / 10);
const upper = text => text.charAt(0).toUpperCase() + text.slice(1);
const parts = s => list([...new Set(s.gate.degraded.map(part => say(part.split(".")[0])))]) || both("部件", "a part");

function passes(state) {
  const k = facts(state), by = state.visit.opened_by;
  if (by && by !== "check_in") return both(`${say(by)}：记录落盘之后开门，放一个人。谁决定的，账本里写着。`, `${upper(say(by))}: once the entry was on disk, the gate opens for one person. The journal says who decided.`);
  const lead = k.record?.lead_ms;
  const before = lead === null || lead === undefined ? "" : both(`，比开门早 ${lead} 毫秒`, ` ${lead} ms before`);
  return both(
    `${known_of(k)}：开门${k.people > 1 ? `，放 ${k.people} 人` : ""}。第 ${k.record?.seq ?? "?"} 条记录已先落盘${before}。`,
    `${known_of(k)}: the barrier opens${k.people > 1 ? ` for ${k.people}` : ""}. Entry no. ${k.record?.seq ?? "?"} was on the disk${before || " first"}.`,
  );
}

export function tellStory(state) {
  const tell = STORIES[state.gate.signal] ?? STORIES.dark;
  const text = tell(state), line = place("story");
  if (line.textContent !== text) line.textContent = text;
  const key = `${state.gate.signal}`;
  if (last && last.key !== key && last.text && last.key !== "ready") kept.unshift({ text: last.text, at: last.at });
  if (!last || last.key !== key) last = { key, text, at: Date.now() };
  last.text = text;
  kept.length = Math.min(kept.length, 4);
  place("happened").replaceChildren(...kept.map(one => make("li", {}, make("time", { text: clock(one.at) }), make("span", { text: one.text }))));
}

const GONE_MS = 6000;
const visit = { endedAt: null, timer: null };

export function drawSteps(state) {
  const { gate } = state, busy = state.visit.is_here || gate.signal === "pass";
  if (busy) visit.endedAt = null; else visit.endedAt ??= performance.now();
  clearTimeout(visit.timer);
  const left = busy ? GONE_MS : visit.endedAt + GONE_MS - performance.now();
  if (!busy && left > 0) visit.timer = setTimeout(() => drawSteps(state), left + 50);
  // what the last visit came to stays for a while, then the steps wait for the next person
  const k = facts(left > 0 ? state : { ...state, visit: {} });
  const band = k.temperature?.band;
  fill("temperature", ...(band ? [`${k.heat ? `${k.heat} ` : ""}${say(band)}`, band === "normal" ? "good" : "look"]
    : k.here ? [say(k.temperature?.attempt ? "again" : "measuring"), "busy"] : [say("waiting"), "idle"]));
  const colour = k.code?.colour;
  fill("code", ...(colour ? [`${say(colour)} · ${say(k.code.kind)}${k.people > 1 && k.code ? ` × ${(state.visit.codes ?? []).length}` : ""}`, colour === "green" ? "good" : "look"]
    : k.here ? [say("please_show"), "busy"] : [say("waiting"), "idle"]));
  const opened = gate.signal === "pass" || (!k.here && k.record?.lead_ms !== null && k.record?.lead_ms !== undefined);
  const referred = ["step_aside", "go_to_the_desk"].includes(gate.signal);
  fill("record", ...(referred ? [`${say("to_inspector")}${k.record ? ` · ${say("entry_no", k.record.seq)}` : ""}`, "look"]
    : opened && k.record ? [say("entry_then_open", k.record.seq), "good"] : gate.state === "committing" ? [say("writing"), "busy"] : [say("waiting"), "idle"]));
}

function fill(step, text, tone) {
  const item = place("steps").querySelector(`[data-step=${step}]`);
  item.dataset.tone = tone;
  const value = item.querySelector(".value");
  if (value.textContent !== text) value.textContent = text;
}
