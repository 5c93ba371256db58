/**
 * What the viewer may see of a store. Loaders and list reads take one, so that permissions become a condition in SQL
 * without changing their shape. Today there is one token and it sees everything.
 */
export type Scope = { readonly sees: "everything" };

export const everything: Scope = { sees: "everything" };
