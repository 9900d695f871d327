// The page to talk on. Names and messages become text nodes and nothing else.
"use strict";
const at = (id) => document.getElementById(id);
const log = at("log"), text = at("text"), you = at("you"), told = at("told");
let persona = "", lastName = null;

function ask(place, content) {
  const headers = { "X-Simulacrum": "1", "Content-Type": "application/json" };
  return fetch(place, { method: "POST", headers, body: JSON.stringify(content || {}) });
}

function element(kind, name, words) {
  const made = document.createElement(kind);
  made.className = name;
  made.dir = "auto";
  made.textContent = words;
  return made;
}

function show(turn) {
  at("empty").hidden = true;
  if (turn.name !== lastName) log.append(element("p", turn.persona ? "who" : "who mine", turn.name));
  lastName = turn.name;
  const bubble = element("div", "bubble " + (turn.persona ? "persona" : "you"), turn.text);
  log.append(bubble);
  log.scrollTop = log.scrollHeight;
  return bubble;
}

function showState(state) {
  persona = state.name;
  log.querySelectorAll(":scope > :not(#empty)").forEach((old) => old.remove());
  lastName = null;
  at("empty").hidden = state.turns.length > 0;
  if (document.activeElement !== you) you.value = state.you;
  at("others").replaceChildren(...state.others.map((name) => new Option("", name)));
  state.turns.forEach(show);
}

function busy(writing) {
  at("stop").hidden = !writing;
  at("send").hidden = writing;
  log.setAttribute("aria-busy", String(writing));
}

function tell(words) {
  told.hidden = !words;
  told.textContent = words;
}

async function answer(response) {
  const reader = response.body.getReader(), decoder = new TextDecoder();
  const waiting = element("p", "waiting", "…");
  log.append(waiting);
  const bubbles = [];
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    rest += decoder.decode(value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.error) tell(event.error);
      if (event.bubbles) waiting.remove();
      (event.bubbles || []).forEach((words, place) => {
        if (place < bubbles.length) bubbles[place].textContent = words;
        else bubbles.push(show({ name: persona, persona: true, text: words }));
      });
      log.scrollTop = log.scrollHeight;
    }
  }
  waiting.remove();
}

async function say() {
  const words = text.value.trim();
  if (!words || at("send").hidden) return;
  tell("");
  busy(true);
  try {
    const response = await ask("say", { text: words, you: you.value });
    if (!response.ok) {
      tell((await response.json()).error || "That was refused.");
      return;
    }
    show({ name: you.value.trim(), persona: false, text: words });
    text.value = "";
    grow();
    await answer(response);
  } catch (error) {
    tell("The program does not answer. Is it still running?");
  } finally {
    busy(false);
    text.focus();
  }
}

function grow() {
  text.style.height = "auto";
  text.style.height = text.scrollHeight + 2 + "px";
}

async function load() {
  try {
    const state = await (await fetch("state")).json();
    showState(state);
    busy(state.writing);
    if (state.writing) setTimeout(load, 500);
  } catch (error) {
    tell("The program does not answer. Is it still running?");
  }
}

at("say").addEventListener("submit", (event) => { event.preventDefault(); say(); });
at("who").addEventListener("submit", (event) => { event.preventDefault(); text.focus(); });
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); say(); }
});
at("stop").addEventListener("click", () => ask("stop"));
at("forget").addEventListener("click", async () => { tell(""); showState(await (await ask("forget")).json()); text.focus(); });
load();
