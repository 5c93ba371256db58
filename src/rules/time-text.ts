const epochMax = 8_640_000_000_000_000n;

/** A time in UTC by ISO 8601 with milliseconds; where no date stands for it, the stored number's digits. */
export function timeText(epochMs: bigint): string {
  if (epochMs > epochMax || epochMs < -epochMax) return String(epochMs);
  return new Date(Number(epochMs)).toISOString();
}
