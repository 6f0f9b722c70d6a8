// Plays the buzzer's pattern and speaks the prompts as the gate does; silent until the user wants to hear it.
import { place } from "./dom.js";

const TONE_HERTZ = 1800, VOLUME = 0.06, LONGEST_MS = 12000;
let context = null, signal = null, timer = null, prompt = null, voice = null;

export function beginSound() {
  const button = place("sound");
  button.addEventListener("click", async () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    if (on) { context = new AudioContext(); await context.resume(); } else { clearTimeout(timer); hush(); await context?.close(); context = null; }
  });
}

export function playSignal(gate) {
  if (gate.signal === signal) return;
  signal = gate.signal;
  clearTimeout(timer);
  if (context && gate.sound.length) play(gate.sound, gate.sound_repeats);
}

export async function playPrompt(told) {
  if (told.number === prompt) return;
  const wanted = prompt = told.number;
  hush();
  if (!context || wanted === null) return;
  const answer = await fetch(`/voice/${wanted}.wav`);
  if (!answer.ok) return;
  const buffer = await context.decodeAudioData(await answer.arrayBuffer());
  if (!context || wanted !== prompt) return; // a newer prompt cut this one before it began
  voice = new AudioBufferSourceNode(context, { buffer });
  voice.connect(context.destination);
  voice.start();
  document.body.dataset.spoken = told.caption;
}

function hush() {
  voice?.stop();
  voice = null;
}

function play(milliseconds, repeats) {
  let at = context.currentTime + 0.01;
  milliseconds.forEach((length, place) => {
    if (place % 2 === 0) tone(at, length / 1000);
    at += length / 1000;
  });
  const whole = milliseconds.reduce((sum, one) => sum + one, 0);
  if (repeats && whole < LONGEST_MS) timer = setTimeout(() => context && play(milliseconds, repeats), whole);
}

function tone(at, seconds) {
  const oscillator = new OscillatorNode(context, { type: "triangle", frequency: TONE_HERTZ });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(VOLUME, at + 0.004);
  gain.gain.setValueAtTime(VOLUME, Math.max(at + 0.004, at + seconds - 0.006));
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds + 0.01);
}
