/** Small helps for every page. Nothing here is needed: each page works without it. */

/** Move focus to what the server marked, so that a screen reader and a keyboard start there. */
function focusMarked(root) {
  const target = root.querySelector?.("[data-focus]");
  if (target) target.focus();
}

/** Grow a text field with its text where the browser cannot do it by itself (field-sizing). */
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

// In the capture phase, before htmx: an answer of "no" must reach nobody else.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  // A form that opens another window or downloads a file leaves this page as it is.
  if (event.defaultPrevented || form.target === "_blank" || "noGuard" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  // Busy rather than disabled: a disabled button would lose its name and value from what is sent.
  (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
});

// Coming back with the browser's back button must not find a form locked.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea")) fit(event.target);
  });
  document.querySelectorAll("textarea").forEach(fit);
}

document.addEventListener("htmx:after:swap", (event) => focusMarked(event.detail?.ctx?.target ?? event.target));
focusMarked(document);

/* A button that copies a field beside it. The field can be marked and copied by hand, so without it nothing is lost. */
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.querySelector("span").textContent = button.dataset.copied;
});
