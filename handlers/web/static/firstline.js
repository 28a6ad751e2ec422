// What makes the page live: forms without reloads, one stream of changes, clocks that tick.
// Everything also works without this file; it only saves the person a page load.

const words = JSON.parse(document.body.dataset.words);
let ahead = Date.parse(document.body.dataset.now) - Date.now();
const deskNow = () => Date.now() + ahead;
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const element = (html) => {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
};

// Clocks
function spoken(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const [m, h, d] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86400)];
  if (seconds < 600) return `${m}:${String(seconds % 60).padStart(2, "0")}`;
  if (!h) return fill(words["clock.minutes"], { m });
  if (!d) return fill(words["clock.hours"], { h, m: m % 60 });
  return fill(words["clock.days"], { d, h: h % 24 });
}

customElements.define("sla-clock", class extends HTMLElement {
  tick() {
    const left = Date.parse(this.getAttribute("due")) - deskNow();
    const text = fill(words[left < 0 ? "clock.overdue" : "clock.left"], { time: spoken(Math.abs(left)) });
    const urgency = left < 0 ? "overdue" : left < 900000 ? "soon" : "calm";
    if (this.textContent !== text) this.textContent = text;
    if (this.className !== urgency) this.className = urgency;
  }
});
customElements.define("desk-clock", class extends HTMLElement {
  tick() {
    const shown = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.getAttribute("zone") };
    this.textContent = new Intl.DateTimeFormat(document.documentElement.lang, shown).format(deskNow());
  }
});
const tick = () => document.querySelectorAll("sla-clock, desk-clock").forEach((clock) => clock.tick());
setInterval(tick, 1000);

// Telling the person
function toast(text) {
  const note = Object.assign(document.createElement("p"), { textContent: text });
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 8000);
}

function noteBeside(form, html) {
  const pane = form.closest(".pane");
  const notes = pane?.querySelector(".notes");
  if (!notes) return toast(element(html).textContent);
  const close = Object.assign(document.createElement("button"), { type: "button", className: "dismiss" });
  close.textContent = words.dismiss;
  const note = element(html);
  note.append(close);
  close.addEventListener("click", () => notes.replaceChildren());
  notes.replaceChildren(note);
}

function openForm(html) {
  const dialog = document.createElement("dialog");
  dialog.append(element(html));
  dialog.setAttribute("aria-labelledby", dialog.querySelector("h2").id);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("textarea, input:not([type=hidden]), select")?.focus();
}

function showFaults(form, faults) {
  form.querySelectorAll("[data-fault]").forEach((place) => {
    const fault = faults[place.dataset.fault] ?? "";
    place.textContent = fault;
    place.parentElement.querySelector("textarea, input, select")?.setAttribute("aria-invalid", String(Boolean(fault)));
  });
  form.querySelector("[aria-invalid=true]")?.focus();
}

function ask(question) {
  const dialog = document.getElementById("sure");
  document.getElementById("sure-text").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

// Forms
const lost = new WeakMap(); // words that may have arrived: sent again, they keep their key
const newKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");

async function send(form, button) {
  const box = form.dataset.live === "say" ? form.elements.text : null;
  if (box ? !box.value.trim() : form.dataset.busy) return;
  if (button?.dataset.confirm && !(await ask(button.dataset.confirm))) return;
  const { key } = form.elements;
  if (box && lost.get(box)?.typed === box.value) key.value = lost.get(box).key;
  const data = new URLSearchParams(new FormData(form, button));
  const kept = { typed: box?.value, key: key?.value };
  if (key) key.value = newKey();
  if (box) { box.value = ""; grow(box); } // now, not later: what is typed meanwhile must stay
  const refused = (text) => { if (box && !box.value) { box.value = kept.typed; grow(box); } toast(text); };
  form.dataset.busy = "yes";
  try {
    const headers = { accept: "application/json" };
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers });
    take(await answer.json(), form, refused);
  } catch {
    if (box) lost.set(box, kept);
    refused(words.failed);
  } finally {
    delete form.dataset.busy;
  }
}

function take(told, form, refused) {
  if (told.kind === "faults") return showFaults(form, told.faults);
  if (told.kind === "refused") return refused(told.text);
  form.closest("dialog")?.close();
  if (told.kind === "dialog") openForm(told.html);
  if (told.kind === "note") noteBeside(form, told.html);
  if (told.kind === "toast") toast(told.text);
  if (told.kind === "clock") { ahead = Date.parse(told.now) - Date.now(); tick(); }
}

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 200)}px`;
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.dataset.live || submitter?.formMethod === "dialog") return;
  event.preventDefault();
  send(form, submitter);
});
document.addEventListener("change", ({ target }) => target.matches("[data-go]") && target.form.requestSubmit());
document.addEventListener("input", ({ target }) => target.matches("textarea") && grow(target));
document.addEventListener("keydown", (event) => {
  const isBox = event.target.matches(".composer textarea, .reply textarea");
  if (!isBox || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// What changes
const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

function place(part) {
  const into = document.getElementById(part.into);
  const log = document.getElementById(part.log);
  const old = document.getElementById(part.id);
  if (!into || (part.is_whole && old)) return;
  const stays = isAtEnd(log) || part.is_own;
  const fresh = element(part.html);
  if (old) swap(old, fresh);
  else {
    document.getElementById(part.log.replace(/log$/, "empty"))?.remove();
    const later = [...into.children].find((child) => Number(child.dataset.order) > part.order);
    into.insertBefore(fresh, later ?? null);
  }
  if (stays) log.scrollTop = log.scrollHeight;
}

function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const same = focused?.name && `[name="${focused.name}"][value="${focused.value}"]`;
  old.replaceWith(fresh);
  if (focused) (same && fresh.querySelector(same) || fresh).focus?.();
}

const taking = {
  message: place,
  board: ({ html }) => {
    const focused = document.activeElement?.closest("#board") && document.activeElement.id;
    document.getElementById("board")?.replaceWith(element(html));
    if (focused) document.getElementById(focused)?.focus();
    tick();
  },
  unread: (counts) => Object.entries(counts).forEach(([channel, count]) => {
    const badge = document.querySelector(`[data-unread="${CSS.escape(channel)}"]`);
    if (!badge) return;
    badge.hidden = !count;
    badge.firstElementChild.textContent = count;
  }),
  clock: ({ now }) => { ahead = Date.parse(now) - Date.now(); tick(); },
  gone: ({ ids }) => ids.forEach((id) => document.getElementById(id)?.remove()),
  seen: () => {},
};

let stream = null;
let after = document.body.dataset.after ?? "";

function listen() {
  if (!document.body.dataset.stream || stream) return;
  const url = new URL(document.body.dataset.stream, location.href);
  url.searchParams.set("after", after);
  stream = new EventSource(url);
  stream.onopen = () => { document.getElementById("offline").hidden = true; };
  stream.onerror = () => {
    document.getElementById("offline").hidden = false;
    if (stream?.readyState === EventSource.CLOSED) setTimeout(() => { stream = null; listen(); }, 3000);
  };
  for (const [kind, take] of Object.entries(taking)) {
    stream.addEventListener(kind, (event) => { after = event.lastEventId; take(JSON.parse(event.data)); });
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return listen();
  stream?.close(); // a browser opens six connections a host: hidden pages give theirs back
  stream = null;
});
document.querySelectorAll(".log").forEach((log) => { log.scrollTop = log.scrollHeight; });
tick();
listen();
