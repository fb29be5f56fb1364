"use strict";

const subjects = JSON.parse(document.getElementById("subjects").textContent);
const [stage, facts, search, count] =
  ["stage", "facts", "search", "count"].map((id) => document.getElementById(id));
const root = document.documentElement;
const charts = [...document.querySelectorAll(".chart")];
const sizes = charts.map((chart) => chart.viewBox.baseVal).map(({ width, height }) => ({ width, height }));
const THEMES = ["auto", "light", "dark"];
const LARGEST = 1.8; // pixels per point at which a small network is shown
const still = matchMedia("(prefers-reduced-motion: reduce)");

let level = Number(root.dataset.first);
let view = null; // the part of the picture that is seen, in points
let fitted = true;
let chosen = null; // the group on which the focus last was
let motion = 0;

// What is seen.

const around = (x, y, scale) => {
  const [w, h] = [stage.clientWidth / scale, stage.clientHeight / scale];
  return { x: x - w / 2, y: y - h / 2, w, h };
};
const scaleOf = () => stage.clientWidth / view.w;
const fitScale = ({ width, height }) =>
  Math.min(stage.clientWidth / width, stage.clientHeight / height, LARGEST);

function see(next) {
  view = next;
  charts[level].setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
}

function glide(next) {
  cancelAnimationFrame(motion);
  if (still.matches) return see(next);
  const [from, begun] = [view, performance.now()];
  const step = (now) => {
    const t = Math.min(1, Math.max(0, now - begun) / 160);
    const part = t * (2 - t);
    const at = (side) => from[side] + (next[side] - from[side]) * part;
    see(t < 1 ? { x: at("x"), y: at("y"), w: at("w"), h: at("h") } : next);
    if (t < 1) motion = requestAnimationFrame(step);
  };
  motion = requestAnimationFrame(step);
}

function fit(move = glide) {
  if (!stage.clientWidth) return; // in a frame that is not shown yet
  const { width, height } = sizes[level];
  fitted = true;
  move(around(width / 2, height / 2, fitScale(sizes[level])));
}

function zoom(factor, px = stage.clientWidth / 2, py = stage.clientHeight / 2) {
  cancelAnimationFrame(motion);
  const scale = Math.min(8, Math.max(fitScale(sizes[level]) / 2, scaleOf() * factor));
  const [x, y] = [view.x + px / scaleOf(), view.y + py / scaleOf()];
  fitted = false;
  see({ x: x - px / scale, y: y - py / scale, w: stage.clientWidth / scale, h: stage.clientHeight / scale });
}

function pan(dx, dy) {
  cancelAnimationFrame(motion);
  fitted = false;
  see({ ...view, x: view.x - dx / scaleOf(), y: view.y - dy / scaleOf() });
}

const middle = (group) => {
  const { x, y, width, height } = group.getBBox();
  return { x: x + width / 2, y: y + height / 2, width, height };
};

function reveal(group, always = false) {
  const box = middle(group);
  const inside = Math.abs(view.x + view.w / 2 - box.x) < (view.w - box.width) / 2
    && Math.abs(view.y + view.h / 2 - box.y) < (view.h - box.height) / 2;
  if (inside && !always) return;
  const roomy = { width: box.width + 40, height: box.height + 40 };
  fitted = false;
  glide(around(box.x, box.y, Math.min(Math.max(scaleOf(), 1), fitScale(roomy))));
}

// Groups: rows, which are layers or folded scopes, and scopes around them.

const groups = (chart = charts[level]) => [...chart.querySelectorAll("g[data-subject]")];
const of = (group) => subjects[group.dataset.subject];

