"use strict";
const quiz = document.getElementById("quiz");
const rounds = JSON.parse(document.getElementById("rounds").textContent);
const texts = JSON.parse(document.getElementById("words").textContent);
let place = 0;
let answers = [];

function element(name, text, attributes) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  return made;
}

function reply(text) {
  return element("span", text, { dir: "auto", class: "reply" });
}

function show(parts) {
  quiz.replaceChildren(...parts);
  const heading = quiz.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus();
}

function ask() {
  const round = rounds[place];
  const talk = element("ol", undefined, { class: "talk" });
  for (const [name, text] of round.before) {
    const line = element("li");
    line.append(element("bdi", name, { class: "name" }), reply(text));
    talk.append(line);
  }
  const choices = element("div", undefined, { class: "choices", role: "group", "aria-label": texts.question });
  round.replies.forEach((text, number) => {
    const button = element("button", undefined, { type: "button" });
    button.append(element("b", "AB"[number] + " "), reply(text));
    button.addEventListener("click", () => answer(number));
    choices.append(button);
  });
  const told = element("p", texts.hint);
  show([element("h2", `${place + 1} / ${rounds.length}: ${texts.question}`), talk, choices, told]);
}

function answer(number) {
  answers.push(number === rounds[place].real);
  place += 1;
  if (place < rounds.length) ask();
  else tell();
}

function interval(hits, tries) {
  const z = 1.959964, share = hits / tries, below = 1 + (z * z) / tries;
  const middle = share + (z * z) / (2 * tries);
  const width = z * Math.sqrt((share * (1 - share)) / tries + (z * z) / (4 * tries * tries));
  return [Math.max(0, (middle - width) / below), Math.min(1, (middle + width) / below)];
}

function tell() {
  const hits = answers.filter(Boolean).length;
  const [low, high] = interval(hits, answers.length);
  const percent = (share) => `${Math.round(100 * share)}%`;
  const meaning = low > 0.5 ? texts.known : high < 0.5 ? texts.fooled : texts.unsure;
  const list = element("ol");
  rounds.forEach((round, number) => {
    const line = element("li", undefined, { class: answers[number] ? "found" : "missed" });
    line.append(
      element("b", answers[number] ? texts.gave : texts.passed),
      element("br"), element("span", texts.real + " "), reply(round.replies[round.real]),
      element("br"), element("span", texts.model + " "), reply(round.replies[1 - round.real]));
    list.append(line);
  });
  const again = element("button", texts.again, { type: "button" });
  again.addEventListener("click", start);
  show([
    element("h2", `${hits} / ${answers.length} ${texts.right}`),
    element("p", `${percent(hits / answers.length)}, ${texts.interval} ${percent(low)} – ${percent(high)}. ${meaning}`,
      { id: "result" }),
    list, again]);
}

function start() {
  place = 0;
  answers = [];
  ask();
}

document.addEventListener("keydown", (event) => {
  const number = { a: 0, b: 1, "1": 0, "2": 1 }[event.key.toLowerCase()];
  if (number === undefined || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const buttons = quiz.querySelectorAll(".choices button");
  if (buttons.length) buttons[number].click();
});
start();
