// What makes the page live: forms without reloads, one stream of changes, clocks that tick.
// Everything also works without this file; it only saves the person a page load.

const page = document.body.dataset;
const words = JSON.parse(page.words);
const byId = (id) => document.getElementById(id), topOf = (shown) => shown.getBoundingClientRect().top;
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const element = (html) => document.createRange().createContextualFragment(html).firstElementChild;

// Clocks
let ahead = 0; // milliseconds of the desk's clock before this computer's
const deskNow = () => Date.now() + ahead;

function spoken(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const [m, h, d] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86400)];
  if (seconds < 600) return `${m}:${String(seconds % 60).padStart(2, "0")}`;
  if (!h) return fill(words["clock.minutes"], { m });
  if (!d) return fill(words["clock.hours"], { h, m: m % 60 });
  return fill(words["clock.days"], { d, h: h % 24 });
}

const ticking = {
  "sla-clock": (clock) => {
    const left = Date.parse(clock.getAttribute("due")) - deskNow();
    clock.textContent = fill(words[left < 0 ? "clock.overdue" : "clock.left"], { time: spoken(Math.abs(left)) });
    clock.className = left < 0 ? "overdue" : left < 900000 ? "soon" : "calm";
  },
  "desk-clock": (clock) => {
    const timeZone = clock.getAttribute("zone");
    const here = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
    clock.textContent = new Intl.DateTimeFormat(document.documentElement.lang, here).format(deskNow());
  },
};
const tick = () => document.querySelectorAll(Object.keys(ticking)).forEach((clock) => ticking[clock.localName](clock));
const setClock = ({ now }) => { ahead = Date.parse(now) - Date.now(); tick(); };

// Telling the person
function toast({ text }) {
  const note = Object.assign(document.createElement("p"), { className: "toast", textContent: text });
  (document.querySelector("dialog[open] [role=status]") ?? byId("toasts")).append(note);
  setTimeout(() => note.remove(), 8000);
}

const paneOf = (form) => form.closest(".pane") ?? form.closest("dialog")?.pane;
const nameOf = (one) => one?.href ?? one?.textContent;
const sameIn = (where, name) => [...where.querySelectorAll("a, button")].find((one) => nameOf(one) === name);
const focusIn = (fresh, name) => fresh && (sameIn(fresh, name) ?? fresh).focus({ preventScroll: true });

function openDialog({ html }, form, button) {
  const [dialog, home, name] = [element(html), form.closest(".message")?.id, nameOf(button)];
  dialog.pane = paneOf(form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (document.activeElement === document.body) focusIn(byId(home), name); // that button is gone
  });
  document.body.append(dialog);
  dialog.showModal();
}

function showFaults({ faults }, form) {
  form.querySelectorAll("[data-fault]").forEach((place) => {
    place.textContent = faults[place.dataset.fault] ?? "";
    const field = place.parentElement.querySelector("textarea, input, select");
    field.setAttribute("aria-invalid", String(place.textContent !== ""));
  });
  form.querySelector("[aria-invalid=true]")?.focus();
}

function showNote(told, form) {
  const notes = paneOf(form)?.querySelector(".notes");
  return notes ? notes.replaceChildren(element(told.html)) : toast(told);
}

const moved = (told) => { setClock(told); toast(told); };
const telling = { clock: moved, dialog: openDialog, faults: showFaults, note: showNote, toast };

// Forms
const busy = (button, by) => button && (button.ariaBusy = (button.clicks = (button.clicks ?? 0) + by) ? "true" : null);
const newKey = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
const post = (url, body) =>
  fetch(url, { method: "POST", body, headers: { accept: "application/json" } }).then((answer) => answer.json());

