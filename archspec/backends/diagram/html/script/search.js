// Search: over all layers and scopes, drawn or folded; each leads to what is drawn for it.

const layers = JSON.parse(document.getElementById("layers").textContent)
  .map(([path, title, subject]) => ({ path, title, subject: String(subject) }));
let found = [];
let at = -1; // which of them was gone to last

function seek() {
  const wanted = search.value.trim().toLowerCase();
  found = wanted ? layers.filter(({ title, path }) => `${title} ${path}`.toLowerCase().includes(wanted)) : [];
  at = -1;
  count.textContent = !wanted ? "" : found.length ? `${found.length} found` : "none found";
  mark();
}

function mark() {
  const drawn = new Set(found.map(({ subject }) => subject));
  const around = new Set();
  for (const number of drawn) {
    const names = subjects[number].path.split(".");
    names.forEach((_, i) => around.add(names.slice(0, i).join(".")));
  }
  charts[level].classList.toggle("searched", search.value.trim() !== "");
  for (const group of groups())
    group.classList.toggle("hit", drawn.has(group.dataset.subject) || (isRow(group) && around.has(of(group).path)));
}

function drawnAt({ subject }) {
  const near = charts.map((_, i) => i).sort((a, b) => Math.abs(a - level) - Math.abs(b - level) || b - a);
  for (const next of near) {
    const group = groups(charts[next]).find((one) => one.dataset.subject === subject);
    if (group) return [next, group];
  }
}

function nextHit(by) {
  if (!found.length) return;
  at = at < 0 ? (by > 0 ? 0 : found.length - 1) : (at + by + found.length) % found.length;
  const [next, group] = drawnAt(found[at]);
  if (next !== level) go(next);
  choose(group);
  show(group, found[at].path);
  search.focus();
  count.textContent = `${at + 1} of ${found.length}`;
}
