/** What Gatehouse calls a thing of the store `main`. */
export function globalId(type, ...key) {
  return Buffer.from(["main", type, ...key].join(":")).toString("base64url");
}
