import "reflect-metadata";
import { GraphQLDirective, type GraphQLSchema, specifiedDirectives } from "graphql";
import {
  Arg,
  buildSchemaSync,
  Directive,
  Field,
  FieldResolver,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { asSubgraph } from "../../src/gateway/subgraph.js";

/** Apollo's subgraph `products`, with the data that its compatibility tests expect: every directive of Federation 2.3 once. */
export function productsSubgraph(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [ProductsResolver, ProductResolver, DeprecatedProductResolver, UserResolver],
    orphanedTypes: [Inventory],
    directives: [...specifiedDirectives, new GraphQLDirective({ name: "custom", locations: ["OBJECT" as never] })],
    validate: false,
  });
  return asSubgraph(schema, {
    schemaDirectives:
      '@link(url: "https://myspecs.dev/myCustomDirective/v1.0", import: ["@custom"]) @composeDirective(name: "@custom")',
    load: {
      Product: (representation) => products.find((product) => isPartOf(representation, product)) ?? null,
      DeprecatedProduct: (representation) => (isPartOf(representation, deprecatedProduct) ? deprecatedProduct : null),
      ProductResearch: (representation) => research.find((one) => isPartOf(representation, one)) ?? null,
      User: ({ email, totalProductsCreated, yearsOfEmployment }) => ({
        ...user,
        email,
        totalProductsCreated: totalProductsCreated ?? user.totalProductsCreated,
        yearsOfEmployment,
      }),
      Inventory: (representation) => (isPartOf(representation, inventory) ? inventory : null),
    },
  });
}

/** Whether the thing has everything that the representation says of it. */
function isPartOf(representation: object, thing: object): boolean {
  return Object.entries(representation)
    .filter(([name]) => name !== "__typename")
    .every(([name, value]) => {
      const own: unknown = thing[name as keyof typeof thing];
      return typeof value === "object" && typeof own === "object" && value && own
        ? isPartOf(value, own)
        : value === own;
    });
}

@ObjectType()
class ProductVariation {
  @Field(() => ID)
  id!: string;
}

@Directive("@shareable")
@ObjectType()
class ProductDimension {
  @Field(() => String, { nullable: true })
  size!: string | null;

  @Field(() => Float, { nullable: true })
  weight!: number | null;

  @Directive("@inaccessible")
  @Field(() => String, { nullable: true })
  unit!: string | null;
}

@ObjectType()
class CaseStudy {
  @Field(() => ID)
  caseNumber!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;
}

@Directive('@key(fields: "study { caseNumber }")')
@ObjectType()
class ProductResearch {
  @Field(() => CaseStudy)
  study!: CaseStudy;

  @Field(() => String, { nullable: true })
  outcome?: string | null;
}

@Directive('@key(fields: "email")')
@Directive("@extends")
@ObjectType()
class User {
  @Directive("@external")
  @Field(() => ID)
  email!: string;

  @Directive('@override(from: "users")')
  @Field(() => String, { nullable: true })
  name!: string | null;

  @Directive("@external")
  @Field(() => Int, { nullable: true })
  totalProductsCreated!: number | null;

  @Directive("@external")
  @Field(() => Int)
  yearsOfEmployment?: number;
}

@Directive('@key(fields: "sku variation { id }")')
@Directive('@key(fields: "sku package")')
@Directive('@key(fields: "id")')
@Directive("@custom")
@ObjectType()
class Product {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  sku!: string | null;

  @Field(() => String, { nullable: true })
  package!: string | null;

  @Field(() => ProductVariation, { nullable: true })
  variation!: ProductVariation | null;

  @Field(() => ProductDimension, { nullable: true })
  dimensions!: ProductDimension | null;

  @Directive('@tag(name: "internal")')
  @Field(() => String, { nullable: true })
  notes?: string | null;

  @Field(() => [ProductResearch])
  research!: ProductResearch[];
}

@Directive('@key(fields: "sku package")')
@ObjectType()
class DeprecatedProduct {
  @Field(() => String)
  sku!: string;

  @Field(() => String)
  package!: string;

  @Field(() => String, { nullable: true })
  reason!: string | null;
}

@Directive('@key(fields: "id")')
@Directive("@interfaceObject")
@ObjectType()
class Inventory {
  @Field(() => ID)
  id!: string;

  @Field(() => [DeprecatedProduct])
  deprecatedProducts!: DeprecatedProduct[];
}

@Resolver()
class ProductsResolver {
  @Query(() => Product, { nullable: true })
  product(@Arg("id", () => ID) id: string) {
    return products.find((product) => product.id === id);
  }

  @Query(() => DeprecatedProduct, { nullable: true, deprecationReason: "Use product query instead" })
  deprecatedProduct(@Arg("sku", () => String) sku: string, @Arg("package", () => String) name: string) {
    return isPartOf({ sku, package: name }, deprecatedProduct) ? deprecatedProduct : null;
  }
}

@Resolver(() => Product)
class ProductResolver {
  @Directive('@provides(fields: "totalProductsCreated")')
  @FieldResolver(() => User, { nullable: true })
  createdBy() {
    return user;
  }
}

@Resolver(() => DeprecatedProduct)
class DeprecatedProductResolver {
  @FieldResolver(() => User, { nullable: true })
  createdBy() {
    return user;
  }
}

@Resolver(() => User)
class UserResolver {
  @Directive('@requires(fields: "totalProductsCreated yearsOfEmployment")')
  @FieldResolver(() => Int, { nullable: true })
  averageProductsCreatedPerYear(@Root() { totalProductsCreated, yearsOfEmployment }: User) {
    return Math.round((totalProductsCreated ?? 0) / (yearsOfEmployment ?? 0));
  }
}

const research = [
  { study: { caseNumber: "1234", description: "Federation Study" } },
  { study: { caseNumber: "1235", description: "Studio Study" } },
];

const dimensions = { size: "small", weight: 1, unit: "kg" };

const products = [
  {
    id: "apollo-federation",
    sku: "federation",
    package: "@apollo/federation",
    variation: { id: "OSS" },
    dimensions,
    research: research.slice(0, 1),
  },
  {
    id: "apollo-studio",
    sku: "studio",
    package: "",
    variation: { id: "platform" },
    dimensions,
    research: research.slice(1),
  },
];

const deprecatedProduct = {
  sku: "apollo-federation-v1",
  package: "@apollo/federation-v1",
  reason: "Migrate to Federation V2",
};

const user = { email: "support@apollographql.com", name: "Jane Smith", totalProductsCreated: 1337 };

const inventory = { id: "apollo-oss", deprecatedProducts: [deprecatedProduct] };
