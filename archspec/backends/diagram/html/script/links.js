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
  seek();
  const last = groups().find((group) => of(group).path === state.get("at"));
  if (last) choose(last);
}
