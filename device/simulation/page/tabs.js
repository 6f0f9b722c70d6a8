// Tabs as the ARIA authoring practices have them: arrows move, Home and End jump.
import { place } from "./dom.js";

export function open(name) {
  for (const tab of place("tabs").children) {
    const is = tab.id === `tab_${name}`;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    place(tab.getAttribute("aria-controls")).hidden = !is;
  }
}

export function beginTabs() {
  const tabs = [...place("tabs").children];
  place("tabs").addEventListener("click", event => {
    const tab = event.target.closest("[role=tab]");
    if (tab) open(tab.id.slice(4));
  });
  place("tabs").addEventListener("keydown", event => {
    const here = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    open(tab.id.slice(4));
    tab.focus();
  });
}
