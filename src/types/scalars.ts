import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import { Failure } from "../rules/failure.js";
import { encodeInteger } from "../rules/metric-value.js";

const epochMax = 8_640_000_000_000_000;

/** @throws Failure INVALID for a time that no calendar date stands for; the field alone is null then */
function toIsoText(value: unknown): string {
  const epochMs = Number(value);
  if (!(Math.abs(epochMs) <= epochMax)) {
    throw new Failure("INVALID", "DATE_OUT_OF_RANGE", `The stored time ${String(value)} is out of the range of dates.`);
  }
  return new Date(epochMs).toISOString();
}

/** Years beyond four digits as this scalar writes them: with a sign and six digits. */
const isoPattern = /^(\d{4}|[+-]\d{6})-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

function fromIsoText(value: unknown): bigint {
  const epochMs = typeof value === "string" && isoPattern.test(value) ? parseTime(value) : Number.NaN;
  if (Number.isNaN(epochMs))
    throw new GraphQLError("DateTime must be an ISO 8601 time with a zone, such as 2026-01-31T12:00:00.000Z.");
  return BigInt(epochMs);
}

/** `Date.parse`, but without its 30th of February, which it reads as the 2nd of March. */
function parseTime(text: string): number {
  const [day = ""] = text.split("T");
  const midnight = new Date(`${day}T00:00:00Z`);
  const isInCalendar = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return isInCalendar ? Date.parse(text) : Number.NaN;
}

export const DateTime = new GraphQLScalarType<bigint, string>({
  name: "DateTime",
  description:
    "A time in UTC by ISO 8601 with milliseconds, such as `2026-01-31T12:00:00.000Z`. From MLflow's columns of Unix epoch milliseconds; a stored value out of the range of dates is an error on its field. As input any zone is understood.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
  serialize: toIsoText,
  parseValue: fromIsoText,
  parseLiteral: (node) => fromIsoText(node.kind === Kind.STRING ? node.value : null),
});

function toInt64(value: unknown): bigint {
  const integer = readInteger(value);
  if (integer !== null && BigInt.asIntN(64, integer) === integer) return integer;
  throw new GraphQLError("BigInt must be a 64-bit integer: a number within +-(2^53-1), or its decimal text.");
}

function readInteger(value: unknown): bigint | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null;
  if (typeof value === "bigint") return value;
  return typeof value === "string" && /^-?\d{1,19}$/.test(value) ? BigInt(value) : null;
}

export const BigIntScalar = new GraphQLScalarType<bigint, number | string>({
  name: "BigInt",
  description:
    "A 64-bit integer: a JSON number within +-(2^53-1), beyond that its decimal text, so that no reader loses digits. As input both are understood.",
  serialize: (value) =>
    typeof value === "bigint" || typeof value === "number" ? encodeInteger(value) : (value as string),
  parseValue: toInt64,
  parseLiteral: (node) => toInt64(node.kind === Kind.INT || node.kind === Kind.STRING ? node.value : null),
});

export const MetricValueScalar = new GraphQLScalarType({
  name: "MetricValue",
  description:
    'A metric\'s value: a JSON number, or one of the strings `"NaN"`, `"Infinity"`, `"-Infinity"` and `"-0"`, for which JSON has no number. MLflow stores the infinities as +-1.7976931348623157e308 and NaN as 0 with a flag (metrics.value, metrics.is_nan). As input, every one of these but NaN, with which nothing compares.',
  serialize: (value) => value,
  parseValue: toMetricNumber,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return toMetricNumber(node.value);
    return toMetricNumber(node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : null);
  },
});

function toMetricNumber(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value === "Infinity" || value === "-Infinity" || value === "-0") return Number(value);
  throw new GraphQLError('MetricValue must be a finite number, or one of "Infinity", "-Infinity" and "-0".');
}
