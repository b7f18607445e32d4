/*
 * Times on the clock as minutes since the first midnight. Here a day has 1440 minutes; in the two nights
 * in which the clock changes the server decides, because it gets only what was typed.
 */

const DAY = 1440;
const HALF_DAY = 720;

export function minutesOf(clock) {
  const found = /^(\d{1,2}):(\d{2})/.exec(clock ?? "");
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

export function clockOf(minutes) {
  const inDay = ((minutes % DAY) + DAY) % DAY;
  return [Math.floor(inDay / 60), inDay % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/* The moment, in minutes since the first midnight, at which the clock shows `clock` after `latest`. */
export function momentOf(clock, latest) {
  if (clock === null || latest === null) return clock;
  const sameDay = clock + Math.floor(latest / DAY) * DAY;
  return sameDay <= latest - HALF_DAY ? sameDay + DAY : sameDay;
}