async function send(form, button) { // a double click is one wish, but of a clock: two days are two
  const { key, text, files } = form.elements;
  const chosen = files?.files;
  if (text ? !text.value.trim() && !chosen?.length : button?.ariaBusy && form.dataset.live !== "clock") return;
  const sent = new FormData(form, button);
  const body = chosen ? sent : new URLSearchParams(sent);
  if (key) key.value = newKey();
  if (files) setFiles(files, new DataTransfer().files);
  if (text) text.value = ""; // now, not later: what is typed meanwhile must stay
  busy(button, 1);
  button?.closest("[popover]")?.hidePopover();
  const url = button?.getAttribute("formaction") ?? form.getAttribute("action");
  const told = await post(url, body).catch(() => ({ kind: "refused", text: words.failed }));
  busy(button, -1);
  if (told.kind === "refused") return giveBack(told, form, sent, chosen);
  if (told.kind !== "faults") form.closest("dialog")?.close();
  telling[told.kind]?.(told, form, button);
}

function setFiles(input, chosen) {
  if (input.files !== chosen) input.files = chosen;
  input.parentElement.dataset.chosen = chosen.length || "";
}

// The same words keep their key, for they may have arrived; beside newer ones they are new words.
function giveBack(told, { elements: { key, text, files } }, sent, chosen) {
  if (text && !text.value && !files?.files.length) key.value = sent.get("key");
  if (text) text.value = [sent.get("text"), text.value].filter(Boolean).join("\n");
  if (chosen && !files.files.length) setFiles(files, chosen);
  toast(told);
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.live || event.submitter?.formMethod === "dialog") return;
  event.preventDefault();
  send(event.target, event.submitter);
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-go]")) target.form.requestSubmit();
  if (target.type === "file") setFiles(target, target.files);
  if (target.matches("[name=text], [name=files]")) target.form.elements.key.value = newKey();
});
document.addEventListener("keydown", (event) => {
  if (event.target.name !== "text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener("paste", ({ target, clipboardData: { files, types } }) => {
  const into = target.form?.elements.files;
  if (!into || !files.length || types.includes("text/plain")) return; // words win over their picture
  const all = new DataTransfer();
  [...into.files, ...files].forEach((file) => all.items.add(file));
  into.files = all.files;
  into.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("click", ({ target }) => target.matches(".dismiss") && target.parentElement.remove());

// What changes
function place({ id, into, log, order, html, is_whole, is_own }) {
  const [old, home, shown] = [byId(id), byId(into), byId(log)];
  if (!home || (is_whole && old)) return;
  const stays = (is_own && !old) || shown.scrollHeight - shown.scrollTop - shown.clientHeight < 80;
  const later = [...home.children].find((child) => Number(child.dataset.order) > order);
  if (old) swap(old, element(html));
  else home.insertBefore(element(html), later ?? null);
  if (stays) shown.scrollTop += old ? shown.scrollHeight : topOf(byId(id)) - topOf(shown) - 8; // read from its start
}

function swap(old, fresh) {
  const focused = old.contains(document.activeElement) && document.activeElement;
  old.replaceWith(fresh);
  if (focused) focusIn(fresh, nameOf(focused));
}

const redraw = ({ id, html }) => swap(byId(id), element(html));
const forget = ({ ids }) => ids.forEach((id) => byId(id)?.remove());
const taking = { message: place, gone: forget, board: redraw, rail: redraw, clock: setClock, seen: () => {} };

let [stream, after] = [null, page.after ?? ""];

function listen() {
  if (!page.stream || stream || document.hidden) return;
  const url = new URL(page.stream, location.href);
  url.searchParams.set("after", after);
  stream = new EventSource(url);
  stream.onopen = () => { byId("offline").hidden = true; };
  stream.onerror = () => {
    byId("offline").hidden = false;
    if (stream?.readyState === EventSource.CLOSED) setTimeout(listenAgain, 3000);
  };
  for (const [kind, take] of Object.entries(taking)) {
    stream.addEventListener(kind, (event) => {
      after = event.lastEventId;
      take(JSON.parse(event.data));
      tick();
    });
  }
}

// A refused stream: the person may be signed out, and then the page itself says how to get in.
async function listenAgain() {
  const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
  if (answer?.status === 401) return location.reload();
  stream = null;
  listen();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return listen();
  stream?.close(); // a browser opens six connections a host: hidden pages give theirs back
  stream = null;
});
document.querySelectorAll(".log").forEach((log) => { log.scrollTop = log.scrollHeight; });
setClock(page);
setInterval(tick, 1000);
listen();
