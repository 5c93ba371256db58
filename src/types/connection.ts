import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from "type-graphql";
import { keyValuePageSizeDefault, pageSizeDefault } from "../rules/page.js";

// Relay's own type: other subgraphs have it too.
@Directive("@shareable")
@ObjectType({ simpleResolvers: true, description: "Where a page lies in its list (Relay's PageInfo)." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether more follow: ask again with `after` set to endCursor." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether some come before; true behind any cursor." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first of this page; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last of this page; null on an empty page." })
  endCursor!: string | null;
}

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: pageSizeDefault,
    description: "How many to return: at least 1, at most the server's page size (100 unless configured).",
  })
  first!: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Return what comes after this cursor, an endCursor of the same list. Rows that arrive or leave meanwhile are neither skipped nor repeated.",
  })
  after?: string | null;
}

@ArgsType()
export class KeyValueArgs {
  @Field(() => [String], { nullable: true, description: "Only these keys, compared exactly; all when left out." })
  keys?: string[] | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: keyValuePageSizeDefault,
    description:
      "How many to return: at least 1, at most the server's page size for key-value rows (1,000 unless configured).",
  })
  first!: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Return what comes after this cursor, an endCursor of the same list.",
  })
  after?: string | null;
}

/**
 * The connection and edge types of a node type, by Relay's Cursor Connections specification.
 *
 * @param plural names the items and their order
 * @param options.counted adds `totalCount`
 */
export function connectionTypes<Item extends object>(
  itemType: () => ClassType<Item>,
  name: string,
  plural: string,
  options: { counted: boolean } = { counted: false },
): ClassType<object> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One of a page of ${plural}, with its cursor.` })
  class Edge {
    @Field(() => String, { description: "Opaque place of this one in the list, for `after`." })
    cursor!: string;

    @Field(itemType, { description: "The thing itself." })
    node!: Item;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${plural}.` })
  class Connection {
    @Field(() => [itemType()], { description: "The page without cursors." })
    nodes!: Item[];

    @Field(() => [Edge], { description: "The page with a cursor for each." })
    edges!: Edge[];

    @Field(() => PageInfo, { description: "Where this page lies in the list." })
    pageInfo!: PageInfo;
  }
  if (options.counted) {
    const description =
      "How many the whole list has; counted only when asked for. Null where counting would not be cheap.";
    Field(() => Int, { nullable: true, description })(Connection.prototype, "totalCount");
  }
  return Connection;
}
