// The compose page: live counter and preview, suggestions, and sharing inside the person's own click.
// Without this script the same form posts to /share and the answer is a page that holds the network's link.
//
// The text never travels to our server: the textarea has no name, and only the four fields below are sent.
//
// What the page must hold (everything marked ? may be missing):
//   <html lang data-account-key="opaque key?">
//   <form data-share method="post" action="/share" data-spec="NetworkRules.spec_json()" data-link="tracking link"
//         data-network-label data-kit-title data-kit-url="/kits/<slug>" data-subject? data-text-<key>="SHARE_PHRASES">
//     hidden: csrf_token, kit, network, suggestion ("" when written from nothing)
//     <textarea data-share-text readonly> (no name; holds the first suggestion, and the disclosure line when the box is ticked)
//     <output data-share-counter aria-live="off">
//     <input type="checkbox" data-share-disclosure data-disclosure-text="Jeg arbejder i …" checked> (no name) ?
//       data-disclosure-named="Fjordby Kommune"? : a text with these words needs no line
//       with data-disclosure-first the line stands before the text: a commercial post says so at once
//     <a href="?suggestion=…"> or <button type="button">, each data-suggestion="id" data-suggestion-text="…" ?
//     <input data-share-instance> (no name, Mastodon only; an error stands in [data-share-instance-error]) ?
//     <a data-share-image href="…" download> (same origin; Instagram) ?
//     <button type="submit" data-share-submit>
//     [data-share-live hidden]* what works with this script only; [data-share-plain]* what stands there without it
//     <button type="button" data-share-sheet hidden> (the system's sheet, beside the network's own way) ?
//   anywhere: [data-share-status role="status"], [data-share-preview]?, [data-share-done hidden]? ("Delt ✓"),
//     [data-share-fallback hidden]? ("Copy text and link", shown where the browser has no share sheet)
// Classes set: "over" on counter, "fold" and "folded" inside the preview. Attributes set: aria-invalid, aria-current.

import { composed, hashtags, length } from "./counting.js";
import * as history from "./history.js";
import { hostname, intentUrl } from "./share/intents.js";
import { number, phrase } from "./share/phrases.js";
import { accountKey, erase, read, write } from "./share/store.js";

const SENT = ["csrf_token", "kit", "network", "suggestion"];
const INSTANCE_KEY = `delfrit:mastodon:${accountKey()}`;
// Local storage outlives the session, so it is for those who said yes to being remembered on /me.
const KEPT = history.isOn() ? "localStorage" : "sessionStorage";

function markInvalid(element, invalid) {
  if (invalid) element.setAttribute("aria-invalid", "true");
  else element.removeAttribute("aria-invalid");
}

