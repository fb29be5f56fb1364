// Groups: rows, which are layers or folded scopes, and scopes around them.

const groups = (chart = charts[level]) => [...chart.querySelectorAll("g[data-subject]")];
const isRow = (group) => group.classList.contains("row");
const of = (group) => subjects[group.dataset.subject];

// Names from right to left are set apart, so that what is around them stays in its order.
const LETTERS = "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]+";
const RUN = new RegExp(`${LETTERS}(?:[ _-]+${LETTERS})*`, "gu");
const isolate = (text) => text.replace(RUN, "\u2068$&\u2069");

function make(name, text, parent) {
  const element = document.createElement(name);
  element.textContent = isolate(text);
  parent.append(element);
  return element;
}

function bar(share, parent) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const rect = document.createElementNS(svg.namespaceURI, "rect");
  rect.setAttribute("width", `${share * 100}%`);
  rect.setAttribute("height", "100%");
  svg.setAttribute("aria-hidden", "true");
  svg.append(rect);
  parent.append(svg);
}

function show(group, path = group && of(group).path) {
  document.querySelector(".shown")?.classList.remove("shown");
  facts.replaceChildren();
  if (!group) return;
  group.classList.add("shown");
  const subject = of(group);
  make("h2", subject.title, facts);
  make("p", path, facts).className = "path";
  if (path.startsWith(`${subject.path}.`)) make("p", `not drawn by itself, but as part of ${subject.path}`, facts);
  else if (path !== subject.path) make("p", `drawn once for several, as ${subject.path}`, facts);
  const list = make("dl", "", facts);
  for (const [word, text, percent, share] of subject.facts) {
    make("dt", word, list);
    const said = make("dd", text, list);
    if (!percent) continue;
    make("small", ` · ${percent}`, said);
    bar(share, said);
  }
  if (!subject.place) return;
  const code = make("pre", "", facts);
  make("b", subject.place, code);
  code.append(subject.text);
}

function choose(group, always) {
  if (!group) return;
  for (const one of group.ownerSVGElement.querySelectorAll('[tabindex="0"]')) one.tabIndex = -1;
  chosen = group;
  group.tabIndex = 0;
  group.focus({ preventScroll: true });
  show(group);
  reveal(group, always);
  remember();
}

function letGo() {
  chosen?.blur();
  chosen = null;
  search.value = "";
  seek();
  show(null);
  remember();
}

function walk(dx, dy) {
  const all = groups();
  if (!chosen?.isConnected || chosen.ownerSVGElement !== charts[level]) return choose(all.find(isRow) ?? all[0]);
  const from = middle(chosen);
  const rows = all.filter((group) => isRow(group) && group !== chosen);
  const away = (group) => {
    const to = middle(group);
    const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const across = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    return along > 1 && across < along + 30 ? along + 2 * across : Infinity;
  };
  const near = rows.reduce((best, group) => (away(group) < away(best) ? group : best), chosen);
  const order = all.filter(isRow);
  choose(near !== chosen ? near : order[order.indexOf(chosen) + dx + dy]);
}
