// Sentences come from the server's data-text-* attributes, translated; this only fills in the braces.

export function phrase(element, key, values = {}) {
  const text = element.getAttribute(`data-text-${key}`) || "";
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function number(value) {
  return new Intl.NumberFormat(document.documentElement.lang || undefined).format(value);
}
