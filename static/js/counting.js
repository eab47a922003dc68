// How long a text is for a network, counted as that network counts. The same algorithm as hub/networks/text.py and
// urls_in_text.py; tests/unit/networks/test_browser_counts.py compares the two. Nothing here leaves the browser.

const COUNTRIES = new Set(("ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca " +
  "cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj fk fm fo fr ga gb " +
  "gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh " +
  "ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx " +
  "my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se " +
  "sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tp tr tt tv tw tz ua ug uk um us uy " +
  "uz va vc ve vg vi vn vu wf ws ye yt za zm zw").split(" "));
const GENERIC = new Set(("academy agency app asia berlin biz blog care cat center cloud club com community company coop dev digital edu email " +
  "energy events foundation global gov group health info int jobs life link live media mil mobi museum name net network news " +
  "one online org page pro shop site social software solutions space store studio support team tech tel today tools travel " +
  "website work world xyz").split(" "));

const LATIN = "\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f";
const NAME = `[A-Za-z0-9_${LATIN}-]+`;
const PATH_CHARS = `[A-Za-z0-9\\u0400-\\u04ff${LATIN}!*';:=+,.$/%#\\[\\]\\u2013_~@|&-]+`;
const RUN = new RegExp(`([hH][tT][tT][pP][sS]?://)?(${NAME}(?:\\.${NAME})*)`, "g");
const ANY_ENDING = /^(?:[A-Za-z]{2,63}|[xX][nN]--[A-Za-z0-9-]+)$/;
const PORT = /:[0-9]+/y;
const PATH = new RegExp(`/(?:${PATH_CHARS}|\\(${PATH_CHARS}\\))*`, "y");
const QUERY = /\?[A-Za-z0-9!?*'@();:&=+$/%#[\]_.,~|-]*/y;
const NEVER_LAST_IN_PATH = "!*';:,.$%[]\u2013~@|&";
const NEVER_LAST_IN_QUERY = "!?*'@();:+$%[].,~|";

const PICTURE = "(?:\\p{Emoji_Modifier_Base}[\\u{1F3FB}-\\u{1F3FF}]|\\p{Extended_Pictographic}\\uFE0F?)" +
  "(?:[\\u{E0020}-\\u{E007E}]+\\u{E007F})?";
const EMOJI = new RegExp(`[\\u{1F1E6}-\\u{1F1FF}]{2}|[#*0-9]\\uFE0F?\\u20E3|${PICTURE}(?:\\u200D${PICTURE})*`, "gu");
const HEAVY = /[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]/gu;
const HASHTAG = /#[\p{L}\p{M}\p{N}_]*\p{L}/gu;
const URL_LENGTH = 23;

// A lone surrogate can be neither sent nor counted; it becomes U+FFFD, as on the server.
export function wellFormed(text) {
  return text.replace(/\r\n?/g, "\n")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|([\uD800-\uDBFF][\uDC00-\uDFFF])|[\uDC00-\uDFFF]/g, (_, pair) => pair || "\uFFFD");
}

