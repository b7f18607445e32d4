/*
 * Marks the TOP that is on while a meeting runs and says how long it still has, by the clock of the
 * reader's device. Without this script the timetable stands there complete, only without the mark.
 */

const rows = [...document.querySelectorAll("[data-starts]")];
const line = document.querySelector("[data-running]");
const clock = new Intl.DateTimeFormat("de-DE", { timeZone: "Europe/Berlin", timeStyle: "short" });

function isOn(row, now) {
  return Date.parse(row.dataset.starts) <= now && now < Date.parse(row.dataset.ends);
}

function tellTime(row, now) {
  line.hidden = !row;
  if (!row) return;
  const values = {
    clock: clock.format(now),
    item: [...row.querySelectorAll(".numbered > span, .numbered > a")].map((part) => part.textContent).join(" "),
    minutes: Math.ceil((Date.parse(row.dataset.ends) - now) / 60_000),
  };
  const told = line.dataset.running.replace(/%\((\w+)\)s/g, (_, key) => values[key]);
  if (line.textContent !== told) line.textContent = told;
}

function markRunning() {
  const now = Date.now();
  for (const row of rows) row.toggleAttribute("aria-current", false);
  const running = rows.find((row) => isOn(row, now));
  running?.setAttribute("aria-current", "time");
  if (line) tellTime(running, now);
}

markRunning();
setInterval(markRunning, 15_000);
document.addEventListener("visibilitychange", markRunning);
