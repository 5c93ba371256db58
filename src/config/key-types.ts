import { z } from "zod";
import { didYouMean } from "./closest-word.js";

/*
 * Every message here is a constant: zod's own messages can quote the value, and a value may be a secret.
 * Environment variables and `${VAR}` deliver text, so numbers and switches are understood as text too.
 */

/** Milliseconds and counts end here: a longer timer would fire at once in Node. */
const INTEGER_MAX = 2_147_483_647;

export function wholeNumber(min: number, fallback: number, max = INTEGER_MAX) {
  return wholeNumberOf(min, max).default(fallback);
}

/** A whole number that need not be given. */
export function someWholeNumber(min: number, max = INTEGER_MAX) {
  return wholeNumberOf(min, max).optional();
}

function wholeNumberOf(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(numberFromText, z.number({ error }).int({ error }).min(min, { error }).max(max, { error }));
}

export function flag(fallback: boolean) {
  return z.preprocess(booleanFromText, z.boolean({ error: "must be true or false" })).default(fallback);
}

export function text(pattern: RegExp, error: string) {
  return z.string({ error: "must be text: put the value in quotes" }).regex(pattern, { error });
}

export function filePath() {
  return text(/^[^\0]{1,4096}$/, "must be the path of a file");
}

export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const error = `must be one of ${words.join(", ")}`;
  return z.enum(words, {
    error: ({ input }) => (typeof input === "string" ? error + didYouMean(input, words) : error),
  });
}

export function originList() {
  const error = "must be a list of origins such as https://app.example.com, without a path or a slash at the end";
  return z.preprocess(listFromText, z.array(z.string({ error }).refine(isOrigin, { error }), { error })).default([]);
}

/** Texts, separated by commas where they come as one text. */
export function textList(pattern: RegExp, error: string) {
  return z.preprocess(
    listFromText,
    z.array(z.string({ error }).regex(pattern, { error }), { error }).min(1, { error }),
  );
}

/** Some of these words. */
export function someOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const error = `must be one or more of ${words.join(", ")}`;
  return z.preprocess(listFromText, z.array(z.enum(words, { error }), { error }).min(1, { error }));
}

function numberFromText(value: unknown): unknown {
  return typeof value === "string" && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
}

function booleanFromText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const word = value.trim().toLowerCase();
  if (["true", "yes", "on", "1"].includes(word)) return true;
  return ["false", "no", "off", "0"].includes(word) ? false : value;
}

function listFromText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
