/*
 * Marks the TOP that is on while a meeting runs, by the clock of the reader's device.
 * Without this script the timetable stands there complete, only without the mark.
 */

const rows = [...document.querySelectorAll("[data-starts]")];

function markRunning() {
  const now = Date.now();
  for (const row of rows) {
    const runs = Date.parse(row.dataset.starts) <= now && now < Date.parse(row.dataset.ends);
    if (runs) {
      row.setAttribute("aria-current", "time");
    } else {
      row.removeAttribute("aria-current");
    }
  }
}

markRunning();
setInterval(markRunning, 15_000);
document.addEventListener("visibilitychange", markRunning);
