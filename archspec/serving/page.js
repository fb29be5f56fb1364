"use strict";
const byId = (id) => document.getElementById(id);
const file = byId("file"), rows = byId("rows"), shown = byId("shown");
const ask = byId("ask"), said = byId("said"), whole = byId("whole");
const SHOWN = 5;
for (const one of document.querySelectorAll("pre")) one.textContent = one.textContent.replace("ADDRESS", location.origin);
if (file) file.addEventListener("change", () => {
  shown.hidden = !file.files.length;
  if (file.files.length) { shown.src = URL.createObjectURL(file.files[0]); asked(); }
});
ask.addEventListener("click", asked);
async function asked() {
  if (file && !file.files.length) { tell([line("Choose an image first.")]); return; }
  const body = file ? file.files[0] : rows.value;
  const type = file ? body.type || "image/unknown" : "application/json";
  ask.disabled = true;
  try {
    const reply = await fetch("/predict", { method: "POST", body, headers: { "Content-Type": type } });
    const found = await reply.json();
    tell(inWords(found), JSON.stringify(found, null, 2));
  } catch (error) {
    tell([line("The server does not answer.")]);
  }
  ask.disabled = false;
}
function tell(parts, json = "") {
  said.replaceChildren(...parts);
  whole.hidden = !json;
  whole.open = !parts.length;
  byId("answer").textContent = json;
}
function inWords(found) {
  const parts = (found.top || []).slice(0, SHOWN).map(bar);
  if (found.error) parts.push(line(found.error.message), ...found.error.help.map((help) => line(help)));
  for (const warning of found.warnings || []) parts.push(line(warning));
  return parts;
}
function bar(one) {
  const row = document.createElement("p"), share = document.createElement("meter");
  row.className = "likely";
  share.value = one.probability;
  row.append(line(one.class, "span"), share, line(`${(100 * one.probability).toFixed(1)} %`, "span"));
  return row;
}
function line(text, tag = "p") {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
