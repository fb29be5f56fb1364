"use strict";
const byId = (id) => document.getElementById(id);
const file = byId("file"), rows = byId("rows"), shown = byId("shown");
const ask = byId("ask"), answer = byId("answer");
for (const one of document.querySelectorAll("pre")) one.textContent = one.textContent.replace("ADDRESS", location.origin);
if (file) file.addEventListener("change", () => {
  shown.hidden = !file.files.length;
  if (file.files.length) { shown.src = URL.createObjectURL(file.files[0]); asked(); }
});
ask.addEventListener("click", asked);
async function asked() {
  if (file && !file.files.length) { answer.textContent = "Choose an image first."; return; }
  const body = file ? file.files[0] : rows.value;
  const type = file ? body.type || "image/unknown" : "application/json";
  ask.disabled = true;
  try {
    const reply = await fetch("/predict", { method: "POST", body, headers: { "Content-Type": type } });
    answer.textContent = JSON.stringify(await reply.json(), null, 2);
  } catch (error) {
    answer.textContent = "The server does not answer.";
  }
  ask.disabled = false;
}
