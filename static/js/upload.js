/*
 * Sends a file as soon as it is chosen in a form of the desk, and says how far it is; the form then carries what is kept
 * of it, as after an error (wiq_site/kit/uploads.py). A chosen picture is shown where the place that matters in it is
 * chosen. It does so where a field says "data-at-once". Without this script the file goes with the form.
 */

import { draw } from "./writing/thumbnail.js";

function show(input, file) {
  const places = input.form.querySelector(`[id="${input.id}_focus"]`);
  if (!places) return;
  const canvas = places.querySelector("canvas") ?? document.createElement("canvas");
  places.querySelector("img")?.remove();
  places.prepend(canvas);
  draw(canvas, file, 225);
}

function keep(box, input, { token, name }) {
  const told = box.querySelector("template").content.cloneNode(true);
  const [hidden, drop] = told.querySelectorAll("input");
  Object.assign(hidden, { name: `${input.name}-kept`, value: token });
  drop.name = `${input.name}-kept-drop`;
  const sentence = told.querySelector("span");
  sentence.textContent = sentence.textContent.replace("…", name);
  box.append(told);
  input.value = "";
}

function send(input, file) {
  const box = input.closest("[data-upload]");
  const [progress, problem] = [box.querySelector("progress"), box.querySelector(".errornote")];
  const body = new FormData();
  body.append("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
  body.append(input.accept ? "picture" : "file", file);
  const request = new XMLHttpRequest(); // fetch tells of no progress
  request.open("POST", box.dataset.upload);
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => progress.setAttribute("value", loaded / total));
  request.addEventListener("loadend", () => {
    progress.hidden = true;
    if (input.files[0] !== file) return;
    const { response } = request;
    if (response?.token) keep(box, input, response);
    else problem.textContent = response?.errors?.join(" ") ?? box.dataset.failed;
    problem.hidden = Boolean(response?.token);
    if (response?.errors) input.value = "";
  });
  progress.hidden = false;
  problem.hidden = true;
  request.send(body);
}

document.addEventListener("change", ({ target }) => {
  const file = target.matches("[data-at-once]") && target.files[0];
  if (!file) return;
  target.closest("[data-upload]").querySelector(".file-kept")?.remove();
  if (target.accept) show(target, file);
  send(target, file);
});
