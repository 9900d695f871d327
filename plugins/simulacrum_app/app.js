// What the buttons of the app do: each sends one request, then the screen is drawn anew from what the program knows.
"use strict";
const told = document.getElementById("told");

function tell(words) {
  told.hidden = !words;
  told.textContent = words || "";
  if (words) told.scrollIntoView({ block: "center" });
}

async function post(place, content, button) {
  tell("");
  if (button) button.disabled = true;
  try {
    const headers = { "X-Simulacrum": "1", "Content-Type": "application/json" };
    const response = await fetch(place, { method: "POST", headers, body: JSON.stringify(content) });
    const answer = await response.json();
    if (button) button.disabled = false;
    if (!response.ok) return tell(answer.error || "That was refused.");
    if (answer.then) location.assign(answer.then);
    else location.reload();
  } catch (error) {
    if (button) button.disabled = false;
    tell("The program does not answer. Is it still running?");
  }
}

function contentOf(form) {
  const content = {};
  for (const field of form.elements) {
    if (!field.name) continue;
    if (field.dataset.list !== undefined) (content[field.name] ||= []).push(...(field.checked ? [field.value] : []));
    else content[field.name] = field.type === "checkbox" ? field.checked : field.value;
  }
  return content;
}

document.querySelectorAll("button[data-post]").forEach((button) =>
  button.addEventListener("click", () => {
    const content = { path: button.dataset.place || "", row: button.dataset.row || "" };
    if (!button.dataset.ask || confirm(button.dataset.ask)) post(button.dataset.post, content, button);
  }));
document.querySelectorAll("form[data-post]").forEach((form) =>
  form.addEventListener("submit", (event) => { event.preventDefault(); post(form.dataset.post, contentOf(form), event.submitter); }));

// What is answered is kept at once: another screen, a reload or a closed browser loses nothing of it.
document.querySelectorAll("form[data-keep]").forEach((form) => {
  let waiting = 0;
  const keep = async (keepalive = false) => {
    clearTimeout(waiting);
    waiting = 0;
    const headers = { "X-Simulacrum": "1", "Content-Type": "application/json" };
    try {
      const response = await fetch(form.dataset.keep, { method: "POST", headers, body: JSON.stringify(contentOf(form)), keepalive });
      const answer = await response.json();
      if (response.ok) document.getElementById("same").textContent = answer.command;
      else tell(answer.error || "That was refused.");
    } catch (error) { /* The next button tells it. */ }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 400); });
  addEventListener("pagehide", () => waiting && keep(true));
});

function left(seconds) {
  if (!(seconds > 0)) return "";
  return ", about " + (seconds < 90 ? Math.ceil(seconds) + " seconds" : Math.ceil(seconds / 60) + " minutes") + " left";
}

// Of a file only those bytes are sent that the program asks for; the browser reads them from the disk as it sends them.
let sending = null;
function send(name, number, body) {
  return new Promise((done, failed) => {
    const request = sending = new XMLHttpRequest(), began = Date.now();
    request.open("POST", "/part");
    request.setRequestHeader("X-Simulacrum", "1");
    request.setRequestHeader("X-Drop", number);
    request.upload.onprogress = (event) => {
      const share = event.loaded / (event.total || 1);
      taking(name, share, (Date.now() - began) / 1000 * (1 - share) / share);
    };
    request.onabort = () => failed(new Error(name + " was not taken over: it was stopped."));
    request.onerror = () => failed(new Error(name + " could not be read to its end, or the program does not answer."));
    request.onload = () => {
      const answer = JSON.parse(request.responseText);
      if (request.status === 200) done(answer);
      else failed(new Error(name + ": " + (answer.error || "that was refused.")));
    };
    request.send(body);
  });
}

function taking(name, share, seconds) {
  document.getElementById("uploading").hidden = false;
  document.querySelector("#uploading progress").value = share;
  document.getElementById("taken").textContent =
    "Taking over " + name + ": " + Math.floor(100 * share) + " %" + (share > 0.02 && share < 1 ? left(seconds) : "");
}

