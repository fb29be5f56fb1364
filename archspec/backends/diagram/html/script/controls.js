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
  if ((key === "Enter" || key === " ") && target.closest("g[data-subject]")) {
    event.preventDefault();
    return unfold(chosen);
  }
  if (target.closest("details") && key.startsWith("Arrow")) return;
  if (!Object.hasOwn(actions, key)) return;
  event.preventDefault();
  actions[key]();
});

search.addEventListener("input", () => { seek(); remember(); });
for (const button of document.querySelectorAll("[data-key]"))
  button.addEventListener("click", () => actions[button.dataset.key]());
for (const button of document.querySelectorAll("[data-view]"))
  button.addEventListener("click", () => deeper(Number(button.dataset.view) - level));

const place = ({ clientX, clientY }) => {
  const { left, top } = stage.getBoundingClientRect();
  return [clientX - left, clientY - top];
};
const pointers = new Map();
let travelled = 0;
let clicked = [-9, -9]; // where; what comes to lie below a pointer that rests was not pointed at

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
  clicked = place(event);
  if (!group) return letGo();
  choose(group);
  if (isRow(group)) unfold(group);
});

stage.addEventListener("pointerover", (event) => {
  const group = event.target.closest("g[data-subject]");
  const [x, y] = place(event);
  const rests = Math.hypot(x - clicked[0], y - clicked[1]) < 2;
  if (!pointers.size && !rests) show(group ?? chosen);
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
  if (!stage.clientWidth || matchMedia("print").matches) return;
  if (fitted) return fit(see);
  see(around(view.x + view.w / 2, view.y + view.h / 2, charts[level].clientWidth / view.w));
}).observe(stage);

addEventListener("hashchange", recall);
addEventListener("beforeprint", () => {
  document.querySelector("details").open = true;
  fitted = true;
  see({ x: 0, y: 0, w: sizes[level].width, h: sizes[level].height }); // and paper fits it
});
addEventListener("afterprint", () => fit(see));

for (const group of charts.flatMap((chart) => groups(chart))) {
  group.setAttribute("role", "button");
  group.setAttribute("aria-label", `${of(group).title}, ${of(group).path}`);
}
for (const chart of charts) {
  const first = groups(chart).find(isRow);
  if (first) first.tabIndex = 0;
}
recall();