function make(name, text, parent) {
  const element = document.createElement(name);
  element.textContent = text;
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

function show(group) {
  document.querySelector(".shown")?.classList.remove("shown");
  facts.replaceChildren();
  if (!group) return;
  group.classList.add("shown");
  const subject = of(group);
  make("h2", subject.title, facts);
  make("p", subject.path, facts).className = "path";
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
  if (chosen) chosen.tabIndex = -1;
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
  find();
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
  const next = all.filter(isRow)[all.filter(isRow).indexOf(chosen) + dx + dy];
  const found = near !== chosen ? near : next;
  if (found) choose(found);
}
const isRow = (group) => group.classList.contains("row");

// Depth.

function go(next, keep = false) {
  level = Math.min(charts.length - 1, Math.max(0, next));
  charts.forEach((chart, i) => chart.toggleAttribute("hidden", i !== level));
  for (const button of document.querySelectorAll("[data-level]"))
    button.setAttribute("aria-pressed", Number(button.dataset.level) === level);
  if (!keep) fit(see);
  find();
}

const within = (group, path) => of(group).path === path || of(group).path.startsWith(`${path}.`);

function counterpart(group, next) {
  const { path } = of(group);
  const all = groups(charts[next]);
  if (next > level)
    return all.find((one) => !isRow(one) && of(one).path === path)
      ?? all.find((one) => of(one).path.startsWith(`${path}.`));
  return all.find((one) => isRow(one) && of(one).path === path);
}

function unfold(group) {
  const steps = charts.map((_, i) => i).filter((i) => (isRow(group) ? i > level : i < level));
  if (!isRow(group)) steps.reverse();
  for (const next of steps) {
    const target = counterpart(group, next);
    if (!target) continue;
    const scale = scaleOf();
    go(next);
    const { x, y } = middle(target);
    see(around(x, y, scale));
    return choose(target, true);
  }
}

function deeper(by) {
  const path = chosen && of(chosen).path;
  go(level + by);
  const same = path && groups().find((group) => within(group, path) || path.startsWith(`${of(group).path}.`));
  if (same) choose(same);
  remember();
}

// Search.

const matches = (group) => {
  const { title, path } = of(group);
  return `${title} ${isRow(group) ? path : ""}`.toLowerCase().includes(search.value.trim().toLowerCase());
};

function hits(chart = charts[level]) {
  return search.value.trim() ? groups(chart).filter(matches) : [];
}

function find() {
  const found = hits();
  charts[level].classList.toggle("searched", search.value.trim() !== "");
  for (const group of groups()) group.classList.toggle("hit", found.includes(group));
  const where = elsewhere();
  if (!search.value.trim()) count.textContent = "";
  else if (found.length || where < 0) count.textContent = `${found.length} found`;
  else count.textContent = `none here, ${hits(charts[where]).length} at depth ${charts[where].dataset.depth}`;
}

const elsewhere = () => charts.findIndex((chart) => hits(chart).length);

function nextHit(by) {
  if (!hits().length && elsewhere() >= 0) go(elsewhere());
  const found = hits();
  if (!found.length) return;
  const at = found.indexOf(chosen);
  const next = at < 0 ? (by > 0 ? 0 : found.length - 1) : (at + by + found.length) % found.length;
  choose(found[next]);
  search.focus();
  count.textContent = `${next + 1} of ${found.length}`;
}

// Theme, and what a link remembers.

function dress(theme) {
  root.dataset.theme = theme;
  document.querySelector('[data-key="t"]').textContent = `◐ ${theme}`;
}

function remember() {
  const state = new URLSearchParams({ depth: charts[level].dataset.depth });
  if (search.value) state.set("q", search.value);
  if (root.dataset.theme !== "auto") state.set("theme", root.dataset.theme);
  if (chosen) state.set("at", of(chosen).path);
  history.replaceState(null, "", `#${state}`);
}

function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  const depth = charts.findIndex((chart) => chart.dataset.depth === state.get("depth"));
  if (THEMES.includes(state.get("theme"))) root.dataset.theme = state.get("theme");
  dress(root.dataset.theme);
  search.value = state.get("q") ?? "";
  go(depth < 0 ? level : depth);
  const at = groups().find((group) => of(group).path === state.get("at"));
  if (at) choose(at);
}

