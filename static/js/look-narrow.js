/*
 * A page that is looked at as on a phone comes in a window as wide as one. Without this script, and where the
 * browser opens no windows, it comes in a tab.
 */

const narrow = document.querySelector("[data-narrow]");
narrow?.addEventListener("click", () => {
  window.open("", narrow.formTarget, "popup,width=390,height=844");
});
