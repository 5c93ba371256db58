export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** `days` before `now`, in milliseconds since 1970; fractions are parts of a day. */
export function daysBefore(now: number, days: number): number {
  return now - Math.round(days * dayMs);
}

/** `2026-03-14`, in UTC. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
