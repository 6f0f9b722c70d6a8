"use strict";
// Keeps the code fresh and the clock running; everything else works without it.
(() => {
  const card = document.getElementById("code");
  if (!card) return;
  const part = (id) => document.getElementById(id);
  const began = performance.now();
  let serverNow = Number(card.dataset.now), serverAt = began;
  let until = Number(card.dataset.until), due = Number(card.dataset.now) + Number(card.dataset.every), asking = false;
  const zone = Number(card.dataset.zoneMinutes) * 60;
  const now = () => serverNow + (performance.now() - serverAt) / 1000;
  const two = (number) => String(number).padStart(2, "0");

  function tick() {
    const local = new Date((now() + zone) * 1000);
    part("clock").textContent = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()].map(two).join(":");
    part("day").textContent = `${local.getUTCFullYear()}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`;
    const over = now() > until;
    card.classList.toggle("over", over);
    part("run-out").hidden = !over;
    if (over) part("retrying").hidden = true;
    if (now() >= due && !asking && !document.hidden) renew();
  }

  async function renew() {
    asking = true;
    try {
      const answer = await fetch("/code/fresh?of=" + encodeURIComponent(card.dataset.of), { cache: "no-store" });
      if (answer.status === 401) return location.assign("/enter?said=session_over");
      if (answer.status === 404) return location.assign("/code");
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.json());
    } catch {
      due = now() + 5;
      part("retrying").hidden = now() > until;
    } finally {
      asking = false;
    }
  }

  function show(code) {
    const drawn = new DOMParser().parseFromString(code.svg, "image/svg+xml").documentElement;
    part("picture").replaceChildren(document.importNode(drawn, true));
    card.classList.replace(card.dataset.colour, code.colour);
    card.dataset.colour = code.colour;
    for (const name of ["word", "means", "name", "phone"]) part(name).textContent = code[name];
    part("until").textContent = code.until_text;
    part("sign").setAttribute("href", "/static/signs.svg#" + code.colour);
    part("retrying").hidden = true;
    serverNow = code.now;
    serverAt = performance.now();
    until = code.until;
    due = code.now + Number(card.dataset.every);
  }

  setInterval(tick, 250);
  tick();
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
})();