async function take(name, files) {
  taking(name, 0, 0);
  const headers = { "X-Simulacrum": "1", "Content-Type": "application/json" };
  const list = files.map(([path, file]) => ({ path, size: file.size }));
  const response = await fetch("/drop", { method: "POST", headers, body: JSON.stringify({ name, files: list }) });
  let answer = await response.json();
  if (!response.ok) throw new Error(name + ": " + (answer.error || "that was refused."));
  while (answer.wanted.length) {
    const parts = answer.wanted.map(([number, start, end]) => files[number][1].slice(start, end));
    answer = await send(name, answer.drop, new Blob(parts));
  }
}

async function takeAll(sources) {
  const faults = [];
  for (const [name, files] of sources) {
    try { await take(name, await files()); } catch (error) { faults.push(error.message); }
  }
  document.getElementById("uploading").hidden = true;
  if (faults.length) tell(faults.join(" "));
  else if (sources.length) location.reload();
}

// A folder is read when its turn comes; what is in it is one source.
async function inFolder(folder, path) {
  const reader = folder.createReader(), found = [];
  for (;;) {
    const entries = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!entries.length) return found;
    for (const entry of entries) {
      if (entry.isDirectory) found.push(...await inFolder(entry, path + entry.name + "/"));
      else found.push([path + entry.name, await new Promise((done, failed) => entry.file(done, failed))]);
    }
  }
}

function droppedOn(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => [file.name, async () => [["", file]]]);
  return entries.map((entry) => [entry.name, entry.isDirectory
    ? () => inFolder(entry, "")
    : async () => [["", await new Promise((done, failed) => entry.file(done, failed))]]]);
}

const drop = document.getElementById("drop");
if (drop) {
  document.getElementById("files").addEventListener("change", (event) =>
    takeAll([...event.target.files].map((file) => [file.name, async () => [["", file]]])));
  document.getElementById("folder").addEventListener("change", (event) => {
    const files = [...event.target.files].map((file) => [file.webkitRelativePath, file]);
    if (!files.length) return tell("There is no file in it.");
    const name = files[0][0].split("/")[0];
    takeAll([[name, async () => files.map(([path, file]) => [path.slice(name.length + 1), file])]]);
  });
  document.getElementById("abort").addEventListener("click", () => sending && sending.abort());
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.toggle("over", name === "dragover"); });
    // What is dropped beside the box would be opened in the place of the page.
    document.addEventListener(name, (event) => event.preventDefault());
  }
  drop.addEventListener("drop", (event) => takeAll(droppedOn(event.dataTransfer)));
}

async function watch() {
  const running = document.querySelector("[data-running]"), live = document.querySelector("[data-live]");
  if (!running && !live) return;
  try {
    const state = await (await fetch("/progress")).json();
    if (running && !state.running && document.getElementById("uploading")?.hidden === false) return setTimeout(watch, 500);
    if (running && !state.running) return location.reload();
    if (running) {
      running.querySelector("progress").value = state.share;
      document.getElementById("percent").textContent = Math.floor(100 * state.share) + " %" + left(state.seconds_left);
    }
    if (live && !(live.dataset.live in state.processes)) return location.reload();
    // The curve is drawn anew when there is more of it.
    if (live?.dataset.losses && live.dataset.losses !== String(state.losses)) return location.reload();
    const line = live?.dataset.losses && document.getElementById("line");
    if (line && state.line) line.textContent = state.line;
    const bar = live && live.querySelector("progress");
    if (bar) {
      const share = state.processes[live.dataset.live];
      if (share > 0) bar.value = share;
      if (share > 0) live.querySelector(".percent").textContent = Math.floor(100 * share) + " %" + left(state.process_left);
    } else if (live) return setTimeout(() => location.reload(), 5000);
  } catch (error) {
    tell("The program does not answer. Is it still running?");
  }
  setTimeout(watch, 500);
}
watch();
