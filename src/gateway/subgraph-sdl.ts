import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isTypeDefinitionNode,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  specifiedDirectives,
  type TypeDefinitionNode,
  visit,
} from "graphql";

/** What a subgraph may import from Apollo Federation; version 2.3 is understood by every router in use. */
const federationUrl = "https://specs.apollo.dev/federation/v2.3";
const federationDirectives: ReadonlySet<string> = new Set([
  "composeDirective",
  "extends",
  "external",
  "inaccessible",
  "interfaceObject",
  "key",
  "override",
  "provides",
  "requires",
  "shareable",
  "tag",
]);

/**
 * The SDL that a subgraph answers to `_service`: the schema with the directives that were put on its elements, which
 * graphql-js leaves out, and the link to Apollo Federation with those of them that are its own.
 *
 * @param schemaDirectives further directives of the schema itself, such as `@link` and `@composeDirective`
 */
export function printSubgraph(schema: GraphQLSchema, schemaDirectives = ""): string {
  const document = withAppliedDirectives(parse(printSchema(lexicographicSortSchema(schema))), schema);
  const imported = [...directivesIn(document), ...directivesIn(parse(`extend schema @link ${schemaDirectives}`))]
    .filter((name) => federationDirectives.has(name))
    .map((name) => `"@${name}"`);
  const imports = [...new Set(imported)].sort().join(", ");
  const link = `extend schema @link(url: "${federationUrl}", import: [${imports}]) ${schemaDirectives}`;
  return `${print(parse(link))}\n\n${print(document)}\n`;
}

type Annotated = { readonly directives?: readonly ConstDirectiveNode[] };
type Element = {
  readonly astNode?: Annotated | null | undefined;
  readonly extensionASTNodes?: readonly Annotated[] | undefined;
};

/** Puts onto the printed definitions what their elements carry. */
function withAppliedDirectives(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const definitions = document.definitions.map((definition) =>
    isTypeDefinitionNode(definition) ? annotateType(definition, schema.getType(definition.name.value)) : definition,
  );
  return { ...document, definitions };
}

function annotateType(definition: TypeDefinitionNode, type: GraphQLNamedType | undefined): TypeDefinitionNode {
  return visit(annotate<TypeDefinitionNode>(definition, type), {
    FieldDefinition: (node) => {
      const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      const argumentOf = (name: string) => field?.args.find((argument) => argument.name === name);
      const args = (node.arguments ?? []).map((argument) => annotate(argument, argumentOf(argument.name.value)));
      return { ...annotate(node, field), arguments: args };
    },
    InputValueDefinition: (node) =>
      isInputObjectType(type) ? annotate(node, type.getFields()[node.name.value]) : undefined,
    EnumValueDefinition: (node) => (isEnumType(type) ? annotate(node, type.getValue(node.name.value)) : undefined),
  });
}

function annotate<Node extends Annotated>(node: Node, element: Element | null | undefined): Node {
  const carriers = [element?.astNode, ...(element?.extensionASTNodes ?? [])];
  // What GraphQL itself specifies, such as @deprecated, is printed already.
  const applied = carriers
    .flatMap((carrier) => carrier?.directives ?? [])
    .filter(({ name }) => !isSpecified(name.value));
  return applied.length === 0 ? node : { ...node, directives: [...(node.directives ?? []), ...applied] };
}

function isSpecified(name: string): boolean {
  return specifiedDirectives.some((directive) => directive.name === name);
}

function directivesIn(document: DocumentNode): string[] {
  const names: string[] = [];
  visit(document, { Directive: (node) => void names.push(node.name.value) });
  return names;
}