function trimEnd(text, unwanted) {
  let end = text.length;
  while (end > 0 && unwanted.includes(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

export function composed(spec, text, url) {
  const body = trimEnd(wellFormed(text), " \t\n");
  if (!url || spec.link !== "in_text" || body.includes(url)) return body;
  return body ? `${body}\n\n${url}` : url;
}

export function encoded(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => "%" + sign.charCodeAt(0).toString(16).toUpperCase());
}

export function encodedLines(text) {
  return encoded(text.replace(/\n/g, "\r\n"));
}

export function hashtags(text) {
  return (text.match(HASHTAG) || []).length;
}

function isEnding(part, hasProtocol) {
  if (hasProtocol) return ANY_ENDING.test(part);
  return /^[A-Za-z]+$/.test(part) && (COUNTRIES.has(part.toLowerCase()) || GENERIC.has(part.toLowerCase()));
}

function domainLength(name, hasProtocol, after) {
  const parts = name.split(".");
  let size = name.length;
  for (let index = parts.length - 1; index > 0; index -= 1) {
    const blocked = size === name.length && (after === "@" || after === "+");
    if (!blocked && isEnding(parts[index], hasProtocol)) return size;
    size -= parts[index].length + 1;
  }
  return 0;
}

function matchAt(pattern, text, position) {
  pattern.lastIndex = position;
  const match = pattern.exec(text);
  return match && match[0];
}

function endOfTail(text, position) {
  position += (matchAt(PORT, text, position) || "").length;
  position += trimEnd(matchAt(PATH, text, position) || "", NEVER_LAST_IN_PATH).length;
  return position + trimEnd(matchAt(QUERY, text, position) || "", NEVER_LAST_IN_QUERY).length;
}

function urls(text, bare) {
  const found = [];
  let position = 0;
  for (;;) {
    RUN.lastIndex = position;
    const match = RUN.exec(text);
    if (match === null) return found;
    const [whole, protocol, name] = match;
    position = match.index + whole.length;
    const before = match.index > 0 ? text[match.index - 1] : " ";
    const allowed = protocol ? !"@$#".includes(before) : bare && !"@$#/._-".includes(before) && !"_-".includes(name[0]);
    if (!allowed) continue;
    const size = domainLength(name, Boolean(protocol), text[position]);
    if (size === name.length) {
      position = endOfTail(text, position);
      found.push([match.index, position]);
    } else if (size > 0) {
      const start = match.index + (protocol || "").length;
      found.push([match.index, start + size]);
    }
  }
}

function codePoints(text) {
  let total = 0;
  for (const _ of text) total += 1;
  return total;
}

// Where a browser has no Intl.Segmenter, code points are counted: never fewer, so no text is let through that the network refuses.
function graphemes(text) {
  if (!("Segmenter" in Intl)) return codePoints(text);
  let total = 0;
  for (const _ of new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)) total += 1;
  return total;
}

function bytes(text) {
  return new TextEncoder().encode(text).length;
}

function xWeight(text) {
  const normal = text.normalize("NFC");
  let total = 0;
  let position = 0;
  const weigh = (part) => {
    const plain = part.replace(EMOJI, () => { total += 2; return ""; });
    total += codePoints(plain) + (plain.match(HEAVY) || []).length;
  };
  for (const [start, end] of urls(normal, true)) {
    weigh(normal.slice(position, start));
    total += URL_LENGTH;
    position = end;
  }
  weigh(normal.slice(position));
  return total;
}

function mastodonLength(text) {
  let shortened = "";
  let position = 0;
  for (const [start, end] of urls(text, false)) {
    shortened += text.slice(position, start) + "x".repeat(URL_LENGTH);
    position = end;
  }
  return graphemes(shortened + text.slice(position));
}

function emojiAsBytes(text) {
  let extra = 0;
  const plain = text.replace(EMOJI, (emoji) => { extra += bytes(emoji); return ""; });
  return codePoints(plain) + extra;
}

function withLinkOf23(text, url, separator, measure) {
  const body = trimEnd(text, " \t\n");
  if (!url) return measure(body);
  if (body.includes(url)) {
    const parts = body.split(url);
    return parts.reduce((total, part) => total + measure(part), 0) + URL_LENGTH * (parts.length - 1);
  }
  return measure(body) + (body ? separator : 0) + URL_LENGTH;
}

// Returns {used, limit, unit, over}; `spec` is the JSON of NetworkRules.spec().
export function length(spec, text, url) {
  const answer = (used, limit, unit) => ({ used, limit, unit, over: limit !== null && used > limit });
  const body = wellFormed(text);
  const whole = composed(spec, body, url);
  switch (spec.counting) {
    case "x_weighted":
      return answer(withLinkOf23(body, url, 1, xWeight), spec.limit, "characters");
    case "graphemes_url_23":
      return answer(withLinkOf23(body, url, 2, mastodonLength), spec.limit, "characters");
    case "graphemes_and_bytes": {
      const used = graphemes(whole);
      const size = bytes(whole);
      return size > spec.byteLimit && used <= spec.limit ? answer(size, spec.byteLimit, "bytes") : answer(used, spec.limit, "characters");
    }
    case "emoji_as_bytes":
      return answer(emojiAsBytes(whole), spec.limit, "characters");
    case "percent_encoded":
      return answer(encodedLines(whole).length, spec.limit, "encoded");
    default:
      return answer(whole.length, spec.limit, "characters");
  }
}
