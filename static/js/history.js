// The private history: what this browser shared, kept in this browser only, and only after its owner said yes on /me.
// Nothing here is ever sent. It lies under the opaque key of the account, so that the next user of the computer sees none of it.
//
// What /me must hold (the rest of the page works without it):
//   <section data-history hidden data-text-<key>="HISTORY_PHRASES">
//     <button type="button" data-history-on hidden>, <button type="button" data-history-off hidden>,
//     <button type="button" data-history-erase hidden>, <p data-history-empty hidden>, <ol data-history-list>,
//     <p data-history-status role="status">
//   </section>

import { phrase } from "./share/phrases.js";
import { accountKey, erase, read, write } from "./share/store.js";

const MOST = 500;

// Without an account's key there is no place that belongs to one person, so nothing is kept.
function place() {
  const key = accountKey();
  return key ? `delfrit:history:${key}` : null;
}

function kept() {
  const value = place() && read("localStorage", place());
  return value && Array.isArray(value.items) ? value : null;
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

export function isOn() {
  return kept() !== null;
}

// Keep one share: {kit, title, path, network}. The same kit on the same network and day stands once.
export function record({ kit, title, path, network }) {
  const history = kept();
  if (history === null) return;
  const item = { kit, title, path, network, day: today() };
  const others = history.items.filter((each) => each.kit !== kit || each.network !== network || each.day !== item.day);
  write("localStorage", place(), { items: [item, ...others].slice(0, MOST) });
}

function entry(section, item) {
  const [year, month, day] = item.day.split("-").map(Number);
  const date = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long" });
  const text = phrase(section, "item", { title: item.title, network: item.network, day: date.format(new Date(year, month - 1, day)) });
  const line = document.createElement("li");
  const holder = /^\/kits\/[\w-]+$/.test(item.path) ? document.createElement("a") : document.createElement("span");
  if (holder.tagName === "A") holder.href = item.path;
  holder.textContent = text;
  line.append(holder);
  return line;
}

function show(section, message = "") {
  const part = (name) => section.querySelector(`[data-history-${name}]`);
  const history = kept();
  const items = history ? history.items : [];
  section.hidden = false;
  part("on").hidden = history !== null;
  part("off").hidden = history === null;
  part("erase").hidden = items.length === 0;
  part("empty").hidden = history === null || items.length > 0;
  part("list").replaceChildren(...items.map((item) => entry(section, item)));
  part("status").textContent = message ? phrase(section, message) : "";
}

// Whoever leaves takes this along: what the browser kept for them is erased with their choices.
function forgetOnSubmit(form) {
  form.addEventListener("submit", () => erase("localStorage", place()));
}

function start(section) {
  const on = (name, act) => section.querySelector(`[data-history-${name}]`).addEventListener("click", act);
  const focus = (name) => section.querySelector(`[data-history-${name}]`).focus();
  on("on", () => {
    const works = place() !== null && write("localStorage", place(), { items: [] });
    show(section, works ? "on" : "unavailable");
    if (works) focus("off");
  });
  on("off", () => {
    erase("localStorage", place());
    show(section, "off");
    focus("on");
  });
  on("erase", () => {
    write("localStorage", place(), { items: [] });
    show(section, "erased");
    focus("off");
  });
  show(section);
}

for (const section of document.querySelectorAll("[data-history]")) start(section);
for (const form of document.querySelectorAll("form[data-forget-history], [data-forget-history] form")) forgetOnSubmit(form);
