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