// Keys, buttons and pointers.

const actions = {
  0: () => fit(),
  "+": () => zoom(1.25),
  "=": () => zoom(1.25),
  "-": () => zoom(0.8),
  "[": () => deeper(-1),
  "]": () => deeper(1),
  "/": () => search.select(),
  t: () => { dress(THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % 3]); remember(); },
  Escape: letGo,
  ArrowUp: () => walk(0, -1),
  ArrowDown: () => walk(0, 1),
  ArrowLeft: () => walk(-1, 0),
  ArrowRight: () => walk(1, 0),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, target } = event;
  if (target === search && key === "Enter") return nextHit(event.shiftKey ? -1 : 1);
  if (target === search && key === "Escape") search.blur();
  else if (target === search) return;
  if (key === "Enter" && target.closest("g[data-subject]")) return unfold(chosen);
  if (target.closest("details") && key.startsWith("Arrow")) return;
  if (!Object.hasOwn(actions, key)) return;
  event.preventDefault();
  actions[key]();
});

search.addEventListener("input", () => { find(); remember(); });
for (const button of document.querySelectorAll("[data-key]"))
  button.addEventListener("click", () => actions[button.dataset.key]());
for (const button of document.querySelectorAll("[data-level]"))
  button.addEventListener("click", () => deeper(Number(button.dataset.level) - level));

const place = ({ clientX, clientY }) => {
  const { left, top } = stage.getBoundingClientRect();
  return [clientX - left, clientY - top];
};
const pointers = new Map();
let travelled = 0;

stage.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  if (!pointers.size) travelled = 0;
  pointers.set(event.pointerId, place(event));
});

stage.addEventListener("pointermove", (event) => {
  const from = pointers.get(event.pointerId);
  if (!from) return;
  const to = place(event);
  const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
  travelled += Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (travelled > 4) {
    stage.setPointerCapture(event.pointerId);
    stage.classList.add("dragged");
    pan((to[0] - from[0]) / pointers.size, (to[1] - from[1]) / pointers.size);
    for (const [x, y] of others.slice(0, 1)) {
      const spread = (at) => Math.hypot(at[0] - x, at[1] - y) || 1;
      zoom(spread(to) / spread(from), (to[0] + x) / 2, (to[1] + y) / 2);
    }
  }
  pointers.set(event.pointerId, to);
});

for (const kind of ["pointerup", "pointercancel"])
  addEventListener(kind, (event) => {
    pointers.delete(event.pointerId);
    stage.classList.remove("dragged");
  });

stage.addEventListener("click", (event) => {
  const group = event.target.closest("g[data-subject]");
  if (travelled > 4) return;
  if (!group) return letGo();
  choose(group);
  if (isRow(group)) unfold(group);
});

stage.addEventListener("pointerover", (event) => {
  const group = event.target.closest("g[data-subject]");
  if (!pointers.size) show(group ?? chosen);
});

stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...place(event));
}, { passive: false });

stage.addEventListener("focusin", (event) => {
  const group = event.target.closest("g[data-subject]");
  if (group && group !== chosen) choose(group);
});

new ResizeObserver(() => {
  const [x, y, scale] = [view.x + view.w / 2, view.y + view.h / 2, charts[level].clientWidth / view.w];
  fitted || !view ? fit(see) : see(around(x, y, scale));
}).observe(stage);

addEventListener("hashchange", recall);
addEventListener("beforeprint", () => { document.querySelector("details").open = true; fit(see); });

for (const group of charts.flatMap((chart) => groups(chart))) {
  group.setAttribute("role", "button");
  group.setAttribute("aria-label", `${of(group).title}, ${of(group).path}`);
}
for (const chart of charts) {
  const first = groups(chart).find(isRow);
  if (first) first.tabIndex = 0;
}
recall();
