// The address that opens a network, built in the browser so that the text a person wrote reaches no server of ours.
// The same encodings as hub/networks/intents.py; the templates come from its table.

import { composed, encoded, encodedLines } from "../counting.js";

const HOSTNAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

// The plain host name of a Mastodon server, "" for nothing typed, null for something else.
export function hostname(typed) {
  const name = typed.trim().toLowerCase().replace(/^https:\/\//, "").replace(/\/+$/, "");
  if (!name) return "";
  return HOSTNAME.test(name) ? name : null;
}

export function intentUrl(spec, text, url, subject, instance) {
  let template = spec.intent;
  if (!template) return null;
  if (template.includes("{instance}")) template = instance ? template.replace("{instance}", () => instance) : spec.picker;
  const body = composed(spec, text, url);
  const encode = template.startsWith("mailto:") ? encodedLines : encoded;
  const own = spec.link === "appended" && url && body.includes(url) ? "" : url;
  return template
    .replace("{text}", () => encode(body))
    .replace("{url}", () => encoded(own))
    .replace("{subject}", () => encoded(subject.split(/\s+/).filter(Boolean).join(" ")));
}
