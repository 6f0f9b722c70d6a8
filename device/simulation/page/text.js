// Which language is shown, and how a word is found in it.
import { WORDS } from "./words.js";
import { REASONS } from "./reasons.js";

const PLACES = ["zh", "en"];
let language = localStorage.getItem("menshen.language") === "en" ? "en" : "zh";
const listeners = [];

export const isChinese = () => language === "zh";
export const pick = pair => pair[PLACES.indexOf(language)];

export function say(key, ...values) {
  const pair = WORDS[key];
  if (!pair) return String(key ?? "").replaceAll("_", " ");
  return values.reduce((text, value, place) => text.replace(`{${place}}`, value), pick(pair));
}

export const has = key => key in WORDS;
export const reason = word => (REASONS[word] ? pick(REASONS[word]) : String(word).replaceAll("_", " "));
export const list = words => words.join(isChinese() ? "、" : ", ");

export function onLanguage(call) { listeners.push(call); }

export function speak(chosen) {
  language = chosen === "en" ? "en" : "zh";
  localStorage.setItem("menshen.language", language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = language === "zh" ? "门神 · 虚拟闸机" : "Menshen · the virtual gate";
  for (const place of document.querySelectorAll("[data-i18n]")) place.textContent = say(place.dataset.i18n);
  for (const button of document.querySelectorAll("[data-language]"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  document.getElementById("happened").setAttribute("aria-label", say("story"));
  document.getElementById("panel").setAttribute("aria-label", say("tab_try"));
  for (const call of listeners) call();
}

export const begin = () => speak(language);
