/*
 * Gets another captcha without sending the form. Without this script the same button sends the form,
 * which comes back with another picture and all that was typed.
 */

async function fetchAnother(address) {
  const response = await fetch(address, { method: "POST" });
  return response.ok ? response.json() : null;
}

function show(form, captcha, next) {
  captcha.querySelector("img").src = next.image;
  captcha.querySelector("audio").src = next.sound;
  form.elements.captcha_0.value = next.key;
  form.elements.captcha_1.value = "";
  form.elements.captcha_1.focus();
}

async function another(event) {
  const button = event.target.closest("[data-new-picture]");
  if (!button || button.dataset.newPicture === "send") return;
  event.preventDefault();
  const captcha = button.closest("[data-captcha]");
  const next = await fetchAnother(captcha.dataset.captcha).catch(() => null);
  if (next) {
    show(button.form, captcha, next);
  } else {
    button.dataset.newPicture = "send";
    button.form.requestSubmit(button);
  }
}

document.addEventListener("click", another);