function start(form) {
  const spec = JSON.parse(form.dataset.spec);
  const link = form.dataset.link;
  const label = form.dataset.networkLabel;
  const inForm = (name) => form.querySelector(`[data-share-${name}]`);
  const onPage = (name) => document.querySelector(`[data-share-${name}]`);
  const say = (key, values) => phrase(form, key, { network: label, ...values });
  const field = (name) => form.querySelector(`[name="${name}"]`);

  const textarea = inForm("text");
  const disclosure = inForm("disclosure");
  const instance = inForm("instance");
  const suggestions = [...form.querySelectorAll("[data-suggestion]")];
  const draftKey = ["delfrit:draft", accountKey(), field("kit").value, spec.name].join(":");
  const typed = new Map();
  let wasOver = false;
  let copyRefused = false;
  let busy = false;

  // ---- what is seen while typing

  function tell(text, again) {
    const status = onPage("status");
    status.textContent = text;
    if (!again) return;
    const anchor = document.createElement("a");
    Object.assign(anchor, { href: again, target: "_blank", rel: "noopener", textContent: say("open-again") });
    status.append(" ", anchor);
  }

  function tooLong() {
    return say(spec.counting === "percent_encoded" ? "too-long-mail" : "too-long");
  }

  function showCounter() {
    const size = length(spec, textarea.value, link);
    const counter = inForm("counter");
    const values = { used: number(size.used), limit: number(size.limit || 0), over: number(size.used - size.limit) };
    const kind = size.limit === null ? "count-free" : { bytes: "count-bytes", encoded: "count-encoded" }[size.unit] || "count";
    const parts = [say(kind, values)];
    if (size.over) parts.push(say("over", values));
    const tags = hashtags(textarea.value);
    if (spec.hashtagLimit !== null && tags > spec.hashtagLimit) parts.push(say("hashtags", { used: tags, limit: spec.hashtagLimit }));
    counter.textContent = parts.join(" · ");
    counter.classList.toggle("over", parts.length > 1);
    markInvalid(textarea, size.over);
    // Said once when the limit is crossed: a counter that speaks at every key drowns what is being written.
    if (size.over !== wasOver) tell(size.over ? tooLong() : "");
    wasOver = size.over;
    return size;
  }

  function showPreview() {
    const preview = onPage("preview");
    if (!preview) return;
    const text = composed(spec, textarea.value, link);
    const signs = Array.from(text);
    if (spec.fold === null || signs.length <= spec.fold) {
      preview.textContent = text;
      return;
    }
    const mark = document.createElement("span");
    mark.className = "fold";
    mark.textContent = ` ${say("see-more")} `;
    const rest = document.createElement("span");
    rest.className = "folded";
    // Networks cut between words where they can.
    const start = signs.slice(0, spec.fold).join("").replace(/\s+\S*$/u, "");
    rest.textContent = text.slice(start.length);
    preview.replaceChildren(start, mark, rest);
  }

  function refresh() {
    showCounter();
    showPreview();
  }

  function keepDraft() {
    write("sessionStorage", draftKey, {
      text: textarea.value, suggestion: field("suggestion").value, disclosed: disclosure ? disclosure.checked : false,
    });
  }

  // ---- suggestions and the disclosure line

  function applyDisclosure() {
    if (!disclosure) return;
    const line = disclosure.dataset.disclosureText;
    const first = "disclosureFirst" in disclosure.dataset;
    const text = textarea.value;
    const named = disclosure.dataset.disclosureNamed;
    const said = text.includes(line) || (!first && named && text.includes(named));
    if (disclosure.checked && !said) {
      const both = first ? `${line}\n\n${text.trimStart()}` : `${text.trimEnd()}\n\n${line}`;
      textarea.value = text.trim() ? both : line;
    } else if (!disclosure.checked && text.includes(line)) {
      const wide = [`\n\n${line}`, `${line}\n\n`].find((each) => text.includes(each));
      textarea.value = text.replace(wide ?? line, () => "");
    }
  }

  function markSuggestion() {
    for (const each of suggestions) {
      if (each.dataset.suggestion === field("suggestion").value) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  // What was typed on one suggestion waits until the person comes back to it.
  function choose(element) {
    typed.set(field("suggestion").value, textarea.value);
    const id = element.dataset.suggestion;
    field("suggestion").value = id;
    textarea.value = typed.has(id) ? typed.get(id) : element.dataset.suggestionText;
    applyDisclosure();
    markSuggestion();
    keepDraft();
    refresh();
    textarea.focus();
  }

  function restoreDraft() {
    const draft = read("sessionStorage", draftKey);
    if (!draft || typeof draft.text !== "string") return false;
    textarea.value = draft.text;
    field("suggestion").value = draft.suggestion;
    if (disclosure) disclosure.checked = draft.disclosed;
    return true;
  }

  // ---- sharing

  async function record() {
    const body = new URLSearchParams();
    for (const name of SENT) body.set(name, field(name) ? field(name).value : "");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST", body, keepalive: true, credentials: "same-origin", headers: { "X-Requested-With": "fetch", Accept: "text/html" },
      });
      // Somebody whose session or opt-in has ended is led elsewhere, and that page is found all right.
      return answer.ok && !answer.redirected;
    } catch {
      return false;
    }
  }

  async function finish(key, again) {
    tell(say(key), again);
    const done = onPage("done");
    if (done) done.hidden = false;
    erase("sessionStorage", draftKey);
    history.record({ kit: field("kit").value, title: form.dataset.kitTitle, path: form.dataset.kitUrl, network: label });
    if (!(await record())) tell(`${say(key)} ${say("uncounted")}`, again);
  }

  // After a refusal the text is marked for copying by hand, and the next press goes on without the clipboard.
  async function copy(text) {
    if (copyRefused) return true;
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      copyRefused = true;
      textarea.focus();
      textarea.select();
      tell(say("copy-failed"));
      return false;
    }
  }

  // A click on a real link is the one way to open that carries noopener and starts mail programs without an empty window.
  function open(address) {
    const anchor = document.createElement("a");
    anchor.href = address;
    if (!address.startsWith("mailto:")) Object.assign(anchor, { target: "_blank", rel: "noopener" });
    anchor.click();
  }

  function chosenInstance() {
    if (!instance) return "";
    const name = hostname(instance.value);
    const error = onPage("instance-error");
    markInvalid(instance, name === null);
    if (error) error.textContent = name === null ? say("instance-invalid") : "";
    if (name === null) {
      if (!error) tell(say("instance-invalid"));
      instance.focus();
    } else {
      write(KEPT, INSTANCE_KEY, name);
    }
    return name;
  }

  // Files must come from this origin: the share sheet gets the image itself, not its address.
  async function sheet() {
    const data = { text: composed(spec, textarea.value, link) };
    if (spec.link !== "none" && !data.text.includes(link)) data.url = link;
    const image = inForm("image");
    try {
      if (image && navigator.canShare) {
        const blob = await (await fetch(image.href)).blob();
        const files = [new File([blob], image.download || "image.jpg", { type: blob.type })];
        if (navigator.canShare({ ...data, files })) data.files = files;
      }
      await navigator.share(data);
    } catch (error) {
      // Closed without sharing, or no menu came up: nobody has shared anything, so nothing is counted.
      if (error.name === "AbortError") return;
      if (await copy([data.text, data.url].filter(Boolean).join("\n\n"))) tell(say("sheet-failed"));
      return;
    }
    await finish("shared-sheet");
  }

  // X, Bluesky, Threads and Mastodon turn a longer text down and it would be lost in their window, so the page does not lead
  // there. The others take it, or cut their own limit differently from what they publish, so there it is a warning only.
  async function share() {
    if (showCounter().over && (spec.strict || spec.counting === "percent_encoded")) {
      tell(tooLong());
      textarea.focus();
      return;
    }
    if (spec.way === "system_sheet") {
      await sheet();
      return;
    }
    const server = chosenInstance();
    if (server === null) return;
    const address = intentUrl(spec, textarea.value, link, form.dataset.subject || "", server);
    if (spec.way === "prefilled") {
      open(address);
      await finish("shared", address);
      return;
    }
    // The copy is awaited first: once the new window has the focus, browsers refuse to write to the clipboard.
    if (!(await copy(composed(spec, textarea.value, link)))) return;
    if (spec.way === "caption_and_image") {
      if (inForm("image")) inForm("image").click();
      await finish("shared-caption");
    } else {
      open(address);
      await finish(copyRefused ? "shared" : "copied", address);
    }
  }

  // Two requests at once would both find no "Delt ✓" in this browser and count twice.
  async function once(act) {
    if (busy) return;
    busy = true;
    try {
      await act();
    } finally {
      busy = false;
    }
  }

  // Without this script nothing typed here would be shared, so the page begins by sending people on to write.
  textarea.readOnly = false;
  for (const each of form.querySelectorAll("[data-share-live]")) each.hidden = false;
  for (const each of form.querySelectorAll("[data-share-plain]")) each.hidden = true;
  if (!restoreDraft()) applyDisclosure();
  markSuggestion();
  if (instance) instance.value = instance.value || read(KEPT, INSTANCE_KEY) || "";
  for (const each of suggestions) {
    each.addEventListener("click", (event) => { event.preventDefault(); choose(each); });
  }
  textarea.addEventListener("input", () => { keepDraft(); refresh(); });
  if (disclosure) disclosure.addEventListener("change", () => { applyDisclosure(); keepDraft(); refresh(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); once(share); });
  const button = inForm("sheet");
  if (button && navigator.share) {
    button.hidden = false;
    button.addEventListener("click", () => once(sheet));
  }
  if (spec.way === "system_sheet" && !navigator.share) {
    inForm("submit").hidden = true;
    const fallback = onPage("fallback");
    if (fallback) fallback.hidden = false;
  }
  refresh();
}

for (const form of document.querySelectorAll("form[data-share]")) start(form);
