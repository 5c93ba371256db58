const stepsMax = 10;

/**
 * A place among a token's claims: names with dots between, `realm_access.roles`. A dot or backslash within a name stands
 * behind a backslash: `https://example\.com/groups`. Null for what is no such path.
 */
export function parseClaimPath(text: string): readonly string[] | null {
  const steps = text.match(/(?:\\[.\\]|[^.\\])+|[.\\]/g) ?? [];
  const names = steps.filter((_, index) => index % 2 === 0);
  const dots = steps.filter((_, index) => index % 2 === 1);
  const isPath = names.length === dots.length + 1 && dots.every((dot) => dot === ".") && !names.some(isLone);
  return isPath && names.length <= stepsMax ? names.map((name) => name.replace(/\\(.)/g, "$1")) : null;
}

function isLone(step: string): boolean {
  return step === "." || step === "\\";
}
