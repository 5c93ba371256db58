// ESLint reads the emitted schema and nothing else; TypeScript, JSON and the operations are Biome's.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["schema/*.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema/gatehouse.graphql" } },
    },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Lists page forward only: a keyset cursor says what comes after.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      // Params, tags and metric points are values of a run, not things with an id, on an edge or in a plain list.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      // A thing with an id implements Node, which asks for it; connections, edges, payloads and values have none.
      "@graphql-eslint/strict-id-in-types": "off",
    },
  },
];
