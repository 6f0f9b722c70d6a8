// Builds elements and sends what is asked for; text only ever goes in as text.
export const place = id => document.getElementById(id);

export function make(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "click") made.addEventListener("click", value);
    else if (name === "text") made.textContent = value;
    else if (name === "class") made.className = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined && child !== ""));
  return made;
}

export function toast(text) {
  const box = place("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { box.hidden = true; }, 4000);
}

async function post(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", headers: { "X-Menshen-Page": "1" }, body });
    if (answer.ok) return true;
    toast((await answer.text()).trim());
  } catch { toast("…"); }
  return false;
}

let before = Promise.resolve();
// one after the other: a person who comes must not arrive after the code they hold up, nor after they left
export const act = deed => (before = before.then(() => post("/do", JSON.stringify(deed))));
export const sendPicture = bytes => post("/picture", bytes);
export const clock = at => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour12: false });
