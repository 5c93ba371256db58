import { buildASTSchema, type GraphQLFieldResolver, GraphQLObjectType, type GraphQLSchema, parse } from "graphql";
import { asSubgraph, type LoadEntity } from "../../src/gateway/subgraph.js";

/** Apollo's subgraph `users`, which `products` takes a field from and requires two others of. */
export function usersSubgraph(): GraphQLSchema {
  const users = [
    {
      email: "support@apollographql.com",
      name: "Apollo Studio Support",
      totalProductsCreated: 10,
      yearsOfEmployment: 10,
    },
  ];
  return subgraphOf(
    `type User @key(fields: "email") {
      email: ID!
      name: String
      totalProductsCreated: Int @shareable
      yearsOfEmployment: Int!
    }`,
    {},
    { User: ({ email }) => users.find((user) => user.email === email) ?? null },
  );
}

/** Apollo's subgraph `inventory`, whose interface is an entity that `products` adds a field to. */
export function inventorySubgraph(): GraphQLSchema {
  const ofProducts = { __typename: "OpenSourceInventory", id: "apollo-oss", products: [{ id: "apollo-federation" }] };
  const find = (id: unknown) => (id === ofProducts.id ? ofProducts : null);
  return subgraphOf(
    `type Product @key(fields: "id") {
      id: ID!
      dimensions: ProductDimension @external
      delivery(zip: String): DeliveryEstimates @requires(fields: "dimensions { size weight }")
    }
    type ProductDimension @shareable { size: String weight: Float }
    type DeliveryEstimates { estimatedDelivery: String fastestDelivery: String }
    interface Inventory @key(fields: "id") { id: ID! products: [Product!]! }
    type OpenSourceInventory implements Inventory @key(fields: "id") { id: ID! products: [Product!]! }
    type Query { inventory(id: ID!): Inventory }`,
    {
      "Query.inventory": (_, { id }) => find(id),
      "Product.delivery": () => ({ estimatedDelivery: "5/1/2019", fastestDelivery: "5/1/2019" }),
    },
    { Product: (product) => product, OpenSourceInventory: ({ id }) => find(id) },
  );
}

/** @param resolvers by `Type.field` */
export function subgraphOf(
  sdl: string,
  resolvers: Readonly<Record<string, GraphQLFieldResolver<unknown, unknown>>>,
  load: Readonly<Record<string, LoadEntity<unknown>>>,
): GraphQLSchema {
  const schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  for (const [path, resolve] of Object.entries(resolvers)) {
    const [type = "", field = ""] = path.split(".");
    const owner = schema.getType(type);
    const definition = owner instanceof GraphQLObjectType ? owner.getFields()[field] : undefined;
    if (definition === undefined) throw new Error(`no field ${path}`);
    definition.resolve = resolve;
  }
  return asSubgraph(schema, { load });
}
