/*
 * Whoever logs out leaves nothing behind that was typed and not saved (keep-form.js): the next at this computer
 * is somebody else. Without this script nothing was kept either.
 */

function forget() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage).filter((name) => name.startsWith("formular:"))) storage.removeItem(key);
  }
}

document.getElementById("logout-form")?.addEventListener("submit", () => {
  forget();
  window.addEventListener("pagehide", forget); // the form that is left writes once more
});
