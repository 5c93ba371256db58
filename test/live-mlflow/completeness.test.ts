import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { buildSchema, type GraphQLObjectType, isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { repositoryRoot } from "../support/run-environment.js";
import * as documents from "./graph-documents.js";

const schema = buildSchema(readFileSync(join(repositoryRoot, "schema/gatehouse.graphql"), "utf8"));

test("the comparison with a live MLflow asks for every field that the graph has", () => {
  const asked = new Set(Object.values(documents).flatMap(fieldsOf));
  const things = Object.values(schema.getTypeMap()).filter(isObjectType).filter(isThing);
  const there = things.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  expect(there.length).toBeGreaterThan(90);
  expect(there.filter((field) => !asked.has(field) && !comparedElsewhere.test(field))).toEqual([]);
});

/**
 * What has comparisons of its own: logged models with the oracles (test/api), traces and prompts with a live MLflow
 * (traces-and-prompts.test.ts), lineage with the tables and comparisons of runs with the oracles (test/api), which MLflow
 * has no like of; so has who may do what, and which sample of a history it is (test/api/metric-sample.test.ts).
 */
const comparedElsewhere =
  /^(LoggedModel|Trace|Prompt|Lineage|Compared|RunComparison|Access|ApiToken|Binding|MissingGrant|RoleScope|Mutation|Viewer|Conflict|Forbidden|Invalid|NotFound|Unavailable)|\.(loggedModels?|inputModels|outputModels|traces|promptVersions|lineage|bindings|apiTokens|sample|viewerCan\w+)$/;

/** Not the lists around things, nor the ways in. */
function isThing({ name }: GraphQLObjectType): boolean {
  return !/^__|^Query$|^PageInfo$|Connection$|Edge$/.test(name);
}

function fieldsOf(document: string): readonly string[] {
  const fields: string[] = [];
  const types = new TypeInfo(schema);
  visit(
    parse(document),
    visitWithTypeInfo(types, {
      Field: ({ name }) => void fields.push(`${types.getParentType()?.name}.${name.value}`),
    }),
  );
  return fields;
}
