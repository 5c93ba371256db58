import type { Environment } from "./environment.js";

/** Stands where a value could not be expanded, so that it only counts when nothing overrides the key. */
export class UnsetVariable {
  constructor(readonly message: string) {}
}

/**
 * Replaces `${VAR}` and `${VAR:-default}` in every text of a parsed file; `$${` stays a plain `${`. It works on values,
 * after YAML is parsed, so that a variable can never add keys.
 */
export function expandVariables(value: unknown, env: Environment): unknown {
  if (typeof value === "string") return expandText(value, env);
  if (Array.isArray(value)) {
    const items = value.map((item) => expandVariables(item, env));
    return items.find((item) => item instanceof UnsetVariable) ?? items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expandVariables(item, env)]));
}

function expandText(text: string, env: Environment): string | UnsetVariable {
  let unset: UnsetVariable | null = null;
  const expanded = text.replace(
    /\$(\$?)\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g,
    (match, dollar: string, name?: string, fallback?: string) => {
      if (dollar !== "") return match.slice(1);
      if (name === undefined) {
        unset ??= new UnsetVariable(`has a \${ that is not \${NAME} or \${NAME:-default}; write $\${ for a plain \${`);
        return "";
      }
      const found = env[name];
      if (found !== undefined && found !== "") return found;
      if (fallback !== undefined) return fallback;
      unset ??= new UnsetVariable(
        `needs the variable ${name}, which is not set; set it, or write \${${name}:-default}`,
      );
      return "";
    },
  );
  return unset ?? expanded;
}
