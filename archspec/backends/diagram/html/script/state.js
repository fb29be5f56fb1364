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
