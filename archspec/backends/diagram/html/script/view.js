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
  if (!view) return; // nothing is seen yet
  const box = middle(group);
  const inside = Math.abs(view.x + view.w / 2 - box.x) < (view.w - box.width) / 2
    && Math.abs(view.y + view.h / 2 - box.y) < (view.h - box.height) / 2;
  if (inside && !always) return;
  const roomy = { width: box.width + 40, height: box.height + 40 };
  fitted = false;
  glide(around(box.x, box.y, Math.min(Math.max(scaleOf(), 1), fitScale(roomy))));
}
