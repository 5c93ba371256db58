import { expect } from "@jest/globals";

/** The parts of a Relay connection that a walk needs. */
export interface Connection<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** What to select of a connection whose items are read with `selection`, and which has `fields` of its own. */
export function connectionOf(selection: string, fields = ""): string {
  return `{ ${fields} edges { cursor node { ${selection} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
}

/**
 * Reads a whole list by following its cursors, and checks each page on the way: full unless it is the last, cursors unlike each
 * other, the first and last of them those of `pageInfo`.
 *
 * @param firstPage the page without `after`, where it has been read already
 */
export async function walkPages<Item>(
  size: number,
  ask: (after: string | null) => Promise<Connection<Item>>,
  firstPage?: Connection<Item>,
): Promise<Item[]> {
  const items: Item[] = [];
  const cursors = new Set<string>();
  let after: string | null = null;
  for (let page: Connection<Item> = firstPage ?? (await ask(null)); ; page = await ask(after)) {
    const { edges, pageInfo } = page;
    if (after !== null) expect(edges.length).toBeGreaterThan(0);
    items.push(...edges.map(({ node }) => node));
    for (const { cursor } of edges) cursors.add(cursor);
    expect({ pageInfo, edges: edges.length, cursors: cursors.size }).toEqual({
      pageInfo: {
        hasNextPage: pageInfo.hasNextPage,
        hasPreviousPage: after !== null,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
      edges: pageInfo.hasNextPage ? size : Math.min(size, edges.length),
      cursors: items.length,
    });
    if (!pageInfo.hasNextPage) return items;
    after = pageInfo.endCursor;
  }
}
