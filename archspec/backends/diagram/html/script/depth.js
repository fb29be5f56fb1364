// Depth.

function go(next) {
  level = Math.min(charts.length - 1, Math.max(0, next));
  charts.forEach((chart, i) => chart.toggleAttribute("hidden", i !== level));
  for (const button of document.querySelectorAll("[data-view]"))
    button.setAttribute("aria-pressed", Number(button.dataset.view) === level);
  fit(see);
  mark();
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
