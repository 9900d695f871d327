// What the buttons of the app do: each sends one request, then the screen is drawn anew from what the program knows.
"use strict";
const told = document.getElementById("told");

function tell(words) {
  told.hidden = !words;
  told.textContent = words || "";
  if (words) told.scrollIntoView({ block: "center" });
}

async function post(place, content) {
  tell("");
  try {
    const headers = { "X-Simulacrum": "1", "Content-Type": "application/json" };
    const response = await fetch(place, { method: "POST", headers, body: JSON.stringify(content) });
    const answer = await response.json();
    if (!response.ok) return tell(answer.error || "That was refused.");
    if (answer.then) location.assign(answer.then);
    else location.reload();
  } catch (error) {
    tell("The program does not answer. Is it still running?");
  }
}

function contentOf(form) {
  const content = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.name === "me") (content.me ||= []).push(...(field.checked ? [field.value] : []));
    else content[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return content;
}

document.querySelectorAll("button[data-post]").forEach((button) =>
  button.addEventListener("click", () => {
    if (!button.dataset.ask || confirm(button.dataset.ask)) post(button.dataset.post, { path: button.dataset.place || "" });
  }));
document.querySelectorAll("form[data-post]").forEach((form) =>
  form.addEventListener("submit", (event) => { event.preventDefault(); post(form.dataset.post, contentOf(form)); }));

function upload(file) {
  return new Promise((done) => {
    const request = new XMLHttpRequest(), status = document.getElementById("uploading");
    request.open("POST", "/upload");
    request.setRequestHeader("X-Simulacrum", "1");
    request.setRequestHeader("X-Name", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => { status.textContent = file.name + ": " + Math.floor(100 * event.loaded / (event.total || 1)) + " %"; };
    request.onloadend = () => { if (request.status !== 200) tell(file.name + " could not be taken over."); done(request.status === 200); };
    request.send(file);
  });
}

async function uploadAll(files) {
  let good = true;
  for (const file of files) good = (await upload(file)) && good;
  if (good) location.reload();
}

const drop = document.getElementById("drop");
if (drop) {
  document.getElementById("files").addEventListener("change", (event) => uploadAll(event.target.files));
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.toggle("over", name === "dragover"); });
  }
  drop.addEventListener("drop", (event) => uploadAll(event.dataTransfer.files));
}

async function watch() {
  const running = document.querySelector("[data-running]"), live = document.querySelector("[data-live]");
  if (!running && !live) return;
  try {
    const state = await (await fetch("/progress")).json();
    if (running && !state.running) return location.reload();
    if (running) {
      running.querySelector("progress").value = state.share;
      document.getElementById("percent").textContent = Math.floor(100 * state.share) + " %";
    }
    if (live && !(live.dataset.live in state.processes)) return location.reload();
    const bar = live && live.querySelector("progress");
    if (bar) {
      const share = state.processes[live.dataset.live];
      if (share > 0) bar.value = share;
      live.querySelector(".percent").textContent = share > 0 ? Math.floor(100 * share) + " %" : "";
    } else if (live) return setTimeout(() => location.reload(), 5000);
  } catch (error) {
    tell("The program does not answer. Is it still running?");
  }
  setTimeout(watch, 500);
}
watch();
