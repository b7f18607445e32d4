/*
 * A page that is looked at as on a phone or on a computer comes in a window as wide as its screen. Without this script,
 * and where the browser opens no windows, it comes in a tab.
 */

for (const button of document.querySelectorAll("[data-window]")) {
  button.addEventListener("click", () => {
    const [width, height] = button.dataset.window.split("x");
    window.open("", button.formTarget, `popup,width=${width},height=${height}`);
  });
}
