import { describe, expect, test } from "@jest/globals";
import { discoveryUrl, isIssuerUrl, isSafeUrl, signatureAlgorithms } from "../../src/rules/issuer.js";

describe("an issuer's URL", () => {
  test.each([
    "https://accounts.google.com",
    "https://login.microsoftonline.com/2b3c/v2.0",
    "https://sts.windows.net/2b3c/",
    "http://127.0.0.1:8080/realms/test",
    "http://localhost:8080",
    "http://[::1]:8080",
  ])("%s is one", (url) => expect(isIssuerUrl(url)).toBe(true));

  test.each([
    "",
    "accounts.google.com",
    "http://id.example.com",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://127.0.0.1@example.com",
    "https://me:secret@id.example.com",
    "https://id.example.com/?tenant=1",
    "https://id.example.com/#a",
    "https://id.example.com/a|b",
    "https://id.example.com/a b",
    "https://",
    "file:///etc/passwd",
    "HTTPS://id.example.com",
    `https://id.example.com/${"x".repeat(250)}`,
  ])("%s is none", (url) => expect(isIssuerUrl(url)).toBe(false));
});

test.each([
  ["https://www.googleapis.com/oauth2/v3/certs", true],
  ["https://id.example.com/keys?app=1", true],
  ["http://localhost:1/keys", true],
  ["http://169.254.169.254/latest", false],
  ["ftp://id.example.com/keys", false],
  ["/keys", false],
])("keys from %s: %s", (url, isSafe) => expect(isSafeUrl(url)).toBe(isSafe));

test.each([
  ["https://id.example.com", "https://id.example.com/.well-known/openid-configuration"],
  ["https://sts.windows.net/2b3c/", "https://sts.windows.net/2b3c/.well-known/openid-configuration"],
])("%s describes itself at %s", (issuer, url) => expect(discoveryUrl(issuer)).toBe(url));

test("no signature that a shared secret makes, and none without one, can be listed", () => {
  for (const algorithm of signatureAlgorithms) expect(algorithm).not.toMatch(/^(HS|none)/i);
});
